"""A text file -> a Document, and which ranges of its text are the article; what the loaders of other formats share."""

import codecs
import contextlib
import hashlib
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from index.boilerplate import article_ranges
from index.dates import article_date, leading_date
from index.documents import Document
from index.errors import DocumentError
from index.fields import KEYS, dated, joined, known, tidy

_NAMES = ".txt .md .markdown .html .htm .xhtml .pdf .docx .jsonl .ndjson .csv .tsv .xml .rss .atom"
SUFFIXES = frozenset(_NAMES.split())
"""The files a folder is searched for; what a file really is, its content decides."""

MAX_BYTES = 64 * 1024 * 1024
"""An article is kilobytes; a file past this is a dump that would take the memory of the machine with it."""

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_STATES = re.compile(rf"^(?:{'|'.join(sorted(KEYS))})\s*:", re.IGNORECASE | re.MULTILINE)
_BLANK_LINE = re.compile(r"^[ \t]*\r?$", re.MULTILINE)
_FEW_BROKEN = 0.2
"""Of the characters outside ASCII: with fewer broken ones than this, it is UTF-8 with a fault, not another encoding."""

_FEW_HIGH = 0.05
"""Of the bytes: text with fewer outside ASCII is in a western language, and too little for a guess at another encoding."""

_CONTROLS = [chr(c) for c in range(32) if chr(c) not in "\t\n\r\f"]
_FEW_CONTROLS = 0.01
_NO_CONTROLS = dict.fromkeys(map(ord, _CONTROLS))

_TITLE_CHARACTERS = 120


@dataclass(frozen=True, slots=True)
class Loaded:
    """A document, the [start, end) ranges of its text that are article, and what the reader of the report should know."""

    document: Document
    article: tuple[tuple[int, int], ...]
    note: str | None


def wanted(path: Path) -> bool:
    """Whether a file of this name is one that a folder of articles is searched for."""
    return path.suffix.lower() in SUFFIXES


