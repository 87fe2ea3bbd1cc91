"""The saved pages that the rows of a listing name."""

import hashlib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath, PureWindowsPath

from index.errors import DocumentError
from index.loaders import read_bytes, wanted

MISSING = ""
"""In place of the SHA-256 of a page that is not there or may not be read."""


def find_page(listing: Path, name: str) -> Path:
    """The page ``name``, links followed, which must stand in the folder of ``listing``. Raises DocumentError."""
    if PurePosixPath(name).is_absolute() or PureWindowsPath(name).anchor:
        raise DocumentError("an absolute path; write it relative to this file")
    if ".." in PureWindowsPath(name).parts:
        raise DocumentError("a path with ..; write it relative to this file, in its folder or below")
    try:
        page = (listing.parent / name).resolve(strict=True)
        itself = page == listing.resolve()
    except (OSError, ValueError, RuntimeError) as error:
        raise DocumentError(getattr(error, "strerror", None) or "not a path") from error
    if not page.is_relative_to(listing.parent.resolve()):
        raise DocumentError("a link out of the folder of this file; put the page itself there")
    if itself:
        raise DocumentError("a listing itself, not a page")
    if not wanted(page):
        raise DocumentError(f"a {page.suffix or 'nameless'} file, which is no page")
    return page


def page_hashes(listing: Path, names: Iterable[str]) -> dict[str, str]:
    """Page -> the SHA-256 of what now stands there, or MISSING."""
    hashes: dict[str, str] = {}
    for name in names:
        try:
            hashes[name] = hashlib.sha256(read_bytes(find_page(listing, name))).hexdigest()
        except DocumentError:
            hashes[name] = MISSING
    return hashes
