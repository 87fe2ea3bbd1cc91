"""The ``quoth`` command. Results alone go to stdout; progress, notes and errors go to stderr.

Exit codes: 0 answered or abstained, 2 bad usage or input, 1 failure (for ``index``: files failed, with the rest indexed).
"""

import json
import logging
import os
import sys
import warnings
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from index import BadInputError, QuothError
from qa import feedback_command, index_commands, serve_command
from qa.index_commands import EmbedderOption, IndexOption, ReaderOption, note, open_assistant

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(index_commands.app)
app.add_typer(serve_command.app)
app.add_typer(feedback_command.app)


def print_version(wanted: bool) -> None:
    """Print the version and end, where that was asked for."""
    if wanted:
        from importlib.metadata import version

        typer.echo(f"quoth {version('quoth')}")
        raise typer.Exit


@app.callback()
def quoth(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and end.", callback=print_version, is_eager=True)
    ] = False,
) -> None:
    """Answers from your articles, in their own words, with sources."""


@app.command()
def ask(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="QUESTION", help="What you want to know.", show_default=False)
    ] = None,
    index: IndexOption = None,
    json_: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    questions: Annotated[
        Path | None,
        typer.Option(help='JSONL file with a row {"id", "question"} each; since, until, as_of and source are optional.'),
    ] = None,
    since: Annotated[str | None, typer.Option(help="Only documents published on that date or later.")] = None,
    until: Annotated[str | None, typer.Option(help="Only documents published on that date or earlier.")] = None,
    as_of: Annotated[str | None, typer.Option(help="Answer as it was known on that date.")] = None,
    source: Annotated[str | None, typer.Option(help="Only documents of this outlet.")] = None,
    document: Annotated[str | None, typer.Option(help="Only this document, by its id or path.")] = None,
    top_k: Annotated[int | None, typer.Option(help="Passages to read.")] = None,
    min_confidence: Annotated[float | None, typer.Option(help="No answer below this probability.")] = None,
    reader: ReaderOption = None,
    embedder: EmbedderOption = None,
) -> None:
    """Ask one question, or a file of them."""
    from qa.assistant import NOTHING_LEFT
    from qa.hints import meant
    from qa.questions import load_questions, question_of
    from qa.terminal import show as print_result

    question = " ".join(words) if words else None  # of more than one word where its quotation marks were left out
    if (question is None) == (questions is None):
        raise BadInputError('give one question, or a file of them: quoth ask "QUESTION", or quoth ask --questions FILE.jsonl')
    if document and Path(document).exists():
        document = str(Path(document).resolve())  # as the index names it
    narrowed = {"since": since, "until": until, "as_of": as_of, "source": source, "document": document}
    if questions:
        rows = load_questions(questions, narrowed)
    else:
        rows = [question_of("quoth ask", {"question": question, **narrowed}, None)]
    assistant = open_assistant(index, reader=reader, embedder=embedder, top_k=top_k, min_confidence=min_confidence)
    for row in rows:
        result = assistant.ask(**asdict(row))
        if json_:
            typer.echo(json.dumps(result.to_dict(), ensure_ascii=False))
        else:
            print_result(result)
        if result.reason == NOTHING_LEFT and (hint := meant(row, assistant.store)):
            note(f"quoth: {hint}")


@app.command("eval")
def evaluate(
    file: Annotated[
        Path | None,
        typer.Argument(show_default=False, help="Questions with answers: JSONL, CSV or SQuAD .json. Default: seeds."),
    ] = None,
    index: IndexOption = None,
    baseline: Annotated[Path | None, typer.Option(help="Fail when a figure falls below this report's.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the report as JSON here.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write the report as a page with pictures here.")] = None,
    against: Annotated[Path | None, typer.Option(help="Say what changed since this report, an earlier --out.")] = None,
    suggest_threshold: Annotated[
        bool, typer.Option("--suggest-threshold", help="Say which --min-confidence fits these questions.")
    ] = False,
    risk: Annotated[float, typer.Option(help="For --suggest-threshold: the share of answers that may be wrong.")] = 0.1,
    halves: Annotated[bool, typer.Option("--halves", help="Also report two halves of the stories, each for itself.")] = False,
    min_confidence: Annotated[float | None, typer.Option(help="No answer below this probability.")] = None,
    reader: ReaderOption = None,
    embedder: EmbedderOption = None,
) -> None:
    """Score the answers to a question set."""
    from eval.report import run
    from qa.assistant import default_corpus

    if file is not None and index is None:
        raise BadInputError("a question file of your own needs --index, the folder of the index it asks about")
    assistant = open_assistant(index, reader=reader, embedder=embedder, min_confidence=min_confidence)
    options = {"html": html, "against": against, "suggest": suggest_threshold, "risk": risk, "halves": halves}
    where = index or default_corpus()
    options["keep"] = where if isinstance(where, Path) else None
    if not run(assistant, file, baseline, out, **options):  # type: ignore[arg-type]
        raise typer.Exit(1)


def main() -> None:
    """The entry point: errors that Quoth raises become one line and an exit code."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    warnings.simplefilter("ignore")
    try:
        app()
    except QuothError as error:
        note(f"quoth: {error}")
        sys.exit(error.exit_code)
    except OSError as error:
        note(f"quoth: {error}")
        sys.exit(1)


if __name__ == "__main__":
    main()
