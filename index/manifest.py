"""What an index is: read first, written last. Renaming it into place is the commit."""

import dataclasses
import hashlib
import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.errors import IndexDamagedError, IndexFormatError, IndexNotFoundError, QuothError

FORMAT = 3
NAME = "manifest.json"
FILES = re.compile(r"store-\d+\.sqlite|vectors-\d+\.faiss")
"""The names a generation's files have: nothing outside the folder, nothing of another program."""

UPLOADS = "uploads"
"""The folder within an index that files which came through the page are kept in."""

HASHED_UP_TO = 2**28
"""Bytes, a fifth of a second. A larger file is opened without being read whole, which takes several seconds at a million
passages, if by length and time it is as its writer left it. ``quoth verify`` reads every byte."""

MAKE = "quoth index FOLDER --index"


@dataclass(frozen=True, slots=True)
class Manifest:
    """One generation of an index. ``files`` maps each file of the generation to its SHA-256, ``stamps`` to its ``stamp``.

    ``changes`` are the counts of the report that came with it: status -> files.
    """

    format: int
    generation: int
    embedder: str
    embedder_sha256: str
    dim: int
    metric: str
    splitter: str
    documents: int
    passages: int
    roots: tuple[str, ...]
    changes: dict[str, int]
    store: str
    vectors: str
    files: dict[str, str]
    stamps: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """The manifest of the index in ``folder``.

        Raises IndexNotFoundError, IndexFormatError or IndexDamagedError, each with the command that mends it.
        """
        path = folder / NAME
        try:
            data = path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            if folder.is_dir() and any(folder.iterdir()):
                raise IndexFormatError(
                    f"{folder} is not a Quoth index: it has no {NAME}; make one elsewhere: {MAKE} DIR"
                ) from None
            raise IndexNotFoundError(f"no index at {folder}; make one: {MAKE} {folder}") from None
        except OSError as error:
            raise IndexDamagedError(f"{path} cannot be read: {error.strerror}; check its permissions") from error
        try:
            fields = json.loads(data)
            # A flipped bit may leave good JSON with another folder or count in it.
            checksum = fields.pop("checksum", None) if isinstance(fields, dict) else None
            if checksum is not None and checksum != _checksum(fields):
                raise ValueError("not what was written")
            if not isinstance(fields, dict) or "format" not in fields:
                raise IndexFormatError(f"{path} is not the manifest of a Quoth index; make one elsewhere: {MAKE} DIR")
            if fields["format"] != FORMAT:
                raise IndexFormatError(
                    f"{folder} has index format {fields['format']}, this version reads {FORMAT}; "
                    f"make it anew from your documents: {MAKE} NEW_DIR"
                )
            if checksum is None:
                raise ValueError("a manifest of this format has a checksum")
            fields["roots"] = tuple(fields["roots"])
            manifest = cls(**fields)
            if set(manifest.files) != {manifest.store, manifest.vectors} or not all(map(FILES.fullmatch, manifest.files)):
                raise ValueError("files of another make")
            return manifest
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise IndexDamagedError(f"{path} is damaged; make the index anew: {MAKE} NEW_DIR") from error

    def write(self, folder: Path) -> None:
        """Make this generation the one that readers open: write, fsync, rename, fsync the folder."""
        fields = dataclasses.asdict(self)
        part = folder / (NAME + ".part")
        with part.open("w", encoding="utf-8") as file:
            json.dump(fields | {"checksum": _checksum(fields)}, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        part.replace(folder / NAME)
        sync(folder)


def current(folder: Path) -> int | None:
    """The generation of the index in ``folder``; None where there is none that can be read."""
    try:
        return Manifest.read(folder).generation
    except (QuothError, OSError):
        return None


def _checksum(fields: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()


def stamp(path: Path) -> str:
    """The length of a file and when it was last changed: a copy of it, or what was written to, has another."""
    found = path.stat()
    return f"{found.st_size} {found.st_mtime_ns}"


def as_written(path: Path, manifest: Manifest) -> bool:
    """Whether ``path`` is a large file of the generation that nobody touched since: its hash need not be made."""
    return path.is_file() and path.stat().st_size > HASHED_UP_TO and stamp(path) == manifest.stamps.get(path.name)


def sync(path: Path) -> None:
    """fsync a file or a folder that was written under another handle."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
