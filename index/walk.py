"""The files below some folders: which are to be read, and why the others are not."""

import os
import stat
from collections.abc import Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from index.errors import BadInputError
from index.loaders import SUFFIXES
from index.manifest import UPLOADS

KINDS = ", ".join(sorted(SUFFIXES))
"""The endings of the files that are read, for messages."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is below some folders. ``skipped`` and ``failed`` give the reason; ``failed`` are folders that cannot be listed."""

    files: tuple[Path, ...]
    skipped: dict[Path, str]
    failed: dict[Path, str]


def find(roots: Sequence[Path], index: Path, known: Set[str]) -> Found:
    """Every file below ``roots`` once, in order; ``index`` is the folder of the index, which is passed over.

    Its uploads are a root like any other, if they are given as one.

    Raises BadInputError for a root that cannot be used. A file that is gone is passed over if it is one of ``known``; a folder is
    not: more often its disk is missing than somebody meant to take all of it out.
    """
    files: dict[Path, None] = {}
    skipped: dict[Path, str] = {}
    failed: dict[Path, str] = {}
    for root in roots:
        if root.is_relative_to(index) and not root.is_relative_to(index / UPLOADS):
            raise BadInputError(f"{root} is the index itself; give the folder that holds your articles")
        try:
            mode = root.stat().st_mode
        except FileNotFoundError:
            if str(root) in known and root.suffix.lower() in SUFFIXES:
                continue
            if str(root) in known:
                gone = "the folder is gone, and nothing was changed; is its disk there?"
                raise BadInputError(f"{root}: {gone} To take its articles out of the index: quoth remove {root}") from None
            raise BadInputError(f"{root}: no such file or folder; give a folder of articles, or a file of them") from None
        except OSError as error:
            raise BadInputError(f"{root}: cannot be read: {error.strerror}; check the name and its permissions") from None
        if stat.S_ISDIR(mode):
            _walk(root, index, files, skipped, failed)
        elif root.suffix.lower() in SUFFIXES:
            files[root] = None
        else:
            raise BadInputError(f"{root}: not a file of a kind that is read ({KINDS}); save it as text, or give a folder")
    return Found(tuple(files), skipped, failed)


def _walk(root: Path, index: Path, files: dict[Path, None], skipped: dict[Path, str], failed: dict[Path, str]) -> None:
    def unlisted(error: OSError) -> None:
        failed[Path(error.filename)] = f"folder cannot be read: {error.strerror}; check its permissions"

    for name, folders, entries in os.walk(root, onerror=unlisted):
        for is_file, entry in [(False, f) for f in sorted(folders)] + [(True, e) for e in sorted(entries)]:
            path = Path(name, entry)
            if path == index:
                continue
            if entry.startswith("."):
                skipped[path] = "hidden"
            elif os.path.islink(path):  # noqa: PTH114 - Path.is_symlink raises in a folder that may be listed but not entered
                # What it points to is read where it stands, or not at all: links make loops and leave the folder.
                skipped[path] = "a link; give what it points to"
            elif is_file:
                if path.suffix.lower() in SUFFIXES:
                    files[path] = None
                else:
                    skipped[path] = "not a file of a kind that is read"
        folders[:] = sorted(d for d in folders if not d.startswith(".") and Path(name, d) != index)