def read_bytes(path: Path) -> bytes:
    """The bytes of a regular file. Raises DocumentError for anything else, or when it is too large or not readable."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise DocumentError("not a regular file")
        if status.st_size > MAX_BYTES:
            raise DocumentError(f"{status.st_size:,} bytes, the most is {MAX_BYTES:,}; split it into one file an article")
        return path.read_bytes()
    except OSError as error:
        raise DocumentError(f"cannot be read: {error.strerror}") from error


def decode(data: bytes) -> tuple[str, str | None]:
    """Text of a file, and a note where its encoding had to be guessed. Newlines stay, a BOM is dropped.

    UTF-8, UTF-16 with a BOM, Windows-1252 where nearly all is ASCII, else what charset-normalizer finds.
    Raises DocumentError for empty and for binary data.
    """
    if not data:
        raise DocumentError("empty file; write its article, or delete it")
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "utf-8")
    note = None
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        # A NUL byte never stands in 8-bit text, and guessing at megabytes of binary takes seconds.
        if b"\0" in data:
            raise DocumentError("binary file: it holds NUL bytes; save it as text") from None
        text = data.decode("utf-8", "replace")
        broken = text.count("\ufffd")
        if broken <= _FEW_BROKEN * (len(text) - len(text.encode("ascii", "ignore"))):
            note = f"{broken} bytes are not UTF-8 (the first at {error.start}) and read as \ufffd; save it as UTF-8"
        else:
            text, encoding = _guess(data)
            note = f"not UTF-8, read as {encoding}; save it as UTF-8 if letters are wrong"
    if "\0" in text:
        raise DocumentError("binary file: it holds NUL bytes; save it as text")
    if sum(map(text.count, _CONTROLS)) > len(text) * _FEW_CONTROLS:
        raise DocumentError("binary file: it is full of control characters; save it as text")
    if not text.strip():
        raise DocumentError("nothing but white space; write its article, or delete it")
    return text, note


def _guess(data: bytes) -> tuple[str, str]:
    """Text that is not UTF-8, and the encoding it is taken to be in."""
    if sum(byte >= 0x80 for byte in data) < len(data) * _FEW_HIGH:
        with contextlib.suppress(UnicodeDecodeError):
            return data.decode("cp1252"), "cp1252"
    import charset_normalizer

    best = charset_normalizer.from_bytes(data).best()
    if best is None:
        raise DocumentError("not text in any known encoding; save it as UTF-8") from None
    return str(best), best.encoding


def _front_matter(text: str) -> tuple[dict[str, str], int, str | None]:
    """The fields of YAML front matter, where the article starts after it, and a note if it could not be read."""
    match = _FRONT_MATTER.match(text)
    if not match:
        return {}, 0, None
    import yaml

    try:
        fields = yaml.load(match.group(1), Loader=yaml.BaseLoader)  # noqa: S506 - knows strings, lists and maps, nothing else
    except (yaml.YAMLError, RecursionError) as error:
        if not _STATES.search(match.group(1)) or _BLANK_LINE.search(match.group(1).rstrip()):
            return {}, 0, None  # an article may open with a rule, and a colon in it is no YAML
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        return {}, match.end(), f"front matter is not YAML (line {line}): indexed without its title, date and source"
    if not isinstance(fields, dict) or not KEYS & {str(key).strip().lower() for key in fields}:
        return {}, 0, None  # a rule across the page, and then the article
    # BaseLoader leaves every scalar a string: "published: 2024-08" must not turn into arithmetic or a date of its own.
    return known(fields), match.end(), None


def plain(text: str) -> str:
    """Extracted text without what no text file could hold: control characters, lone surrogates, blank ends."""
    text = joined(text).translate(_NO_CONTROLS)
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()


def headline(text: str, start: int = 0) -> str:
    """The article's first line: whole if it is a headline, else its first words."""
    line = " ".join(text[start:].lstrip().split("\n", 1)[0].split()).lstrip("# ")
    if len(line) <= _TITLE_CHARACTERS:
        return line
    return line[:_TITLE_CHARACTERS].rsplit(" ", 1)[0] + " …"


def loaded(
    path: str,
    text: str,
    *,
    start: int = 0,
    title: str | None = None,
    source: str | None = None,
    published: str | None = None,
    url: str | None = None,
    author: str | None = None,
    pages: tuple[int, ...] = (),
    note: str | None = None,
) -> Loaded:
    """The document at ``path`` whose article begins at ``start``; title and date come from its first lines if not given.

    Raises DocumentError when there is no text.
    """
    if not text[start:].strip():
        raise DocumentError("no text in it")
    document = Document(
        id=identity(path),
        title=tidy(title or "") or headline(text, start) or Path(path).stem,
        text=text,
        source=tidy(source or "") or None,
        published=published or article_date(text, start),
        url=tidy(url or "") or None,
        path=path,
        author=tidy(author or "") or None,
        pages=pages,
    )
    return Loaded(document, article_ranges(text, start), note)


def identity(path: str) -> str:
    """The id of the document at ``path``."""
    return hashlib.sha256(path.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def load_text(path: Path, data: bytes) -> Loaded:
    """A .txt or .md file as a document; front matter and a leading date are left out of the article, not of the text.

    Raises DocumentError when the bytes are not text or hold no article.
    """
    text, guessed = decode(data)
    fields, start, note = _front_matter(text)
    published, undated = dated(fields)
    leading, after = leading_date(text[start:])
    start += after
    if not text[start:].strip():
        raise DocumentError("front matter without an article")
    return loaded(
        str(path),
        text,
        start=start,
        title=fields.get("title"),
        source=fields.get("source"),
        published=published or leading,
        url=fields.get("url"),
        author=fields.get("author"),
        note="; ".join(filter(None, (guessed, note, undated))) or None,
    )
