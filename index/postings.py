"""BM25 over lists made beforehand: of each word the passages it stands in, and how often. FTS5's index stays the truth.

FTS5 scores what it finds one passage at a time, at a microsecond or two: of a million passages some hundred thousand have one of
a question's words. So a commit writes the lists of a corpus past FROM passages as arrays, which are added up at once. Scores are
those of FTS5's bm25(), but that a word FTS5 takes apart ("open_city") is no phrase here. docs/adr/0009-growth.md has the gain.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.database import Database, Query, marks
from index.terms import terms

FROM = 5_000
"""Passages. Fewer are scored by FTS5 in some milliseconds, and cost a commit nothing."""

K1, B = 1.2, 0.75
"""Of BM25 (Robertson and Zaragoza 2009); FTS5 has no others."""

_TABLES = """
CREATE TABLE postings (word TEXT PRIMARY KEY, places BLOB NOT NULL, counts BLOB NOT NULL);
-- One row: the keys of all passages in their order, which places count in, and their lengths in words.
CREATE TABLE posted (keys BLOB NOT NULL, lengths BLOB NOT NULL);
"""


def make(database: Database) -> None:
    """Write the lists of the words of ``database``, in place of what there was; none for a small corpus.

    A word of over half of the passages has none: it tells nothing apart, and FTS5 gives it next to no weight.
    """
    drop(database)
    sizes = database.execute("SELECT id, sz FROM terms_docsize ORDER BY id").fetchall()
    if len(sizes) <= FROM:
        return
    database.executescript(
        f"{_TABLES} CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', 'terms', 'row');"
        "CREATE VIRTUAL TABLE temp.standing USING fts5vocab('main', 'terms', 'instance');"
    )
    keys = np.array([key for key, _ in sizes], dtype="<i8")
    lengths = np.array([_length(size) for _, size in sizes], dtype="<u4")
    database.execute("INSERT INTO posted VALUES (?,?)", (keys.tobytes(), lengths.tobytes()))
    for word, passages in database.execute("SELECT term, doc FROM words").fetchall():
        if 2 * passages <= len(keys):
            (standing,) = database.execute("SELECT group_concat(doc) FROM standing WHERE term = ?", (word,)).fetchone()
            every = np.fromstring(standing, dtype=np.int64, sep=",")  # a passage as often as the word stands in it, in order
            first = np.flatnonzero(np.concatenate(([True], every[1:] != every[:-1])))
            places, counts = np.searchsorted(keys, every[first]), np.append(first[1:], len(every)) - first
            database.execute(
                "INSERT INTO postings VALUES (?,?,?)",
                (word, places.astype("<u4").tobytes(), np.minimum(counts, 255).astype(np.uint8).tobytes()),
            )
    database.executescript("DROP TABLE temp.words; DROP TABLE temp.standing;")


def drop(database: Database) -> None:
    """Take the lists out. Of their words some bytes stay behind in the file until it is written anew."""
    database.executescript("DROP TABLE IF EXISTS postings; DROP TABLE IF EXISTS posted;")


def _length(size: bytes) -> int:
    """The words of a passage: FTS5 notes those of each column as a varint, seven bits a byte, the high ones first."""
    total = value = 0
    for byte in size:
        value = value << 7 | byte & 127
        if byte < 128:
            total, value = total + value, 0
    return total


class Postings:
    """The lists of one generation. Safe to share between threads."""

    def __init__(self, query: Query, keys: bytes, lengths: bytes) -> None:
        self._query = query
        self._keys = np.frombuffer(keys, dtype="<i8")
        words = np.frombuffer(lengths, dtype="<u4")
        self._norms = (K1 * (1 - B + B * words / words.mean())).astype(np.float32)

    def best(self, words: Sequence[str], k: int, allowed: NDArray[np.int64] | None) -> list[tuple[int, float]]:
        """The ``k`` passages with the highest BM25 for any of ``words``, of ``allowed`` keys alone where given: (key, score)."""
        asked = [term for text in terms().of([("", word) for word in words]) for term in text.split()]
        lists = self._lists(asked)
        if not lists:
            return []
        scores = np.zeros(len(self._keys), dtype=np.float32)
        for term in asked:
            if term in lists:
                places, counts = lists[term]
                weight = np.log((len(scores) - len(places) + 0.5) / (len(places) + 0.5)) * (K1 + 1)
                scores[places] += np.float32(weight) * counts / (counts + self._norms[places])
        if allowed is not None:
            inside = np.zeros_like(scores)
            passing = np.searchsorted(self._keys, allowed)
            inside[passing] = scores[passing]
            scores = inside
        # What is not among the best k of one list is not among the best k of all: most passages need no sorting.
        long = [places for places, _ in lists.values() if len(places) >= k]
        least = np.partition(scores[min(long, key=len)], -k)[-k] if long else 0.0
        likely = np.flatnonzero(scores >= max(least, np.finfo(np.float32).tiny))
        first = likely[np.lexsort((likely, -scores[likely]))[:k]]
        return [(int(key), float(score)) for key, score in zip(self._keys[first], scores[first], strict=True)]

    def _lists(self, words: Sequence[str]) -> dict[str, tuple[NDArray[np.uint32], NDArray[np.uint8]]]:
        rows = self._query(f"SELECT word, places, counts FROM postings WHERE word IN ({marks(words)})", words)
        return {
            word: (np.frombuffer(places, dtype="<u4"), np.frombuffer(counts, dtype=np.uint8)) for word, places, counts in rows
        }


def postings(query: Query) -> Postings | None:
    """The lists of the store that ``query`` asks; None where it has none."""
    if not query("SELECT 1 FROM sqlite_schema WHERE name = 'posted'", []):
        return None
    ((keys, lengths),) = query("SELECT keys, lengths FROM posted", [])
    return Postings(query, keys, lengths)
