"""The commands that make, change and look at an index: index, remove, list, show, status, verify, compact."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index import BadInputError, LocalStore, Report
from index.ingest import STATUSES
from qa.phrasing import printable
from qa.status import size_of
from qa.status import status as describe

if TYPE_CHECKING:
    from qa import Assistant

IndexOption = Annotated[
    Path | None, typer.Option("--index", help="Folder of the index. Default: the articles that come with Quoth.")
]
ChangedOption = Annotated[Path, typer.Option("--index", help="Folder of the index.")]
EmbedderOption = Annotated[str | None, typer.Option(help="Folder or hub id of a sentence-transformers model. Default: packaged.")]
ReaderOption = Annotated[str | None, typer.Option(help="Folder or hub id of an extractive reader. Default: packaged.")]

app = typer.Typer()


def note(text: str) -> None:
    """A line for the person, not for the pipe."""
    typer.echo(text, err=True)


@app.command()
def index(
    paths: Annotated[list[Path], typer.Argument(help="Folders and files of articles.", show_default=False)],
    index: Annotated[Path, typer.Option("--index", help="Folder of the index, made if it is not there.")],
    embedder: EmbedderOption = None,
    keep_missing: Annotated[bool, typer.Option("--keep-missing", help="Keep what is no longer in the folders.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write what became of every file here, as JSON.")] = None,
) -> None:
    """Index articles, or bring an index up to date: only what changed is embedded again."""
    from index import Manifest, ingest, load_embedder
    from qa.settings import Settings, default_embedder

    if report and not report.absolute().parent.is_dir():
        raise BadInputError(f"--report {report}: no such folder; make it first")
    with interruptible(index):
        settings = Settings.load(embedder=embedder)
        name = settings.embedder
        if name is None and (index / "manifest.json").is_file():
            name = Manifest.read(index).embedder
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

            made = ingest(paths, index, model, progress, keep_missing)
    if report:
        report.write_text(json.dumps(made.to_dict(), ensure_ascii=False, indent=1) + "\n", "utf-8")
    print_report(made, index)
    if made.count("failed"):
        raise typer.Exit(1)


@contextmanager
def interruptible(folder: Path) -> Iterator[None]:
    """Ctrl-C during a change of the index in ``folder`` becomes one line and exit code 130."""
    from index.manifest import current

    before = current(folder)
    try:
        yield
    except KeyboardInterrupt:
        outcome = "nothing was changed" if current(folder) == before else "the change was already made"
        note(f"quoth: interrupted; {outcome}")
        raise typer.Exit(130) from None


def print_report(report: Report, folder: Path) -> None:
    """Every file that is not simply as it was, with its reason, then the counts."""
    for file in report.files:
        if file.status not in ("added", "unchanged") or (file.reason and file.status == "added"):
            typer.echo(f"{file.status:9} {printable(file.path)}" + (f": {printable(file.reason)}" if file.reason else ""))
    counts = ", ".join(f"{report.count(s)} {s}" for s in STATUSES if report.count(s))
    manifest = report.manifest
    typer.echo(f"{folder}: {manifest.documents} documents, {manifest.passages} passages ({counts})")


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

    folder = index or open_store(None).folder
    found = check(folder)
    for line in (*found.notes, *found.damage):
        typer.echo(line)
    if found.damage:
        raise typer.Exit(1)
    manifest = LocalStore.open(folder).manifest
    typer.echo(f"{folder}: whole, {manifest.documents} documents, {manifest.passages} passages")


@app.command("list")
def list_(index: IndexOption = None, json_: Annotated[bool, typer.Option("--json")] = False) -> None:
    """The documents of an index."""
    for document in open_store(index).documents():
        names = ("id", "published", "source", "title", "path", "url", "author", "story")
        fields = {name: getattr(document, name) for name in names}
        row = "\t".join(printable(str(fields[name] or "unknown")) for name in names[:4])
        typer.echo(json.dumps(fields, ensure_ascii=False) if json_ else row)


@app.command()
def show(document_id: str, index: IndexOption = None) -> None:
    """The text of one document."""
    try:
        (document,) = open_store(index).documents([document_id])
    except KeyError:
        raise BadInputError(f"no document {document_id!r} in the index; see the ids with: quoth list") from None
    typer.echo(document.text if not sys.stdout.isatty() else "\n".join(map(printable, document.text.splitlines())))


@app.command()
def status(index: IndexOption = None) -> None:
    """What an index holds and what made it."""
    store = open_store(index)
    for name, text in describe(store, store.folder):
        typer.echo(f"{name:11} {text}")


def open_store(index: Path | None) -> LocalStore:
    """The store of ``index``, or of the default corpus."""
    if index is not None:
        return LocalStore.open(index)
    from qa.assistant import default_corpus

    return LocalStore.open(default_corpus())


def open_assistant(index: Path | None, **given: object) -> "Assistant":
    """The assistant of ``index``, or of the default corpus; ``given`` are settings from the command line."""
    from qa.assistant import Assistant, default_corpus
    from qa.settings import Settings

    settings = Settings.load(os.environ, **given)
    if index is None:
        note("no --index: using the articles that come with Quoth")
        return Assistant.open(default_corpus(), settings)
    return Assistant.open(index, settings)
