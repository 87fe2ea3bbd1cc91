"""A Word document -> its text. The only place for python-docx."""

import io
import zipfile
import zlib
from pathlib import Path
from typing import Any

from index.errors import DocumentError
from index.loaders import MAX_BYTES, Loaded, loaded, plain
from index.pdf import sensible_author, sensible_title

MAX_UNPACKED = 2 * MAX_BYTES
"""Bytes of all parts together: pictures do not shrink, so an honest file is hardly larger unpacked."""

_MAX_PARTS = 10_000
_CHUNK = 1 << 20

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""The same text box once more, for old programs."""

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_UNREAD = (f"{_WORD}tabs", f"{_WORD}moveFrom")
"""Where tab stops are set: the w:tab in it is none in the text. And what was moved, at its old place."""

_PARSED = (".xml", ".rels")
"""The parts that are read; pictures may be SVG, which declares what it likes."""

_SPACES = {"tab": "\t", "noBreakHyphen": "-"}


def load_docx(path: Path, data: bytes) -> Loaded:
    """A .docx file as a document, a line a paragraph and a row of a table. Raises DocumentError when it is damaged or a bomb."""
    _check(data)
    import docx
    from docx.oxml.ns import qn

    word = docx.Document(io.BytesIO(data))
    about = word.core_properties
    title = sensible_title(about.title)
    lines: list[str] = []
    row = None
    # Every paragraph there is: python-docx's own walk passes over text boxes, content controls and what was inserted under
    # change tracking. What was deleted under it is w:delText, and stays out.
    for paragraph in word.element.body.iter(qn("w:p")):
        ancestors = list(paragraph.iterancestors(qn("w:p"), qn("w:tr"), _FALLBACK))
        if any(ancestor.tag == _FALLBACK for ancestor in ancestors):
            continue
        pieces = []
        for piece in paragraph.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr"), qn("w:noBreakHyphen")):
            if next(piece.iterancestors(qn("w:p"))) is paragraph and next(piece.iterancestors(*_UNREAD), None) is None:
                pieces.append(piece.text or "" if piece.tag == qn("w:t") else _SPACES.get(piece.tag.rpartition("}")[2], "\n"))
        line = "".join(pieces).strip()
        if not line:
            continue
        within = next((ancestor for ancestor in ancestors if ancestor.tag == qn("w:tr")), None)
        if within is not None and within is row:
            lines[-1] += " | " + line
        else:
            lines.append(line)
        row = within
        if not title and paragraph.style == "Title":
            title = line
    text = plain("\n".join(lines))
    if not text:
        raise DocumentError("no text in the Word document; if it holds pictures, run text recognition (OCR) over them")
    return loaded(str(path), text, title=title, author=sensible_author(about.author), note=_unread_notes(word.part))


def _unread_notes(part: Any) -> str | None:
    """What to know about the footnotes and endnotes of a document: they are none of its paragraphs."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import qn

    found = [
        kind
        for kind in ("footnotes", "endnotes")
        for relation in part.rels.values()
        if relation.reltype.endswith(f"/{kind}") and not relation.is_external
        # Every document of Word has two that are empty: the lines that set notes off.
        if any((piece.text or "").strip() for piece in parse_xml(relation.target_part.blob).iter(qn("w:t")))
    ]
    return f"its {' and '.join(found)} are not read" if found else None


def _check(data: bytes) -> None:
    """Raise DocumentError unless all parts together unpack to a bearable size, declared and real, and declare no entities."""
    size = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            declared = sum(part.file_size for part in parts)
            if declared > MAX_UNPACKED or len(parts) > _MAX_PARTS:
                raise DocumentError(
                    f"the Word document unpacks to {declared:,} bytes in {len(parts):,} parts, "
                    f"the most is {MAX_UNPACKED:,} in {_MAX_PARTS:,}; save it as text"
                )
            for part in parts:
                with archive.open(part) as file:
                    beginning = file.read(_CHUNK)
                    declares = b"<!DOCTYPE" in beginning or b"<!ENTITY" in beginning
                    if declares and part.filename.lower().endswith(_PARSED):
                        raise DocumentError("the Word document declares XML entities, which no word processor does; save it anew")
                    size += len(beginning)
                    while chunk := file.read(_CHUNK):
                        size += len(chunk)
                        if size > MAX_UNPACKED:
                            raise DocumentError(f"the Word document unpacks to more than {MAX_UNPACKED:,} bytes; save it as text")
    except RuntimeError as error:  # an archive with a password
        raise DocumentError("the Word document is locked with a password; save it without one") from error
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise DocumentError(f"the Word document is damaged or cut off ({error}); fetch it again") from error
