"""Folders -> index: what is new, changed, unchanged and gone. The report names every file."""

import hashlib
import os
import stat
from collections import Counter
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from index.documents import Document
from index.embedder import Embedder
from index.errors import BadInputError, DocumentError
from index.loaders import SUFFIXES, load_text, read_bytes
from index.manifest import NAME, Manifest
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

    Only new and changed files are embedded; files of ``paths`` that are gone leave the index, and so do those of a path that
    was indexed once and is there no longer. A file that cannot be read is in the report as failed; what the index holds of it
    stays. Raises BadInputError when a path does not exist or nothing at all can be indexed, and what
    ``index.writer.writing`` raises; nothing is changed then.
    """
    folder = Path(folder).resolve()
    roots = [Path(p).resolve() for p in paths]
    known = set(Manifest.read(folder).roots) if (folder / NAME).is_file() else set()
    found = _find(roots, folder, known)
    reports = [FileReport(_printable(path), status, reason) for path, (status, reason) in found.items() if status != "added"]
    candidates = [path for path, (status, _) in found.items() if status == "added"]
    if not candidates and not {str(root) for root in roots} & known:
        names = ", ".join(str(p) for p in paths)
        raise BadInputError(f"{names}: no .txt or .md files in it ({len(reports)} others); give a folder of articles")
    with writing(folder, embedder) as writer:
        taken = _take_in(candidates, writer, embedder, progress)
        failed = [f for f in taken if f.status == "failed"]
        if failed and len(failed) == len(candidates):
            raise BadInputError(f"none of {len(failed)} files could be read; the first: {failed[0].path}: {failed[0].reason}")
        unread = [path for path, (status, _) in found.items() if status == "failed"]
        gone = _drop_gone(writer, roots, {str(p) for p in candidates}, unread)
        if writer.base and not gone and all(f.status in ("unchanged", "failed") for f in taken):
            manifest = writer.base
        else:
            manifest = writer.commit(sorted({*writer.roots(), *map(str, roots)}))
    return Report((*taken, *gone, *reports), manifest)


def _find(roots: Sequence[Path], index: Path, known: Set[str]) -> dict[Path, tuple[Status, str | None]]:
    """Every file below ``roots`` once, in order: "added" where it is to be read, else skipped or failed with the reason.

    Raises BadInputError for a root that cannot be used. A root that does not exist is passed over if it is one of ``known``.
    """
    found: dict[Path, tuple[Status, str | None]] = {}
    for root in roots:
        if root == index or index in root.parents:
            raise BadInputError(f"{root} is the index itself; give the folder that holds your articles")
        try:
            mode = root.stat().st_mode
        except FileNotFoundError:
            if str(root) in known:
                continue
            raise BadInputError(f"{root}: no such file or folder; give a folder of articles, or a .txt or .md file") from None
        except OSError as error:
            raise BadInputError(f"{root}: cannot be read: {error.strerror}; check the name and its permissions") from None
        if stat.S_ISDIR(mode):
            _walk(root, index, found)
        elif root.suffix.lower() in SUFFIXES:
            found[root] = ("added", None)
        else:
            raise BadInputError(f"{root}: not a .txt or .md file; save it as text, or give a folder")
    return found


def _walk(root: Path, index: Path, found: dict[Path, tuple[Status, str | None]]) -> None:
    def failed(error: OSError) -> None:
        found[Path(error.filename)] = ("failed", f"folder cannot be read: {error.strerror}; check its permissions")

    for name, folders, files in os.walk(root, onerror=failed):
        for entry in sorted(folders) + sorted(files):
            path = Path(name, entry)
            if path == index or path in found:
                continue
            if entry.startswith("."):
                found[path] = ("skipped", "hidden")
            elif path.is_symlink():
                # What it points to is read where it stands, or not at all: links make loops and leave the folder.
                found[path] = ("skipped", "a link; give what it points to")
            elif entry in files:
                fits = path.suffix.lower() in SUFFIXES
                found[path] = ("added", None) if fits else ("skipped", "not a .txt or .md file")
        folders[:] = sorted(d for d in folders if not d.startswith(".") and Path(name, d) != index)


def _printable(path: Path) -> str:
    # Names are bytes to the system; what is no UTF-8 in them would break every report, JSON and terminal.
    return str(path).encode("utf-8", "replace").decode()


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
            reports.append(FileReport(_printable(path), "failed", reason))
            continue
        waiting.append((loaded.document, sha256, split(loaded.document, loaded.article)))
        reports.append(FileReport(name, "changed" if name in known else "added", loaded.note))
        if sum(len(passages) for _, _, passages in waiting) >= _BATCH_PASSAGES:
            flush()
    flush()
    if progress:
        progress(len(candidates), len(candidates), "")
    return reports


def _drop_gone(writer: Writer, roots: Sequence[Path], present: set[str], unread: Sequence[Path]) -> list[FileReport]:
    """Remove what the index holds from below ``roots`` that is there no longer; below ``unread`` nobody knows."""
    gone = [
        path
        for path in writer.hashes()
        if path not in present
        and any(root in (Path(path), *Path(path).parents) for root in roots)
        and not any(folder in Path(path).parents for folder in unread)
    ]
    for path in gone:
        writer.remove(path)
    return [FileReport(path, "removed", "no longer in the folder") for path in gone]
