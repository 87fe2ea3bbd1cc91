"""Whether an index is whole, down to each passage and vector; a damaged FAISS file is made again."""

from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.database import Database, DatabaseError, connect
from index.errors import IndexDamagedError, QuothError
from index.manifest import MAKE, NAME, Manifest, current
from index.store import intact, vector_rows
from index.writer import writing

_ANEW = f"make the index anew: {MAKE} NEW_DIR"

_NORM_TOLERANCE = 1e-3
"""Unit vectors of float32, and of models that compute in half precision, differ from 1 by less."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found. ``damage`` has a line for each fault that is there now, with the file's name; ``notes`` what else to know:
    what was damaged and is whole again, what could not be checked."""

    damage: tuple[str, ...]
    notes: tuple[str, ...] = ()


def verify(folder: str | Path) -> Verification:
    """Check every hash, SQLite and FTS5 by their own checks, and that passages and vectors are what they should be.

    Raises IndexNotFoundError and IndexFormatError where there is no index to check.
    """
    folder = Path(folder)
    while True:
        try:
            manifest = Manifest.read(folder)
        except IndexDamagedError:
            return Verification((f"{folder / NAME}: damaged; {_ANEW}",))
        found = _verify(folder, manifest)
        # A writer may have collected this generation under the check: then there is a newer one to look at.
        if not found.damage or current(folder) in (None, manifest.generation):
            return found


def _verify(folder: Path, manifest: Manifest) -> Verification:
    store, vectors = folder / manifest.store, folder / manifest.vectors
    notes: list[str] = []
    try:
        if not intact(store, manifest):
            return Verification((f"{store}: missing or damaged; {_ANEW}",))
        with closing(connect(store, "rw")) as database:
            faults = _faults(database, manifest, notes)
    except (OSError, DatabaseError) as error:
        return Verification((f"{store}: cannot be read: {error}",))
    if faults:
        return Verification(tuple(f"{store}: {fault}; {_ANEW}" for fault in faults))
    with suppress(OSError):
        if intact(vectors, manifest):
            return Verification((), tuple(notes))
    try:
        with writing(folder, None) as writer:
            made = writer.commit(manifest.roots, manifest.changes)
    except QuothError as error:
        return Verification((f"{vectors}: missing or damaged, and cannot be made again: {error}",))
    return Verification((), (*notes, f"{vectors}: was missing or damaged; made again from {store.name} as {made.vectors}"))


def _faults(database: Database, manifest: Manifest, notes: list[str]) -> list[str]:
    faults = [f"SQLite: {row[0]}" for row in database.execute("PRAGMA integrity_check") if row[0] != "ok"]
    faults += [f"SQLite: row {row[1]} of {row[0]} refers to nothing" for row in database.execute("PRAGMA foreign_key_check")]
    if faults:
        return faults
    try:
        # Compares every word with the text it came from. It is a command and wants a transaction, but writes nothing.
        database.execute("INSERT INTO terms (terms, rank) VALUES ('integrity-check', 1)")
    except DatabaseError as error:
        if error.sqlite_errorname.startswith("SQLITE_READONLY"):
            notes.append("the terms could not be compared with the text: the folder is read-only")
        else:
            faults.append(f"terms: {error}")
    finally:
        database.rollback()
    for table, count in (("documents", manifest.documents), ("passages", manifest.passages)):
        found = database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        if found != count:
            faults.append(f"{found} {table}, the manifest says {count}")
    outside = database.execute(
        "SELECT count(*) FROM passages p JOIN documents d ON d.key = p.document "
        "WHERE p.start < 0 OR p.end <= p.start OR p.end > length(d.text)"
    ).fetchone()[0]
    if outside:
        faults.append(f"{outside} passages do not stand in their documents")
    off = sum(_off(vector, manifest.dim) for _, vector in vector_rows(database))
    return faults + ([f"{off} vectors are not of unit norm"] if off else [])


def _off(vector: bytes, dim: int) -> bool:
    values = np.frombuffer(vector, dtype="<f4") if len(vector) == 4 * dim else np.zeros(1, np.float32)
    return not abs(float(np.linalg.norm(values)) - 1.0) <= _NORM_TOLERANCE
