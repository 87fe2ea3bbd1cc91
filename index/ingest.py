"""Folders -> index: what is new, changed, moved, unchanged and gone. The report names every file."""

import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from index.embedder import Embedder
from index.errors import BadInputError, DocumentError
from index.loaders import Loaded
from index.manifest import UPLOADS, Manifest
from index.parsing import Parser
from index.places import Address, Changes, Place, manifest_or_none, place, writing
from index.reading import FileRead, Split, embedded, read_file, split_document
from index.report import FileReport, Report, Status, counts, printable
from index.schema import Indexed
from index.walk import KINDS, find
from index.writer import File

Progress = Callable[[int, int, str], None]
"""Called with files done, files in all, and the file at hand."""

Taken = tuple[Path, FileRead | DocumentError | None, Mapping[str, Indexed]]
"""A file; what stands in it, None where that is as it was; and content -> what is made of it already."""

SLICE_SECONDS = 600.0
"""Between two commits: the most work that is lost."""

COMMIT_SHARE = 0.05
"""The most of the time that goes into commits: each copies a folder's whole index, at a million passages in minutes."""

_BATCH_PASSAGES = 256
"""Passages embedded at once: enough for batches of like length, few enough to show progress every few seconds."""


def ingest(
    paths: Sequence[str | Path],
    folder: str | Path | Address,
    embedder: Embedder,
    progress: Progress | None = None,
    keep_missing: bool = False,
    slice_seconds: float = SLICE_SECONDS,
) -> Report:
    """Bring the index in ``folder``, or in the Milvus of that address, up to date with the files and folders in ``paths``.

    Only files whose bytes are new are parsed, and only documents whose content is new are embedded. Files of ``paths`` that
    are gone leave the index, and so does a file that was itself a path once, unless ``keep_missing``.
    Files that were uploaded stay, unless they are in ``paths`` themselves.
    A file that cannot be read is in the report as failed; what the index holds of it stays. What was done is committed every
    ``slice_seconds``, so that a run that is stopped loses no more; the next one goes on from there. Raises BadInputError when a
    path does not exist or there is nothing to make a first index of, what ``index.writer.writing`` raises and what the embedder
    does; what was committed by then stays.
    """
    begun = time.perf_counter()
    task = survey(paths, folder)
    with Parser() as parser:
        manifest, files = in_slices(task, embedder, partial(_read, task.files, parser, progress), keep_missing, slice_seconds)
    return Report(tuple(files), manifest, time.perf_counter() - begun)


def _read(files: Sequence[Path], parser: Parser, progress: Progress | None, held: Mapping[str, File]) -> Iterator[Taken]:
    for done, path in enumerate(files):
        if progress:
            progress(done, len(files), printable(Path(path.name)))
        before = held.get(str(path))
        read: FileRead | DocumentError | None
        try:
            read = read_file(path, parser, before.sha256 if before else None, before.pages if before else {})
        except DocumentError as error:
            read = error
        yield path, read, {}
    if progress:
        progress(len(files), len(files), "")


def in_slices(
    task: "Survey",
    embedder: Embedder,
    read: Callable[[Mapping[str, File]], Iterator[Taken]],
    keep_missing: bool,
    slice_seconds: float,
) -> tuple[Manifest, list[FileReport]]:
    """Take in what ``read`` gives for the files the index holds; the last generation, and what became of every file."""
    reports: list[FileReport] = []
    found: Iterator[Taken] | None = None
    committing = 0.0
    while True:
        with writing(task.where, embedder) as writer:
            run = Run(writer, embedder, task)
            found = found or read(run.held)
            last = run.take_in(found, time.monotonic() + max(slice_seconds, committing / COMMIT_SHARE))
            begun = time.monotonic()
            reports += run.reports
            if last:
                _some_could_be_read(writer, reports)
                reports += [*run.settle_gone(keep_missing), *task.others]
            manifest = run.finish(task.roots, reports)
            committing = time.monotonic() - begun
        if last:
            assert manifest is not None
            return manifest, reports


@dataclass(frozen=True, slots=True)
class Survey:
    """What an ingest is to do: ``files`` to read into the index at ``where``, which was made of what is below ``roots``.

    ``below`` are those of the roots that were asked for now, ``others`` what is there besides files to read, ``unread`` the
    folders that could not be listed.
    """

    where: Place
    roots: tuple[str, ...]
    below: tuple[Path, ...]
    files: tuple[Path, ...]
    others: tuple[FileReport, ...]
    unread: tuple[Path, ...]


def survey(paths: Sequence[str | Path], folder: str | Path | Address) -> Survey:
    """Look at what there is, reading nothing yet. Raises BadInputError as ``ingest`` does."""
    where = place(folder)
    if isinstance(where, Path):
        where = where.resolve()
    roots = [Path(p).resolve() for p in paths]
    manifest = manifest_or_none(where)
    known = set(manifest.roots) if manifest else set()
    found = find(roots, where if isinstance(where, Path) else where.file or Path(os.devnull), known)
    others = [FileReport(printable(path), "skipped", reason) for path, reason in found.skipped.items()]
    others += [FileReport(printable(path), "failed", reason) for path, reason in found.failed.items()]
    if not found.files and not {str(root) for root in roots} & known:
        names = ", ".join(str(p) for p in paths)
        raise BadInputError(f"{names}: no articles in it ({len(others)} others); give a folder of files of these kinds: {KINDS}")
    uploads = (where / UPLOADS).resolve() if isinstance(where, Path) else None
    named = {uploads if uploads and root.is_relative_to(uploads) else root for root in roots}
    unread = [*found.failed, *({uploads} - named if uploads else ())]
    every = sorted({*known, *map(str, named)})
    return Survey(where, tuple(every), tuple(roots), found.files, tuple(others), tuple(unread))


