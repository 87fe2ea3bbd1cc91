"""The next generation of a LocalStore: copied from the last one, changed, committed whole or not at all."""

import os
import shutil
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.documents import Document
from index.embedder import Embedder, file_sha256, first_line
from index.errors import IndexDamagedError, IndexFormatError, IndexLockedError, IndexMismatchError, IndexWriteError, QuothError
from index.manifest import FILES, FORMAT, MAKE, NAME, Manifest, sync
from index.passages import SPLITTER, Passage
from index.store import METRIC, Database, DatabaseError, check_embedder, connect, intact, write_vectors

LOCK = "lock"
HOLDER = "lock.holder"
STAGING = "staging.sqlite"
LEFTOVERS = frozenset({STAGING, f"{STAGING}-journal", f"{NAME}.part"})
"""What a writer that was killed may leave behind; the next one takes it away."""

_SCHEMA = """
CREATE TABLE documents (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, text TEXT NOT NULL, source TEXT,
    published TEXT, url TEXT, path TEXT NOT NULL, sha256 TEXT NOT NULL
);
CREATE TABLE passages (
    key INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES documents(key), start INTEGER NOT NULL,
    end INTEGER NOT NULL, vector BLOB NOT NULL
);
CREATE INDEX passages_by_document ON passages(document);
-- The terms hold no text of their own: FTS5 reads it through this view, so a passage stands once in the file.
CREATE VIEW passage_texts AS
    SELECT p.key AS key, d.title AS title, substr(d.text, p.start + 1, p.end - p.start) AS body, p.document AS document
    FROM passages p JOIN documents d ON d.key = p.document;
CREATE VIRTUAL TABLE terms USING fts5(
    title, body, content='passage_texts', content_rowid='key', tokenize='porter unicode61 remove_diacritics 2'
);
"""


_HASHES = "SELECT path, sha256 FROM documents"


class Writer:
    """Changes to an index under its lock. Readers see nothing of it before ``commit``, and all of it after."""

    def __init__(self, folder: Path, base: Manifest | None, embedder: Embedder) -> None:
        """For the generation ``base``, None for the first."""
        self.base = base
        self._folder = folder
        self._embedder = embedder
        self._keep = dict(base.files) if base else {}
        self._collect()
        self._staging: Database | None = None

    def _staged(self) -> "Database":
        """The next generation's file, begun at the first change: a run that changes nothing copies nothing."""
        if self._staging is None:
            path = self._folder / STAGING
            if self.base:
                shutil.copyfile(self._folder / self.base.store, path)
            self._staging = connect(path, "rwc")
            # Nothing reads this file before it is whole and synced, so SQLite need not journal it.
            self._staging.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA secure_delete = ON;")
            if not self.base:
                self._staging.executescript(_SCHEMA)
        return self._staging

    def hashes(self) -> dict[str, str]:
        """path -> SHA-256 of the file's bytes, for every document held."""
        if self._staging is None and self.base:
            with closing(connect(self._folder / self.base.store, "ro&immutable=1")) as database:
                return dict(database.execute(_HASHES).fetchall())
        return dict(self._staged().execute(_HASHES).fetchall())

    def roots(self) -> tuple[str, ...]:
        """The folders and files that were indexed so far."""
        return self.base.roots if self.base else ()

    def add(self, document: Document, sha256: str, passages: Sequence[Passage], vectors: NDArray[np.float32]) -> None:
        """Take in a document, or put it in place of the one at the same path. ``vectors``: (len(passages), dim)."""
        self.remove(document.path)
        database = self._staged()
        key = database.execute(
            "INSERT INTO documents (id, title, text, source, published, url, path, sha256) VALUES (?,?,?,?,?,?,?,?)",
            (
                document.id,
                document.title,
                document.text,
                document.source,
                document.published,
                document.url,
                document.path,
                sha256,
            ),
        ).lastrowid
        database.executemany(
            "INSERT INTO passages (document, start, end, vector) VALUES (?,?,?,?)",
            [
                (key, p.start, p.end, np.asarray(vector, dtype="<f4").tobytes())
                for p, vector in zip(passages, vectors, strict=True)
            ],
        )
        database.execute(
            "INSERT INTO terms (rowid, title, body) SELECT key, title, body FROM passage_texts WHERE document = ?", (key,)
        )

    def remove(self, path: str) -> bool:
        """Drop the document at ``path`` with its passages, vectors and terms; False if there is none."""
        database = self._staged()
        row = database.execute("SELECT key FROM documents WHERE path = ?", (path,)).fetchone()
        if row is None:
            return False
        database.execute(
            "INSERT INTO terms (terms, rowid, title, body) "
            "SELECT 'delete', key, title, body FROM passage_texts WHERE document = ?",
            row,
        )
        database.execute("DELETE FROM passages WHERE document = ?", row)
        database.execute("DELETE FROM documents WHERE key = ?", row)
        return True

    def commit(self, roots: Sequence[str]) -> Manifest:
        """Make the changes the index's next generation. Every byte is on disk before the manifest names it."""
        generation = self.base.generation + 1 if self.base else 1
        store, vectors = f"store-{generation}.sqlite", f"vectors-{generation}.faiss"
        database = self._staged()
        database.commit()
        write_vectors(database, self._embedder.dim, self._folder / vectors)
        counts = [database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("documents", "passages")]
        database.close()
        (self._folder / STAGING).replace(self._folder / store)
        for name in (store, vectors):
            sync(self._folder / name)
        manifest = Manifest(
            format=FORMAT,
            generation=generation,
            embedder=self._embedder.name,
            embedder_sha256=self._embedder.fingerprint,
            dim=self._embedder.dim,
            metric=METRIC,
            splitter=SPLITTER,
            documents=counts[0],
            passages=counts[1],
            roots=tuple(roots),
            store=store,
            vectors=vectors,
            files={name: file_sha256(self._folder / name) for name in (store, vectors)},
        )
        # If writing the manifest fails half-way, either generation may be the one it names: both stay until the next writer.
        self._keep |= manifest.files
        manifest.write(self._folder)
        self._keep = dict(manifest.files)
        return manifest

    def close(self) -> None:
        """Let go of what was not committed, and of generations no manifest names."""
        if self._staging is not None:
            self._staging.close()
        self._collect()

    def _collect(self) -> None:
        for path in list(self._folder.iterdir()):
            if path.name not in self._keep and (FILES.fullmatch(path.name) or path.name in LEFTOVERS):
                path.unlink(missing_ok=True)


