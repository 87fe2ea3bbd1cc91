"""The next generation of a LocalStore: copied from the last one, changed, committed whole or not at all."""

import os
import shutil
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.documents import Document
from index.embedder import Embedder, file_sha256
from index.errors import IndexDamagedError, IndexFormatError, IndexLockedError, IndexMismatchError, IndexNotFoundError
from index.manifest import FORMAT, MAKE, Manifest, sync
from index.passages import SPLITTER, Passage
from index.store import METRIC, build_vectors, check_embedder, connect

LOCK = "lock"
HOLDER = "lock.holder"

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


class Writer:
    """Changes to an index under its lock. Readers see nothing of it before ``commit``, and all of it after."""

    def __init__(self, folder: Path, base: Manifest | None, embedder: Embedder) -> None:
        self._folder = folder
        self.base = base
        self._embedder = embedder
        self._staging = folder / "staging.sqlite"
        if base:
            shutil.copyfile(folder / base.store, self._staging)
        self._database = connect(self._staging, "rwc")
        # Nothing reads this file before it is whole and synced, so SQLite need not journal it.
        self._database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA secure_delete = ON;")
        if not base:
            self._database.executescript(_SCHEMA)

    def hashes(self) -> dict[str, str]:
        """path -> SHA-256 of the file's bytes, for every document held."""
        return dict(self._database.execute("SELECT path, sha256 FROM documents").fetchall())

    def roots(self) -> tuple[str, ...]:
        """The folders and files that were indexed so far."""
        return self.base.roots if self.base else ()

    def add(self, document: Document, sha256: str, passages: Sequence[Passage], vectors: NDArray[np.float32]) -> None:
        """Take in a document, or put it in place of the one at the same path. ``vectors``: (len(passages), dim)."""
        self.remove(document.path)
        key = self._database.execute(
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
        self._database.executemany(
            "INSERT INTO passages (document, start, end, vector) VALUES (?,?,?,?)",
            [
                (key, p.start, p.end, np.asarray(vector, dtype="<f4").tobytes())
                for p, vector in zip(passages, vectors, strict=True)
            ],
        )
        self._database.execute(
            "INSERT INTO terms (rowid, title, body) SELECT key, title, body FROM passage_texts WHERE document = ?", (key,)
        )

    def remove(self, path: str) -> bool:
        """Drop the document at ``path`` with its passages, vectors and terms; False if there is none."""
        row = self._database.execute("SELECT key FROM documents WHERE path = ?", (path,)).fetchone()
        if row is None:
            return False
        self._database.execute(
            "INSERT INTO terms (terms, rowid, title, body) "
            "SELECT 'delete', key, title, body FROM passage_texts WHERE document = ?",
            row,
        )
        self._database.execute("DELETE FROM passages WHERE document = ?", row)
        self._database.execute("DELETE FROM documents WHERE key = ?", row)
        return True

    def commit(self, roots: Sequence[str]) -> Manifest:
        """Make the changes the index's next generation. Every byte is on disk before the manifest names it."""
        generation = self.base.generation + 1 if self.base else 1
        store, vectors = f"store-{generation}.sqlite", f"vectors-{generation}.faiss"
        import faiss

        self._database.commit()
        faiss.write_index(build_vectors(self._database, self._embedder.dim), str(self._folder / vectors))
        counts = [self._database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("documents", "passages")]
        self._database.close()
        self._staging.replace(self._folder / store)
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
        manifest.write(self._folder)
        return manifest

    def close(self) -> None:
        """Let go of what was not committed, and of generations no manifest names."""
        self._database.close()
        try:
            current = Manifest.read(self._folder).files
        except (IndexNotFoundError, IndexFormatError):
            current = {}
        for pattern in ("staging.sqlite*", "store-*.sqlite", "vectors-*.faiss", "*.part"):
            for path in self._folder.glob(pattern):
                if path.name not in current:
                    path.unlink(missing_ok=True)


@contextmanager
def writing(folder: Path, embedder: Embedder) -> Iterator[Writer]:
    """The only writer of the index in ``folder``, which is made if it is not there.

    Raises IndexLockedError while another process writes, IndexFormatError when the folder holds something else,
    IndexMismatchError when the index was made with another embedder or splitter.
    """
    import filelock

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise IndexFormatError(f"{folder} cannot be an index folder: {error.strerror}; choose another") from error
    strangers = [p.name for p in folder.iterdir() if p.name not in {LOCK, HOLDER}]
    base = Manifest.read(folder) if "manifest.json" in strangers else None
    if strangers and not base and not all(_ours(name) for name in strangers):
        raise IndexFormatError(f"{folder} is not empty and not a Quoth index; choose another folder for --index")
    lock = filelock.FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        raise IndexLockedError(f"{folder / LOCK} is held by {_holder(folder)}; wait for it to end, then run this again") from None
    except OSError as error:
        raise IndexFormatError(f"{folder} cannot be written: {error.strerror}; choose another folder") from error
    try:
        (folder / HOLDER).write_text(f"process {os.getpid()} on {socket.gethostname()} since {time.strftime('%F %T')}")
        base = Manifest.read(folder) if base or (folder / "manifest.json").exists() else None
        if base:
            check_embedder(base, embedder, folder)
            if base.splitter != SPLITTER:
                raise IndexMismatchError(
                    f"{folder} was split as {base.splitter}, this version splits as {SPLITTER}; make it anew: {MAKE} NEW_DIR"
                )
            if file_sha256(folder / base.store) != base.files[base.store]:
                raise IndexDamagedError(f"{folder / base.store} is damaged; make the index anew: {MAKE} NEW_DIR")
        writer = Writer(folder, base, embedder)
        try:
            yield writer
        finally:
            writer.close()
    finally:
        (folder / HOLDER).unlink(missing_ok=True)
        lock.release()


def _ours(name: str) -> bool:
    return name.startswith(("staging.sqlite", "store-", "vectors-")) or name.endswith(".part")


def _holder(folder: Path) -> str:
    try:
        return (folder / HOLDER).read_text() or "another process"
    except OSError:
        return "another process"
