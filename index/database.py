"""SQLite as Quoth uses it. The only place for sqlite3."""

import sqlite3
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Database = sqlite3.Connection
DatabaseError = sqlite3.Error

Query = Callable[[str, Sequence[object]], list[Any]]
"""SQL and its values -> all rows."""


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """A connection to the SQLite file at ``path``; ``mode`` as in SQLite's URI parameter of that name."""
    database = sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, check_same_thread=False)
    # SQLite's own NOCASE knows ASCII alone.
    database.create_function("casefold", 1, lambda text: text and text.casefold(), deterministic=True)
    database.create_function("words", 1, lambda text: len(text.split()), deterministic=True)
    return database


def marks(values: Sequence[object]) -> str:
    """A place for each of ``values`` in SQL."""
    return ",".join("?" * len(values))


def shared(path: Path) -> Query:
    """Queries of many threads over one connection, one at a time."""
    database, lock = connect(path, "ro&immutable=1"), threading.Lock()
    database.execute("PRAGMA temp_store = MEMORY")

    def query(sql: str, values: Sequence[object]) -> list[Any]:
        with lock:
            return database.execute(sql, values).fetchall()

    return query