def _some_could_be_read(writer: Changes, reports: Sequence[FileReport]) -> None:
    """Raises BadInputError for a first index of which every file failed."""
    if writer.base is None and reports and all(report.status == "failed" for report in reports):
        first = reports[0]
        raise BadInputError(f"none of {len(reports)} files could be read; the first: {first.path}: {first.reason}")


def _gone(writer: Changes, roots: Sequence[Path], present: Sequence[Path], unread: Sequence[Path]) -> list[str]:
    """What the index holds from below ``roots`` that is there no longer; below ``unread`` nobody knows."""
    there, below, unknown = set(map(str, present)), set(roots), set(unread)
    absent = [Path(path) for path in writer.files() if path not in there]
    return [str(p) for p in absent if not below.isdisjoint((p, *p.parents)) and unknown.isdisjoint(p.parents)]


class Run:
    """Files that go into the next generation: what became of them so far, and the documents that wait to be embedded together."""

    def __init__(self, writer: Changes, embedder: Embedder, task: Survey) -> None:
        self.reports: list[FileReport] = []
        self.held = writer.files()
        self._writer = writer
        self._embedder = embedder
        gone = _gone(writer, task.below, task.files, task.unread)
        self._gone = dict.fromkeys(gone)
        self._gone_by_contents: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for path in gone:
            self._gone_by_contents[writer.contents(path)].append(path)
        self._waiting: list[tuple[Split, str]] = []

    def take_in(self, found: Iterator[Taken], until: float) -> bool:
        """Take in what is ``found`` before ``until``, in ``time.monotonic``'s seconds; whether that was all."""
        for path, read, made in found:
            if isinstance(read, DocumentError):
                self.reports.append(FileReport(printable(path), "failed", str(read)))
            else:
                self._take(path, read, made)
            if time.monotonic() >= until:
                break
        else:
            self._embed()
            return True
        self._embed()
        return False

    def _take(self, path: Path, read: FileRead | None, made: Mapping[str, Indexed]) -> None:
        name = str(path)
        held = self.held.get(name)
        if read is None:
            assert held is not None
            self.reports.append(FileReport(name, "unchanged", held.note, held.documents, held.passages))
            return
        status, origin = self._status(held, tuple(sorted(content for _, content in read.documents)))
        self._writer.add_file(name, read.sha256, read.size, read.note, read.pages)
        passages = sum(self._document(one, name, content, made.get(content)) for one, content in read.documents)
        reason = "; ".join(filter(None, (f"from {origin}" if origin else None, read.note))) or None
        self.reports.append(FileReport(name, status, reason, len(read.documents), passages))

    def settle_gone(self, keep: bool) -> list[FileReport]:
        """Drop what is gone and did not turn up elsewhere, or ``keep`` it."""
        before = len(self.reports)
        for path in self._gone:
            held = self.held[path]
            if keep:
                report = FileReport(path, "missing", "no longer in the folder, kept", held.documents, held.passages)
            else:
                self._writer.remove_file(path)
                report = FileReport(path, "removed", "no longer in the folder", held.documents, held.passages)
            self.reports.append(report)
        return self.reports[before:]

    def finish(self, roots: Sequence[str], reports: Sequence[FileReport]) -> Manifest | None:
        """Commit, if there is anything to; ``reports`` are those of the whole ingest."""
        if {report.status for report in self.reports} <= {"unchanged", "missing", "failed"}:
            return self._writer.base
        return self._writer.commit(roots, counts(reports))

    def _status(self, held: File | None, contents: tuple[str, ...]) -> tuple[Status, str | None]:
        """What a new or changed file is; where it is one that is gone elsewhere, that path too, which leaves the index."""
        if held:
            return "changed", None
        if not self._gone_by_contents[contents]:
            return "added", None
        origin = self._gone_by_contents[contents].pop(0)
        del self._gone[origin]
        self._writer.remove_file(origin)
        return "moved", origin

    def _document(self, loaded: Loaded, file: str, content: str, made: Indexed | None) -> int:
        """Take in one document, or have it wait to be embedded; how many passages it has."""
        made = made or self._writer.known(content)
        if made:
            self._writer.add(loaded.document, file, made)
            return len(made.spans)
        waiting = split_document(loaded, content)
        self._waiting.append((waiting, file))
        if sum(len(one.passages) for one, _ in self._waiting) >= _BATCH_PASSAGES:
            self._embed()
        return len(waiting.passages)

    def _embed(self) -> None:
        made = embedded([one for one, _ in self._waiting], self._embedder)
        for (one, file), indexed in zip(self._waiting, made, strict=True):
            self._writer.add(one.document, file, indexed)
        self._waiting.clear()
