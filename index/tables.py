"""Listings: .jsonl, .csv and .tsv with one document a row."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import DocumentError
from index.fields import TEXT, dated, field, known, spelled, under_fields
from index.loaders import MAX_BYTES, Loaded, decode, identity, loaded, plain

_DELIMITERS = (",", ";", "\t", "|")
_PAGE = "path"
_COLUMNS = 'name its columns "text" (or "path"), "title", "published", "source", "url", "author"'


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row or an entry that gives no document: which, and why ("row 7", "has no text").

    ``count`` is how many rows that is, or lines where rows cannot be told apart.
    """

    name: str
    reason: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class PageRow:
    """A row whose article is in a saved page: ``page`` as the row has it, its number from 1, and its other fields."""

    row: int
    page: str
    fields: dict[str, str]


Row = Loaded | LeftOut | PageRow


def load_jsonl(path: Path, data: bytes) -> Iterator[Row]:
    """The rows of a file with one JSON object a line; a row's number is its line's."""
    text, _ = decode(data)
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
        except (ValueError, RecursionError) as error:
            at = f" (column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
            yield LeftOut(f"row {number}", f"is not JSON{at}")
            continue
        yield _row(path, number, fields) if isinstance(fields, dict) else LeftOut(f"row {number}", "is not a JSON object")


def load_csv(path: Path, data: bytes) -> Iterator[Row]:
    """The rows after the header of a .csv or .tsv file, numbered from 1. Raises DocumentError when no column holds articles."""
    text, _ = decode(data)
    csv.field_size_limit(MAX_BYTES)
    names, delimiter = _header(text)
    lines = io.StringIO(text, newline="")
    # Strict, because a quote that is never closed would else swallow all rows after it.
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    number = -1
    while True:
        first = rows.line_num + 1
        try:
            values = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            # What follows cannot be told from the inside of a field.
            last = rows.line_num + sum(1 for _ in lines)
            reason = f"from the row with a quote that is stray or never closed ({error}); double the quotes within a field"
            yield LeftOut(f"lines {first}-{last}", reason, last - first + 1)
            return
        if not any(value.strip() for value in values):
            continue
        number += 1
        if number == 0:
            continue
        if len(values) > len(names):
            yield LeftOut(
                f"row {number}", f"has {len(values)} fields, the first line {len(names)}: quote what holds a {delimiter!r}"
            )
            continue
        yield _row(path, number, dict(zip(names, values, strict=False)))


def _header(text: str) -> tuple[list[str], str]:
    """The column names and the delimiter: the one that makes most known columns of the first line."""
    first = next((line for line in io.StringIO(text, newline="") if line.strip()), "")
    best: tuple[list[str], str] = ([], ",")
    for delimiter in _DELIMITERS:
        try:
            names = [name.strip() for name in next(csv.reader([first], delimiter=delimiter), [])]
        except csv.Error:
            continue
        if {TEXT, _PAGE} & set(map(field, names)) and len(names) > len(best[0]):
            best = names, delimiter
    if not best[0]:
        raise DocumentError(f"no column of articles in its first line; {_COLUMNS}")
    return best


def _row(path: Path, number: int, raw: dict[str, object]) -> Row:
    """One row as a document, or what else it is."""
    name = f"row {number}"
    values = under_fields({name: str(value) if isinstance(value, int | float) else value for name, value in raw.items()})
    text, page = values.pop(TEXT, None), values.get(_PAGE)
    fields = known(values)
    named = page.strip() if isinstance(page, str) else ""
    if named and TEXT not in map(spelled, raw):
        text = None  # "content" or "article" beside a path may be its type or its number
    if text is not None and not isinstance(text, str):
        return LeftOut(name, "has a text that is no string")
    if not text or not text.strip():
        return PageRow(number, named, fields) if named else LeftOut(name, "has no text")
    published, undated = dated(fields)
    return loaded(
        f"{path}#{number}",
        plain(text),
        title=fields.get("title"),
        source=fields.get("source"),
        published=published,
        url=fields.get("url"),
        author=fields.get("author"),
        note=f"{name}: {undated}" if undated else None,
    )


def with_page(path: Path, row: PageRow, page: Loaded) -> Loaded:
    """The document of ``row`` of the listing at ``path``, whose article is ``page``: what the row says goes before the page."""
    published, undated = dated(row.fields)
    place = f"{path}#{row.row}"
    document = replace(
        page.document,
        id=identity(place),
        path=place,
        title=row.fields.get("title", page.document.title),
        source=row.fields.get("source", page.document.source),
        published=published or page.document.published,
        url=row.fields.get("url", page.document.url),
        author=row.fields.get("author", page.document.author),
    )
    notes = [f"row {row.row}: {note}" for note in (page.note, undated) if note]
    return Loaded(document, page.article, "; ".join(notes) or None)
