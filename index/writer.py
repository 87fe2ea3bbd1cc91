"""The next generation of a LocalStore: copied from the last one, changed, committed whole or not at all."""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from index.database import Database, connect
from index.documents import Document
from index.embedder import Embedder, file_sha256
from index.errors import IndexDamagedError, IndexFormatError, IndexMismatchError
from index.failing import failing, own
from index.lock import HOLDER, LOCK, locked, placed
from index.manifest import FILES, FORMAT, MAKE, NAME, Manifest, current, stamp, sync
from index.passages import SPLITTER
from index.postings import drop as drop_postings
from index.postings import make as make_postings
from index.schema import SCHEMA, Indexed, changing, delete, insert, made_of, purge, set_stories
from index.store import METRIC, check_embedder, intact, vector_rows
from index.vectors import build, write

STAGING = "staging.sqlite"
_PACKED = "staging.packed"
LEFTOVERS = frozenset({STAGING, f"{STAGING}-journal", _PACKED, f"{_PACKED}-journal", f"{NAME}.part"})
"""What a writer that was killed may leave behind; the next one takes it away."""


@dataclass(frozen=True, slots=True)
class File:
    """A file the index holds, with its SHA-256, its note in the report, and how much came of it.

    ``pages`` are those a listing names, as ``pages.page_hashes`` gave them.
    """

    path: str
    sha256: str
    note: str | None
    pages: dict[str, str]
    documents: int
    passages: int


class Writer:
    """Changes to an index under its lock. Readers see nothing of it before ``commit``, and all of it after."""

    def __init__(self, folder: Path, base: Manifest | None, embedder: Embedder | None) -> None:
        """For the generation ``base``, None for the first, which takes an ``embedder``."""
        self.base = base
        self.folder = folder
        self._embedder = embedder
        self._keep = dict(base.files) if base else {}
        self._collect()
        self._staging: Database | None = None
        self._before = connect(folder / base.store, "ro&immutable=1") if base else None

    def _staged(self) -> Database:
        """The next generation's file, begun at the first change: a run that changes nothing copies nothing."""
        if self._staging is None:
            path = self.folder / STAGING
            if self.base:
                shutil.copyfile(self.folder / self.base.store, path)
            self._staging = changing(path)
            if not self.base:
                self._staging.executescript(SCHEMA)
        return self._staging

    @own
    def files(self) -> dict[str, File]:
        """The files the generation before held, by path."""
        if self._before is None:
            return {}
        rows = self._before.execute(
            "SELECT f.path, f.sha256, f.note, f.pages, count(DISTINCT d.key), count(p.key) FROM files f "
            "LEFT JOIN documents d ON d.file = f.path LEFT JOIN passages p ON p.document = d.key GROUP BY f.path"
        )
        return {path: File(path, sha, note, json.loads(pages), *counts) for path, sha, note, pages, *counts in rows}

    @own
    def contents(self, path: str) -> tuple[str, ...]:
        """The content hashes of the documents that the generation before held of a file, sorted."""
        assert self._before is not None
        rows = self._before.execute("SELECT content FROM documents WHERE file = ? ORDER BY content", (path,))
        return tuple(content for (content,) in rows)

    @own
    def known(self, content: str) -> Indexed | None:
        """What the generation before made of a document with the same content; None if it did not hold it."""
        return made_of(self._before, content) if self._before is not None else None

    @own
    def add_file(self, path: str, sha256: str, size: int, note: str | None, pages: Mapping[str, str]) -> None:
        """Take in a file of ``size`` bytes, in place of what there was of it; its documents follow with ``add``."""
        self.remove_file(path)
        self._staged().execute(
            "INSERT INTO files (path, sha256, size, note, pages) VALUES (?,?,?,?,?)",
            (path, sha256, size, note, json.dumps(pages)),
        )

    @own
    def add(self, document: Document, file: str, made: Indexed) -> None:
        """Take in a document of ``file``."""
        insert(self._staged(), document, file, made)

    @own
    def remove_file(self, path: str) -> int:
        """Drop a file with its documents, passages, vectors and terms; how many documents that were."""
        database = self._staged()
        keys = database.execute("SELECT key FROM documents WHERE file = ?", (path,)).fetchall()
        for (key,) in keys:
            delete(database, key)
        database.execute("DELETE FROM files WHERE path = ?", (path,))
        return len(keys)

    @own
    def remove_document(self, identifier: str) -> None:
        """Drop one document; what is left of its file counts as changed, so that the next ingest looks at it again."""
        database = self._staged()
        key, file = database.execute("SELECT key, file FROM documents WHERE id = ?", (identifier,)).fetchone()
        delete(database, key)
        if database.execute("SELECT 1 FROM documents WHERE file = ?", (file,)).fetchone():
            database.execute("UPDATE files SET sha256 = '' WHERE path = ?", (file,))
        else:
            database.execute("DELETE FROM files WHERE path = ?", (file,))

    @own
    def compact(self) -> None:
        """Rewrite the next generation's file without free space, and its terms without words of what was removed."""
        packed = self.folder / _PACKED
        database = self._staged()
        drop_postings(database)
        purge(database, packed)
        database.close()
        packed.replace(self.folder / STAGING)
        self._staging = changing(self.folder / STAGING)

    @own
    def commit(self, roots: Sequence[str], changes: Mapping[str, int]) -> Manifest:
        """Make the changes the index's next generation. Every byte is on disk before the manifest names it."""
        generation = self.base.generation + 1 if self.base else 1
        store, vectors = f"store-{generation}.sqlite", f"vectors-{generation}.faiss"
        database = self._staged()
        set_stories(database)
        database.commit()
        counts = [database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("documents", "passages")]
        made_by = self.base or self._first(store, vectors)
        make_postings(database)
        hashes = {vectors: write(build(vector_rows(database), made_by.dim), self.folder / vectors)}
        database.close()
        (self.folder / STAGING).replace(self.folder / store)
        sync(self.folder / store)
        hashes[store] = file_sha256(self.folder / store)
        manifest = replace(
            made_by,
            generation=generation,
            documents=counts[0],
            passages=counts[1],
            roots=tuple(roots),
            changes=dict(changes),
            store=store,
            vectors=vectors,
            files=hashes,
            stamps={name: stamp(self.folder / name) for name in hashes},
        )
        # If writing the manifest fails half-way, either generation may be the one it names: both stay until the next writer.
        self._keep |= manifest.files
        manifest.write(self.folder)
        self._keep = dict(manifest.files)
        return manifest

    def _first(self, store: str, vectors: str) -> Manifest:
        made_by = self._embedder
        assert made_by is not None
        return Manifest(
            FORMAT, 1, made_by.name, made_by.fingerprint, made_by.dim, METRIC, SPLITTER, 0, 0, (), {}, store, vectors, {}
        )

    @own
    def close(self) -> None:
        """Let go of what was not committed, and of generations no manifest names."""
        for database in (self._staging, self._before):
            if database is not None:
                database.close()
        self._collect()

    def _collect(self) -> None:
        for path in list(self.folder.iterdir()):
            if path.name not in self._keep and (FILES.fullmatch(path.name) or path.name in LEFTOVERS):
                with suppress(OSError):  # the next writer tries again; a commit that stands is no failure
                    path.unlink(missing_ok=True)


