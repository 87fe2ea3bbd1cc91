"""What a file is, by its content, and the loader for it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

from index.errors import DocumentError
from index.loaders import Loaded, load_text
from index.tables import Row, load_csv, load_jsonl

Kind = Literal["text", "html", "pdf", "docx", "feed", "jsonl", "csv"]

LISTINGS: frozenset[Kind] = frozenset({"jsonl", "csv", "feed"})
"""The kinds that may give more than one document."""

_NAMED: dict[str, Kind] = {
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".xml": "feed",
    ".rss": "feed",
    ".atom": "feed",
}
_READ_AS = {"text": "text", "html": "a web page", "pdf": "a PDF", "docx": "a Word document", "feed": "a feed"}
_FEEDS = {"rss", "feed", "rdf:rdf"}

_ROOT = re.compile(
    r"(?>\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?>[^\[>]*)(?>\[.*?\]\s*)?>)*+<(?P<name>[a-z][\w:.-]*)[\s/>]",
    re.DOTALL | re.IGNORECASE,
)
_DOCTYPE = re.compile(r"(?>\s+|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE\s+html\b", re.DOTALL | re.IGNORECASE)
_BEGINNING = 8192


def kind(path: Path, data: bytes) -> Kind:
    """What a file is: its first bytes decide, and its name where they leave it open.

    Raises DocumentError for archives and old Word documents, which have none of the formats.
    """
    named = _NAMED.get(path.suffix.lower(), "text")
    if data.lstrip()[:5] == b"%PDF-" or (named == "pdf" and b"%PDF-" in data[:1024]):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        if named == "docx" or b"word/document.xml" in data:
            return "docx"
        raise DocumentError("a zip archive; unpack it, and give the folder")
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise DocumentError("an old Word document, or one locked with a password; save it as .docx without one")
    if data.startswith(b"{\\rtf"):
        raise DocumentError("rich text (RTF); save it as .docx or as text")
    beginning = data[:_BEGINNING].decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "replace")
    root = _ROOT.match(beginning)
    name = root["name"].lower() if root else ""
    if name in _FEEDS and (named in ("feed", "html") or beginning.lstrip().startswith("<?xml")):
        return "feed"
    if name == "html" or _DOCTYPE.match(beginning):
        return "html"
    return "text" if named in ("pdf", "docx") else named


def prepare(kind: Kind) -> None:
    """Import what reads this kind of file: where that takes long, the first file's time is not spent on it."""
    if kind == "html":
        from index.html import prepare

        prepare()


def load(path: Path, data: bytes, what: Kind) -> Iterator[Row]:
    """The documents of a file: one, or one a row with the rows that give none. Raises DocumentError."""
    try:
        if what == "jsonl":
            yield from load_jsonl(path, data)
        elif what == "csv":
            yield from load_csv(path, data)
        elif what == "feed":
            from index.feeds import load_feed

            yield from load_feed(path, data)
        else:
            yield _noted(path, what, _load_one(path, data, what))
    except (DocumentError, MemoryError):
        raise
    except Exception as error:  # parsers raise anything on what is broken enough
        if "ERR_NO_MEMORY" in str(getattr(error, "error_log", "")):  # lxml calls that a syntax error
            raise MemoryError from None
        raise DocumentError(
            f"damaged, cannot be read as {_READ_AS.get(what, 'rows')} ({type(error).__name__}); fetch it again"
        ) from error


def _load_one(path: Path, data: bytes, what: Kind) -> Loaded:
    if what == "html":
        from index.html import load_html

        return load_html(path, data)
    if what == "pdf":
        from index.pdf import load_pdf

        return load_pdf(path, data)
    if what == "docx":
        from index.docx import load_docx

        return load_docx(path, data)
    return load_text(path, data)


def _noted(path: Path, what: Kind, loaded: Loaded) -> Loaded:
    """``loaded`` with a note if the file is not what its name says."""
    if what == _NAMED.get(path.suffix.lower(), "text"):
        return loaded
    note = f"named {path.suffix}, read as {_READ_AS[what]}, which it is"
    return replace(loaded, note="; ".join(filter(None, (note, loaded.note))))