@contextmanager
def writing(folder: Path, embedder: Embedder) -> Iterator[Writer]:
    """The only writer of the index in ``folder``, which is made if it is not there.

    Raises IndexLockedError while another process writes, IndexFormatError when the folder holds something else,
    IndexMismatchError when the index was made with another embedder or splitter, IndexDamagedError when its file is not what
    the manifest says, IndexWriteError when the folder or the disk takes no more.
    """
    import filelock

    if folder.exists() and not folder.is_dir():
        raise IndexFormatError(f"{folder} is a file; choose a folder for --index")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        strangers = [p.name for p in folder.iterdir() if not _ours(p.name)]
        if strangers and not (folder / NAME).exists():
            raise IndexFormatError(f"{folder} is not empty and not a Quoth index; choose another folder for --index")
        lock = filelock.FileLock(folder / LOCK)
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            message = f"{folder / LOCK} is held by {_holder(folder)}; wait for it to end, then run this again"
            raise IndexLockedError(message) from None
        try:
            (folder / HOLDER).write_text(f"process {os.getpid()} on {socket.gethostname()} since {time.strftime('%F %T')}")
            writer = Writer(folder, _base(folder, embedder), embedder)
            try:
                yield writer
            finally:
                writer.close()
        finally:
            (folder / HOLDER).unlink(missing_ok=True)
            lock.release()
    except QuothError:
        raise
    except (OSError, DatabaseError) as error:
        raise IndexWriteError(
            f"{folder} cannot be written: {first_line(error)}; make room or choose another folder (nothing was changed)"
        ) from error


def _base(folder: Path, embedder: Embedder) -> Manifest | None:
    """The generation to go on from, checked; None for a new index."""
    if not (folder / NAME).exists():
        return None
    base = Manifest.read(folder)
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


def _holder(folder: Path) -> str:
    try:
        return (folder / HOLDER).read_text() or "another process"
    except OSError:
        return "another process"
