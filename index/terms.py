"""The words of a text as FTS5 makes them, for a BM25 that is not its own: all stores then count the same words."""

import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from index.database import Database, connect
from index.schema import SCHEMA


class Terms:
    """FTS5's tokenizer as ``schema.SCHEMA`` sets it: folded, without accents, stemmed. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._database: Database = connect(Path("terms"), "memory")
        self._database.executescript(f"{SCHEMA} CREATE VIRTUAL TABLE found USING fts5vocab('terms', 'instance');")

    def of(self, texts: Sequence[tuple[str, str]]) -> list[str]:
        """The words of each (header, text), separated by spaces; those of a text in no particular order."""
        with self._lock:
            self._database.executemany(
                "INSERT INTO terms (rowid, title, body) VALUES (?,?,?)", [(n, *text) for n, text in enumerate(texts)]
            )
            words: list[list[str]] = [[] for _ in texts]
            for number, word in self._database.execute("SELECT doc, term FROM found"):
                words[number].append(word)
            self._database.execute("INSERT INTO terms (terms) VALUES ('delete-all')")
        return [" ".join(found) for found in words]


@cache
def terms() -> Terms:
    """The tokenizer, one a process."""
    return Terms()
