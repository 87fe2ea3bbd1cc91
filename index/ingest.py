"""Folders -> index: what is new, changed, unchanged and gone. The report names every file."""

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from index.documents import Document
from index.embedder import Embedder
from index.errors import BadInputError, DocumentError
from index.loaders import SUFFIXES, load_text, read_bytes
from index.manifest import Manifest
from index.passages import Passage, split
from index.writer import Writer, writing

Status = Literal["added", "changed", "unchanged", "removed", "skipped", "failed"]
STATUSES: tuple[Status, ...] = get_args(Status)
Progress = Callable[[int, int, str], None]
"""Called with files done, files in all, and the file at hand."""

_BATCH_PASSAGES = 256
"""Passages embedded at once: enough for batches of like length, few enough to show progress every few seconds."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file; ``reason`` says why it was skipped or failed, or what to know about it."""

    path: str
    status: Status
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What an ingest did: a line for every file it met, and the generation that came of it."""

    files: tuple[FileReport, ...]
    manifest: Manifest

    def count(self, status: Status) -> int:
        """How many files ended as ``status``."""
        return Counter(f.status for f in self.files)[status]


def ingest(paths: Sequence[str | Path], folder: str | Path, embedder: Embedder, progress: Progress | None = None) -> Report:
    """Bring the index in ``folder`` up to date with the files and folders in ``paths``.

    Only new and changed files are embedded; files of ``paths`` that are gone leave the index. Files that cannot be read are in
    the report as failed, with the rest indexed. Raises BadInputError when a path does not exist or nothing at all can be
    indexed, and what ``index.writer.writing`` raises.
    """
    folder = Path(folder).resolve()
    roots = [Path(p).resolve() for p in paths]
    for given, root in zip(paths, roots, strict=True):
        if not root.exists():
            raise BadInputError(f"{given}: no such file or folder; give a folder of articles, or a .txt or .md file")
        if root == folder or folder in root.parents:
            raise BadInputError(f"{given} is the index itself; give the folder that holds your articles")
    found = _find(roots, folder)
    candidates = [path for path, reason in found if reason is None]
    skipped = [FileReport(str(path), "skipped", reason) for path, reason in found if reason is not None]
    if not candidates:
        names = ", ".join(str(p) for p in paths)
        raise BadInputError(f"{names}: no .txt or .md files in it ({len(skipped)} others skipped); give a folder of articles")
    with writing(folder, embedder) as writer:
        reports = _take_in(candidates, writer, embedder, progress)
        failed = [f for f in reports if f.status == "failed"]
        if len(failed) == len(candidates) and not writer.hashes():
            raise BadInputError(f"none of {len(failed)} files could be indexed; the first: {failed[0].path}: {failed[0].reason}")
        reports += _drop_gone(writer, roots, {str(p) for p in candidates})
        if all(f.status in ("unchanged", "failed") for f in reports) and writer.base:
            manifest = writer.base
        else:
            manifest = writer.commit(sorted({*writer.roots(), *map(str, roots)}))
    return Report(tuple(reports + skipped), manifest)


def _find(roots: Sequence[Path], index: Path) -> list[tuple[Path, str | None]]:
    """Every file below ``roots`` once, in order, each with the reason to skip it or None."""
    found: dict[Path, str | None] = {}
    for root in roots:
        if root.is_dir():
            for path in _walk(root, index, found):
                hidden = path.name.startswith(".")
                reason = "hidden" if hidden else None if path.suffix.lower() in SUFFIXES else "not a .txt or .md file"
                found.setdefault(path, reason)
        elif root.suffix.lower() in SUFFIXES:
            found[root] = None
        else:
            raise BadInputError(f"{root}: not a .txt or .md file; save it as text, or give a folder")
    return list(found.items())


def _walk(root: Path, index: Path, found: dict[Path, str | None]) -> Iterator[Path]:
    def failed(error: OSError) -> None:
        found[Path(error.filename)] = f"folder cannot be read: {error.strerror}"

    # os.walk does not follow links to folders, so a loop of links ends.
    for name, folders, files in os.walk(root, onerror=failed):
        here = Path(name)
        for hidden in [d for d in folders if d.startswith(".")]:
            found[here / hidden] = "hidden folder"
        folders[:] = sorted(d for d in folders if not d.startswith(".") and here / d != index)
        yield from (here / file for file in sorted(files))


def _take_in(candidates: list[Path], writer: Writer, embedder: Embedder, progress: Progress | None) -> list[FileReport]:
    known = writer.hashes()
    reports: list[FileReport] = []
    waiting: list[tuple[Document, str, list[Passage]]] = []

    def flush() -> None:
        texts = [f"{document.title}\n{p.text}" for document, _, passages in waiting for p in passages]
        vectors = embedder.passages(texts) if texts else None
        first = 0
        for document, sha256, passages in waiting:
            assert vectors is not None
            writer.add(document, sha256, passages, vectors[first : first + len(passages)])
            first += len(passages)
        waiting.clear()

    for done, path in enumerate(candidates):
        if progress:
            progress(done, len(candidates), path.name)
        name = str(path)
        try:
            data = read_bytes(path)
            sha256 = hashlib.sha256(data).hexdigest()
            if known.get(name) == sha256:
                reports.append(FileReport(name, "unchanged"))
                continue
            loaded = load_text(path, data)
            name.encode("utf-8")
        except (DocumentError, UnicodeEncodeError) as error:
            reason = str(error) if isinstance(error, DocumentError) else "its name is not UTF-8; rename it"
            reports.append(FileReport(name.encode("utf-8", "replace").decode(), "failed", reason))
            continue
        waiting.append((loaded.document, sha256, split(loaded.document, loaded.article)))
        reports.append(FileReport(name, "changed" if name in known else "added", loaded.note))
        if sum(len(passages) for _, _, passages in waiting) >= _BATCH_PASSAGES:
            flush()
    flush()
    if progress:
        progress(len(candidates), len(candidates), "")
    return reports


def _drop_gone(writer: Writer, roots: Sequence[Path], present: set[str]) -> list[FileReport]:
    """Remove what the index holds from below ``roots`` that is there no longer."""
    gone = [
        path
        for path in writer.hashes()
        if path not in present and any(root == Path(path) or root in Path(path).parents for root in roots)
    ]
    for path in gone:
        writer.remove(path)
    return [FileReport(path, "removed", "no longer in the folder") for path in gone]