@contextmanager
def writing(folder: Path, embedder: Embedder | None) -> Iterator[Writer]:
    """The only writer of the index in ``folder``, which is made if it is not there.

    ``embedder`` None is for changes that embed nothing; the index must be there then. Raises IndexNotFoundError,
    IndexLockedError while another process writes, IndexFormatError when the folder holds something else,
    IndexMismatchError when the index was made with another embedder or splitter, IndexDamagedError when its file is not what
    the manifest says, IndexWriteError when the folder or the disk takes no more. What fails in
    the block itself comes through as it is.
    """
    if folder.exists() and not folder.is_dir():
        raise IndexFormatError(f"{folder} is a file; choose a folder for --index")
    if embedder is None:
        Manifest.read(folder)
    with ExitStack() as held:
        with failing(folder, current(folder)):
            held.enter_context(placed(folder))
            strangers = [p.name for p in folder.iterdir() if not _ours(p.name)]
            if strangers and not (folder / NAME).exists():
                raise IndexFormatError(f"{folder} is not empty and not a Quoth index; choose another folder for --index")
            held.enter_context(locked(folder))
            writer = Writer(folder, _base(folder, embedder), embedder)
            held.callback(writer.close)
        yield writer


def _base(folder: Path, embedder: Embedder | None) -> Manifest | None:
    """The generation to go on from, checked; None for a new index."""
    if not (folder / NAME).exists():
        return None
    base = Manifest.read(folder)
    if embedder is not None:
        check_embedder(base, embedder, folder)
        if base.splitter != SPLITTER:
            raise IndexMismatchError(
                f"{folder} was split as {base.splitter}, this version splits as {SPLITTER}; make it anew: {MAKE} NEW_DIR"
            )
    if not intact(folder / base.store, base):
        raise IndexDamagedError(f"{folder / base.store} is missing or damaged; make the index anew: {MAKE} NEW_DIR")
    return base


def _ours(name: str) -> bool:
    return name in {LOCK, HOLDER, NAME, *LEFTOVERS} or FILES.fullmatch(name) is not None
