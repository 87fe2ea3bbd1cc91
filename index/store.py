"""Where a corpus lies and is searched. SQLite holds the truth, vectors and postings are made from it. Writing is in writer.py.

A generation is one immutable SQLite file and one FAISS file, named in the manifest with their SHA-256. A reader opens the
generation it found in the manifest and stays with it; writers make the next one beside it.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.database import Database, DatabaseError, Query, connect, marks, shared
from index.documents import Document
from index.embedder import Embedder, file_sha256
from index.errors import BadInputError, IndexDamagedError, IndexMismatchError
from index.listing import Listing, Order, Summary, listing, summary
from index.manifest import MAKE, Manifest, as_written
from index.passages import Passage
from index.postings import postings
from index.vectors import build, nearest, read

METRIC = "inner product"
"""Of unit vectors, so it is the cosine, in [-1, 1], higher is nearer."""

_ATTEMPTS = 5

_FILTERS = 4
"""Whose passages are remembered: each is asked for by both lists, and often again with the next question."""

_PASSING = "SELECT p.key FROM documents d CROSS JOIN passages p ON p.document = d.key WHERE"
"""Keys of passages, by a condition on documents. A cross join: SQLite begins with the documents, which have indexes for it."""

_COLUMNS = "id, title, text, source, published, url, path, author, pages, story"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which documents a search may see. Dates are ISO at any precision and inclusive.

    ``since`` and ``until`` let a document pass that may lie inside ("2024" passes until 2024-03), ``as_of`` only one that is
    sure to ("2024" does not pass as of 2024-03). With a date bound, a document without a date is left out.
    """

    since: str | None = None
    until: str | None = None
    as_of: str | None = None
    source: str | None = None
    document: str | None = None

    def __post_init__(self) -> None:
        if self.since and self.until and self.since[: len(self.until)] > self.until[: len(self.since)]:
            raise BadInputError(f"since {self.since} is after until {self.until}; turn them round")

    def sql(self) -> tuple[str, list[str]]:
        """A condition on the documents table and its values; "" where everything passes."""
        conditions, values = [], []
        if self.since:
            # Compared at the precision that both sides have; what the index on dates can be asked for comes first.
            conditions.append(
                "published >= substr(?, 1, 4) AND substr(published, 1, length(?)) >= substr(?, 1, length(published))"
            )
            values += [self.since] * 3
        if self.until:
            conditions.append("published < ? || '~' AND substr(published, 1, length(?)) <= substr(?, 1, length(published))")
            values += [self.until] * 3
        if self.as_of:
            conditions.append("published < ? || '~' AND substr(published || '-99-99', 1, 10) <= substr(? || '-99-99', 1, 10)")
            values += [self.as_of] * 2
        if self.source:
            conditions.append("casefold(source) = ?")
            values.append(self.source.casefold())
        if self.document:
            conditions.append("(id = ? OR path = ?)")
            values += [self.document, self.document]
        return " AND ".join(conditions), values


class Store(Protocol):
    """A searchable corpus. Keys name passages inside one generation; higher scores are better."""

    manifest: Manifest

    def dense(self, vector: NDArray[np.float32], k: int, where: Filter) -> list[tuple[int, float]]:
        """The ``k`` passages nearest to ``vector``, as (key, cosine), best first."""
        ...

    def lexical(self, words: Sequence[str], k: int, where: Filter) -> list[tuple[int, float]]:
        """The ``k`` passages with the highest BM25 for any of ``words``, as (key, score), best first."""
        ...

    def passages(self, keys: Sequence[int]) -> list[Passage]:
        """The passages of ``keys``, in their order."""
        ...

    def documents(self, ids: Sequence[str] | None = None) -> list[Document]:
        """The documents of ``ids`` in their order, or all by path. Raises KeyError for an id that is not there."""
        ...

    def summary(self) -> Summary:
        """Figures of the whole corpus."""
        ...


