"""Files that came through the page: kept in a folder of the index, which indexing other folders leaves alone."""

import filecmp
import math
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import replace as changed
from pathlib import Path

from index.database import connect
from index.documents import Document
from index.embedder import Embedder
from index.errors import BadInputError, IndexWriteError
from index.ingest import Progress, ingest
from index.loaders import MAX_BYTES, wanted
from index.lock import locked
from index.manifest import UPLOADS, Manifest, current, sync
from index.removal import remove
from index.report import FileReport
from index.walk import KINDS

MOST_FILES = 500
"""At once: one upload is one change of the index, and others wait for it."""

_NAME_BYTES = 160
_IDENTITY = re.compile(r"[0-9a-f]{16}")
_OTHER = re.compile(r"[^\w .,()+&@=\[\]-]")


def safe_name(name: str) -> str:
    """``name`` without folders and without what a file system, a shell or a terminal could trip over.

    Raises BadInputError for a kind of file that is not read, and where no name is left.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode()))[-1]
    tidy = " ".join(_OTHER.sub("_", "".join(c if c.isprintable() else " " for c in last)).split()).strip(" .")
    stem, ending = Path(tidy).stem, Path(tidy).suffix
    if not stem.strip("_ ") or not wanted(Path(tidy)):
        raise BadInputError(f"not a file of a kind that is read ({KINDS})")
    return stem.encode()[:_NAME_BYTES].decode("utf-8", "ignore").rstrip() + ending.lower()


def add(
    files: Sequence[Path], folder: Path, embedder: Embedder, progress: Progress | None = None, replace: bool = False
) -> tuple[FileReport, ...]:
    """Copy ``files`` into the uploads of the index in ``folder`` and index them. A line for each of them, by its name there.

    A file whose name another upload has is "skipped" unless ``replace``; one that gives no document is "failed" and not kept.
    Raises BadInputError for too many files, IndexWriteError where they cannot be kept, IndexLockedError while another process
    adds files, and what ``ingest`` raises; then everything is as it was.
    """
    if len(files) > MOST_FILES:
        raise BadInputError(f"{len(files)} files at once, the most is {MOST_FILES}; add them in parts")
    before = current(folder)
    place = _place(folder)
    try:
        place.mkdir(exist_ok=True)
        held = tempfile.TemporaryDirectory(prefix=".", dir=place)
    except OSError as error:
        raise _unwritable(place, error) from error
    with held as scratch, locked(place):
        batch = _Batch(place, Path(scratch), replace)
        try:
            reports = [batch.keep(file) for file in files]
            if batch.kept:
                # One commit, however long it takes: what fails leaves everything as it was.
                taken = ingest(list(batch.kept), folder, embedder, progress, slice_seconds=math.inf)
                made = {Path(r.path).name: r for r in taken.files}
                reports = [r if r.status == "skipped" else changed(made[r.path], path=r.path) for r in reports]
                batch.undo([place / r.path for r in reports if r.status == "failed"])
        except BaseException:
            if current(folder) == before:  # else the index holds them, whatever went wrong after that
                batch.undo(list(batch.kept))
            raise
    with suppress(OSError):
        place.rmdir()  # of a first upload of which nothing was kept
    return tuple(reports)


def take_out(identifier: str, folder: Path) -> tuple[Document, bool]:
    """Take the document ``identifier`` out of the index, and delete its file if it was an upload of which nothing is left.

    Gives the document, and whether its file was deleted. Raises what ``index.removal.remove`` raises.
    """
    if not _IDENTITY.fullmatch(identifier):
        raise BadInputError("no such document in the index")
    (document,) = remove([identifier], folder)
    for file in (Path(document.path), Path(document.path.rpartition("#")[0])):
        if file.parent == _place(folder) and file.is_file() and not _holds(folder, file):
            file.unlink()
            return document, True
    return document, False


class _Batch:
    """Files on their way into the uploads; ``kept`` maps those that are there to what they replaced, if anything."""

    def __init__(self, place: Path, scratch: Path, replace: bool) -> None:
        self.kept: dict[Path, Path | None] = {}
        self._place = place
        self._scratch = scratch
        self._replace = replace

    def keep(self, file: Path) -> FileReport:
        """Copy one file in, unless something speaks against it. Raises IndexWriteError."""
        try:
            name = safe_name(file.name)
        except BadInputError as error:
            return FileReport(file.name.encode("utf-8", "replace").decode(), "skipped", str(error))
        size = file.stat().st_size
        if size > MAX_BYTES:
            return FileReport(name, "skipped", f"{size:,} bytes, the most is {MAX_BYTES:,}; split it into one file an article")
        target = self._place / name
        if target in self.kept:
            return FileReport(name, "skipped", "another file of this upload has the same name; rename one")
        try:
            taken = target.exists()
            if taken and filecmp.cmp(file, target, shallow=False):
                self.kept[target] = target  # the very same: nothing to put back
                return FileReport(name, "added")
            if taken and not self._replace:
                return FileReport(name, "skipped", "another upload has this name; rename it, or choose to replace that one")
            fresh, old = (self._scratch / f"{age}-{len(self.kept)}" for age in ("new", "old"))
            shutil.copyfile(file, fresh)
            sync(fresh)
            if taken:
                shutil.copyfile(target, old)
            self.kept[target] = old if taken else None
            fresh.replace(target)
        except OSError as error:
            raise _unwritable(self._place, error) from error
        return FileReport(name, "added")

    def undo(self, targets: Sequence[Path]) -> None:
        """Put back what ``targets`` replaced, or take them away."""
        for target in targets:
            old = self.kept[target]
            if old is None:
                target.unlink(missing_ok=True)
            elif old != target:
                old.replace(target)


def _place(folder: Path) -> Path:
    # A link to a larger disk is followed, as ingest does.
    return (folder / UPLOADS).resolve()


def _holds(folder: Path, file: Path) -> bool:
    with closing(connect(folder / Manifest.read(folder).store, "ro&immutable=1")) as database:
        return database.execute("SELECT 1 FROM documents WHERE file = ?", (str(file),)).fetchone() is not None


def _unwritable(place: Path, error: OSError) -> IndexWriteError:
    return IndexWriteError(f"{place} cannot be written: {error.strerror or error}; make room, or check its permissions")
