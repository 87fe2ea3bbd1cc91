"""Question files of three formats, each read as rows of the first: JSONL, SQuAD JSON, CSV."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index import BadInputError
from qa.questions import rows

COLUMNS = ("id", "question", "answers", "docs", "kind", "story", "since", "until", "as_of", "source")
_LISTS = ("answers", "docs")


def read_rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """(place, row) of every question of a .json (SQuAD 1.1 or 2.0), .csv or other (JSONL) file.

    Raises BadInputError, naming the place, for a file that cannot be read as its ending says.
    """
    reader = {".json": _squad, ".csv": _csv}.get(path.suffix.lower(), rows)
    return reader(path)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInputError(f"{path}: cannot be read as a question file: {error}; give a UTF-8 file") from None


def _squad(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        read = json.loads(_text(path))
    except (ValueError, RecursionError) as error:
        raise BadInputError(f"{path}: not JSON ({error}); name a file of one object a line .jsonl") from None
    for place, article in _items(read, "data", str(path)):
        for inner, paragraph in _items(article, "paragraphs", place):
            for innermost, asked in _items(paragraph, "qas", inner):
                impossible = bool(asked.get("is_impossible"))
                answers = [] if impossible else [a.get("text") for _, a in _items(asked, "answers", innermost)]
                if not impossible and not answers:
                    raise BadInputError(f"{innermost}: no answers, and not is_impossible; this set cannot be scored")
                kind = "impossible" if impossible else "answerable"
                row = {"id": asked.get("id"), "question": asked.get("question"), "answers": list(dict.fromkeys(answers))}
                yield innermost, {**row, "kind": kind}


def _items(holder: object, name: str, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    values = holder.get(name) if isinstance(holder, dict) else None
    if not isinstance(values, list):
        raise BadInputError(f'{place}: not SQuAD JSON, there is no list "{name}"; name a file of one object a line .jsonl')
    for number, value in enumerate(values):
        if not isinstance(value, dict):
            raise BadInputError(f"{place} {name}[{number}]: not an object, as SQuAD JSON has there")
        yield f"{place} {name}[{number}]", value


def _csv(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    reader = csv.DictReader(_text(path).splitlines(keepends=True), strict=True)
    try:
        header = reader.fieldnames or []
        missing = [name for name in ("question", "answers") if name not in header]
        if missing:
            raise BadInputError(f'{path} line 1: no column "{missing[0]}"; the first line names the columns: {",".join(COLUMNS)}')
        for cells in reader:
            place = f"{path} line {reader.line_num}"
            if None in cells or None in cells.values():
                raise BadInputError(f"{place}: not the {len(header)} cells of the header; put a cell with a comma in quotes")
            row: dict[str, Any] = {name: cells[name].strip() for name in COLUMNS if cells.get(name, "").strip()}
            for name in _LISTS:
                row[name] = [part.strip() for part in row.get(name, "").split("|") if part.strip()]
            yield place, row
    except csv.Error as error:
        raise BadInputError(f"{path} line {reader.reader.line_num}: not CSV ({error})") from None