class LocalStore:
    """One generation on this machine's disk. Safe to share between threads."""

    def __init__(self, folder: Path, manifest: Manifest, path: Path, vectors: Any) -> None:
        self.folder = folder
        self.manifest = manifest
        self._vectors = vectors
        self._rows = shared(path)
        self._overview = shared(path)  # figures of a large corpus take a second, for which no question waits
        self._postings = postings(self._rows)
        self._allowed = lru_cache(_FILTERS)(partial(_passing, self._rows))

    @classmethod
    def open(cls, folder: str | Path) -> "LocalStore":
        """The current generation of the index in ``folder``.

        Raises IndexNotFoundError, IndexFormatError or IndexDamagedError. A missing or damaged FAISS file is made again from
        SQLite, in memory.
        """
        folder = Path(folder)
        for _ in range(_ATTEMPTS):
            manifest = Manifest.read(folder)
            path = folder / manifest.store
            try:
                if as_written(path, manifest) or intact(path, manifest):
                    return cls(folder, manifest, path, _open_vectors(folder, manifest, path))
            except (OSError, DatabaseError):
                pass
            # A writer may have collected this generation since the manifest was read: then there is a newer one.
        raise IndexDamagedError(f"{path} is missing or damaged; make the index anew: {MAKE} NEW_DIR")

    def dense(self, vector: NDArray[np.float32], k: int, where: Filter) -> list[tuple[int, float]]:
        return nearest(self._vectors, vector, k, self._allowed(where))

    def lexical(self, words: Sequence[str], k: int, where: Filter) -> list[tuple[int, float]]:
        if not words:
            return []
        if self._postings is not None:
            return self._postings.best(words, k, self._allowed(where))
        condition, values = where.sql()
        inside = f"AND rowid IN ({_PASSING} {condition})" if condition else ""
        # FTS5's bm25() is smaller for better matches; the sign is turned so that higher is better here as everywhere.
        return self._rows(
            f"SELECT rowid, -bm25(terms) AS score FROM terms WHERE terms MATCH ? {inside} ORDER BY score DESC, rowid LIMIT ?",
            [" OR ".join('"' + word.replace('"', '""') + '"' for word in words), *values, k],
        )

    def passages(self, keys: Sequence[int]) -> list[Passage]:
        rows = self._rows(
            "SELECT p.key, d.id, p.start, p.end, substr(d.text, p.start + 1, p.end - p.start) FROM passages p "
            f"JOIN documents d ON d.key = p.document WHERE p.key IN ({marks(keys)})",
            list(keys),
        )
        found = {key: Passage(f"{d}:{start}", d, start, end, text) for key, d, start, end, text in rows}
        return [found[key] for key in keys]

    def documents(self, ids: Sequence[str] | None = None) -> list[Document]:
        columns = f"SELECT {_COLUMNS} FROM documents"
        if ids is None:
            return [_document(row) for row in self._rows(f"{columns} ORDER BY path", [])]
        found = {row[0]: _document(row) for row in self._rows(f"{columns} WHERE id IN ({marks(ids)})", list(ids))}
        return [found[i] for i in ids]

    def listing(self, search: str = "", order: Order = "newest", limit: int = 50, offset: int = 0) -> Listing:
        """A page of the documents that hold every word of ``search``, without their texts; see index/listing.py."""
        return listing(self._overview, search, order, limit, offset)

    def summary(self) -> Summary:
        return summary(self._overview)


def _passing(query: Query, where: Filter) -> NDArray[np.int64] | None:
    """The keys of the passages that pass; None where all do."""
    condition, values = where.sql()
    if not condition:
        return None
    rows = query(f"{_PASSING} {condition}", values)
    return np.fromiter((key for (key,) in rows), dtype=np.int64, count=len(rows))


def check_embedder(manifest: Manifest, embedder: Embedder, folder: object) -> None:
    """Raises IndexMismatchError unless ``embedder`` is the one that made the index, which lies in ``folder``."""
    if (manifest.embedder_sha256, manifest.dim) == (embedder.fingerprint, embedder.dim) and manifest.metric == METRIC:
        return
    if manifest.embedder == embedder.name:
        raise IndexMismatchError(
            f"{folder} was made with another {embedder.name} ({manifest.embedder_sha256[:12]}, here "
            f"{embedder.fingerprint[:12]}), and their vectors do not mix; make it anew from your documents: {MAKE} NEW_DIR"
        )
    raise IndexMismatchError(
        f"{folder} was made with embedder {manifest.embedder} ({manifest.dim} dimensions, {manifest.embedder_sha256[:12]}), "
        f"not {embedder.name} ({embedder.dim}, {embedder.fingerprint[:12]}); leave the embedder out to use the index's own, "
        f"or make an index with the other: {MAKE} NEW_DIR --embedder {embedder.name}"
    )


def intact(path: Path, manifest: Manifest) -> bool:
    """Whether a file of a generation holds, byte for byte, what the manifest says."""
    return path.is_file() and file_sha256(path) == manifest.files[path.name]


def vector_rows(database: Database) -> Iterator[tuple[int, bytes]]:
    """(key, vector) of every passage, by key, without holding them all."""
    yield from database.execute("SELECT key, vector FROM passages ORDER BY key")


def _open_vectors(folder: Path, manifest: Manifest, store: Path) -> Any:
    path = folder / manifest.vectors
    try:
        # The hash is compared before FAISS parses the file: its reader trusts what it reads.
        if as_written(path, manifest) or intact(path, manifest):
            return read(path)
    except (OSError, RuntimeError):  # collected or unreadable in between
        pass
    with closing(connect(store, "ro&immutable=1")) as database:
        return build(vector_rows(database), manifest.dim)


def _document(row: Sequence[Any]) -> Document:
    name, title, text, source, published, url, path, author, pages, story = row
    return Document(name, title, text, source, published, url, path, author, tuple(map(int, pages.split())), story)
