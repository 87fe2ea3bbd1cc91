"""A PDF -> its text and where its pages begin. The only place for pypdf."""

import io
import re
from pathlib import Path

from index.errors import DocumentError
from index.fields import tidy
from index.loaders import Loaded, loaded, plain

_TAIL = 2048
"""Bytes at the end among which a whole PDF has its end mark; programs that send files append a little now and then."""

_FULL_LINE = 0.75
"""Of a page's usual line: what is shorter ends its paragraph, or is a headline."""

_NO_TITLE = re.compile(r"untitled|microsoft word|\.(?:docx?|pdf|indd|qxd|rtf|odt|pages|txt|tex|dvi)$|^\W*$", re.IGNORECASE)
_NO_AUTHOR = re.compile(r"^(?:unknown|anonymous|admin(?:istrator)?|user|owner|root|microsoft.*|python-docx|\W*)$", re.IGNORECASE)


def load_pdf(path: Path, data: bytes) -> Loaded:
    """A PDF as a document; ``pages`` are where its pages begin. Lines of a paragraph are joined, hyphens stay.

    Raises DocumentError when it is locked, cut off, damaged, or holds pictures alone.
    """
    import pypdf
    from pypdf.errors import DependencyError, PdfReadError

    if b"%%EOF" not in data[-_TAIL:]:
        raise DocumentError("the PDF is cut off: its end is missing; fetch it again")
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise DocumentError("the PDF is locked with a password; save it without one")
        texts = [plain(page.extract_text()) for page in reader.pages]
        about = reader.metadata
        title, author = (about.title, about.author) if about else (None, None)
    except DependencyError:
        raise DocumentError("the PDF is encrypted; save it without encryption") from None
    except PdfReadError as error:
        raise DocumentError(f"the PDF is damaged ({tidy(str(error))[:80]}); fetch it again") from error
    text, pages = _join(texts)
    if not text.strip():
        raise DocumentError(f"no text on the {len(texts)} pages of the PDF: pictures alone; run text recognition (OCR) over it")
    return loaded(str(path), text, title=sensible_title(title), author=sensible_author(author), pages=pages)


def _join(texts: list[str]) -> tuple[str, tuple[int, ...]]:
    """The pages as one text, and where each begins in it. A line break inside a paragraph becomes a space."""
    joined = ""
    pages = []
    for number, text in enumerate(texts):
        lines = text.split("\n")
        lengths = sorted(len(line) for line in lines if line)
        usual = lengths[len(lengths) * 4 // 5] if lengths else 0
        pages.append(len(joined))
        parts = []
        for line, following in zip(lines, [*lines[1:], ""], strict=True):
            if following and re.search(r"\w-$", line):
                parts.append(line)
            else:
                parts.append(line + (" " if following and len(line) >= usual * _FULL_LINE else "\n"))
        page = "".join(parts)
        joined += page if number < len(texts) - 1 else page.rstrip("\n")
    return joined, tuple(pages)


def sensible_title(title: object) -> str | None:
    """The title a program stored in a file, unless it is the file's name or the program's own."""
    found = tidy(str(title or ""))
    return None if len(found) < 4 or _NO_TITLE.search(found) else found


def sensible_author(author: object) -> str | None:
    """The author a program stored in a file, unless it is an account's or the program's own name."""
    found = tidy(str(author or ""))
    return None if _NO_AUTHOR.search(found) else found
