"""The command that gives out what people said about answers: feedback."""

import json
from pathlib import Path
from typing import Annotated

import typer

from index import BadInputError, Manifest
from qa.index_commands import IndexOption, folder_of, note

app = typer.Typer()


@app.command()
def feedback(
    index: IndexOption = None,
    out: Annotated[Path | None, typer.Option(help="Write the questions here, for: quoth eval FILE --index DIR")] = None,
) -> None:
    """What people said about the answers of an index, as a question set for "quoth eval"."""
    from qa.feedback import Feedback

    if out and not out.absolute().parent.is_dir():
        raise BadInputError(f"--out {out}: no such folder; make it first")
    if index is None:
        from qa.assistant import default_corpus

        index = default_corpus()
    index = folder_of(index, "feedback is kept in the folder of an index")
    Manifest.read(index)  # a mistyped folder is no index without feedback
    kept = Feedback(index)
    rows, (asked, said) = kept.questions(), kept.count()
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    if out:
        out.write_text(lines, "utf-8")
    else:
        typer.echo(lines, nl=False)
    left = asked - len(rows)
    note(
        f"{len(rows)} questions" + (f", {left} more left out: nobody said what would be right" if left else "")
        if said
        else "nobody has said anything about an answer yet"
    )
