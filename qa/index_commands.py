"""The commands that make, change and look at an index: index, remove, list, show, status, verify, compact."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from index import BadInputError, QuothError, Report
from index.places import Address, Place, manifest_or_none, open_store, place
from index.report import STATUSES
from qa.phrasing import printable
from qa.status import size_of
from qa.status import status as describe

if TYPE_CHECKING:
    from qa import Assistant


def _place(text: str) -> Place:
    try:
        return place(text)
    except BadInputError as error:
        raise QuothError(str(error)) from None  # a ValueError typer would put into a frame of its own


# Any, for typer takes no unions; what ``_place`` gives is a Place.
IndexOption = Annotated[
    Any,
    typer.Option(
        "--index",
        parser=_place,
        metavar="PLACE",
        help="Folder of the index, or milvus:URI. Default: the articles that come with Quoth.",
    ),
]
ChangedOption = Annotated[
    Any, typer.Option("--index", parser=_place, metavar="PLACE", help="Folder of the index, or milvus:URI.")
]
EmbedderOption = Annotated[str | None, typer.Option(help="Folder or hub id of a sentence-transformers model. Default: packaged.")]
ReaderOption = Annotated[str | None, typer.Option(help="Folder or hub id of an extractive reader. Default: packaged.")]

app = typer.Typer()


def note(text: str) -> None:
    """A line for the person, not for the pipe."""
    typer.echo(text, err=True)


@app.command()
def index(
    paths: Annotated[list[Path], typer.Argument(help="Folders and files of articles.", show_default=False)],
    index: Annotated[
        Any,
        typer.Option(
            "--index", parser=_place, metavar="PLACE", help="Folder of the index, made if it is not there, or milvus:URI."
        ),
    ],
    embedder: EmbedderOption = None,
    keep_missing: Annotated[bool, typer.Option("--keep-missing", help="Keep what is no longer in the folders.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write what became of every file here, as JSON.")] = None,
    ray: Annotated[str | None, typer.Option(help="Read and embed on this Ray: local, auto or HOST:PORT.")] = None,
) -> None:
    """Index articles, or bring an index up to date: only what changed is embedded again."""
    from index import ingest, load_embedder
    from qa.settings import Settings, default_embedder

    if report and not report.absolute().parent.is_dir():
        raise BadInputError(f"--report {report}: no such folder; make it first")
    with interruptible(index):
        settings = Settings.load(embedder=embedder)
        name = settings.embedder
        if name is None and (standing := manifest_or_none(index)):
            name = standing.embedder
        model = load_embedder(name or default_embedder(settings))
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("indexing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        bar = Progress(*columns, TextColumn("{task.description}"), console=Console(stderr=True), transient=True)
        bar.disable = not sys.stderr.isatty()
        with bar:
            task = bar.add_task("", total=None)

            def progress(done: int, total: int, file: str) -> None:
                bar.update(task, completed=done, total=total, description=printable(file).replace("[", r"\["))

            if ray:
                from index.ray_ingest import ingest_on_ray

                made = ingest_on_ray(paths, index, model, ray, progress, keep_missing)
            else:
                made = ingest(paths, index, model, progress, keep_missing)
    if report:
        report.write_text(json.dumps(made.to_dict(), ensure_ascii=False, indent=1) + "\n", "utf-8")
    print_report(made, index)
    if made.count("failed"):
        raise typer.Exit(1)


@contextmanager
def interruptible(where: Place) -> Iterator[None]:
    """Ctrl-C during a change of the index at ``where`` becomes one line and exit code 130."""
    before = _generation(where)
    try:
        yield
    except KeyboardInterrupt:
        outcome = "nothing was changed" if _generation(where) == before else "what was committed by then stays"
        note(f"quoth: interrupted; {outcome}")
        raise typer.Exit(130) from None


def _generation(where: Place) -> int | None:
    try:
        manifest = manifest_or_none(where)
    except (QuothError, OSError):  # what is wrong, the command itself says
        return None
    return manifest.generation if manifest else None


def print_report(report: Report, where: Place) -> None:
    """Every file that is not simply as it was, with its reason, then the counts."""
    for file in report.files:
        if file.status not in ("added", "unchanged") or (file.reason and file.status == "added"):
            typer.echo(f"{file.status:9} {printable(file.path)}" + (f": {printable(file.reason)}" if file.reason else ""))
    counts = ", ".join(f"{report.count(s)} {s}" for s in STATUSES if report.count(s))
    manifest = report.manifest
    typer.echo(f"{where}: {manifest.documents} documents, {manifest.passages} passages ({counts})")


@app.command()
def remove(
    names: Annotated[list[str], typer.Argument(help="Files, folders or ids of documents.", show_default=False)],
    index: ChangedOption,
) -> None:
    """Take documents out of an index. Their files stay, and come back with the next "quoth index" of their folder."""
    from index.removal import remove as remove_documents

    with interruptible(index):
        removed = remove_documents(names, index)
    for document in removed:
        typer.echo(f"removed   {printable(document.path)}: {printable(document.title)}")
    note('what still stands in its folder comes back with the next "quoth index" of that folder')


@app.command()
def compact(index: ChangedOption) -> None:
    """Give free space back, and wipe what was removed out of every file of the index."""
    from index.writer import writing

    index = folder_of(index, "Milvus compacts itself")
    with interruptible(index), writing(index, None) as writer:
        assert writer.base is not None
        before = size_of(index)
        writer.compact()
        writer.commit(writer.base.roots, writer.base.changes)
    typer.echo(f"{index}: {before:,} bytes before, {size_of(index):,} now")


@app.command()
def verify(index: IndexOption = None) -> None:
    """Check that an index is whole, each passage and vector of it. Exit code 1 when it is not."""
    from index.verify import verify as check

    folder = folder_of(index or _default_corpus(), "a Milvus checks itself")
    found = check(folder)
    for line in (*found.notes, *found.damage):
        typer.echo(line)
    if found.damage:
        raise typer.Exit(1)
    manifest = open_store(folder).manifest
    typer.echo(f"{folder}: whole, {manifest.documents} documents, {manifest.passages} passages")


@app.command("list")
def list_(index: IndexOption = None, json_: Annotated[bool, typer.Option("--json")] = False) -> None:
    """The documents of an index."""
    for document in open_store(index or _default_corpus()).documents():
        names = ("id", "published", "source", "title", "path", "url", "author", "story")
        fields = {name: getattr(document, name) for name in names}
        row = "\t".join(printable(str(fields[name] or "unknown")) for name in names[:4])
        typer.echo(json.dumps(fields, ensure_ascii=False) if json_ else row)


@app.command()
def show(document_id: str, index: IndexOption = None) -> None:
    """The text of one document."""
    try:
        (document,) = open_store(index or _default_corpus()).documents([document_id])
    except KeyError:
        raise BadInputError(f"no document {document_id!r} in the index; see the ids with: quoth list") from None
    typer.echo(document.text if not sys.stdout.isatty() else "\n".join(map(printable, document.text.splitlines())))


@app.command()
def status(index: IndexOption = None) -> None:
    """What an index holds and what made it."""
    where = index or _default_corpus()
    for name, text in describe(open_store(where), where):
        typer.echo(f"{name:11} {text}")


def folder_of(where: Place, otherwise: str) -> Path:
    """``where``, if it is a folder. Raises BadInputError."""
    if isinstance(where, Address):
        raise BadInputError(f"{where} is no folder: {otherwise}; give the folder of an index")
    return where


def _default_corpus() -> Path:
    from qa.assistant import default_corpus

    return default_corpus()


def open_assistant(index: Place | None, **given: object) -> "Assistant":
    """The assistant of ``index``, or of the default corpus; ``given`` are settings from the command line."""
    from qa.assistant import Assistant, default_corpus
    from qa.settings import Settings

    settings = Settings.load(os.environ, **given)
    if index is None:
        note("no --index: using the articles that come with Quoth")
        return Assistant.open(default_corpus(), settings)
    return Assistant.open(index, settings)
