"""Question files: one JSON object a line."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index import BadInputError
from index.dates import iso_date

MAX_QUESTION = 500
"""Characters. A longer text is a document, not a question; the reader would see only its beginning."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what narrows it. Results go by ``id``: the same words may be asked twice."""

    id: str | None
    question: str
    since: str | None
    until: str | None
    as_of: str | None
    source: str | None
    document: str | None = None


def usable_question(question: str) -> str:
    """``question`` with its white space tidied. Raises BadInputError when it is empty or too long."""
    if not isinstance(question, str):
        raise BadInputError(f"the question is {question!r:.50}, and not a text; write what you want to know")
    tidy = " ".join(question.split())
    _encodable("the question", tidy)
    if not any(character.isalnum() for character in tidy):
        raise BadInputError("the question is empty; write what you want to know, for example: what did Egypt reject?")
    if len(tidy) > MAX_QUESTION:
        raise BadInputError(f"the question has {len(tidy):,} characters, the most is {MAX_QUESTION}; ask one thing at a time")
    return tidy


def _encodable(what: str, text: str) -> None:
    # What came from a terminal or a file of another encoding holds lone surrogates, which no tokenizer, SQLite or pipe takes.
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise BadInputError(f"{what} is not valid Unicode; type it again, or save the file as UTF-8") from None


def rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """(place, row) of every line of a JSONL file, the place as "FILE line N"; empty lines are passed over.

    Raises BadInputError when the file cannot be read or a line is not a JSON object.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInputError(f"{path}: cannot be read as a question file: {error}; give a UTF-8 JSONL file") from None
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        place = f"{path} line {number}"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise BadInputError(f"{place}: not JSON ({error}); write one object a line") from None
        if not isinstance(row, dict):
            raise BadInputError(f'{place}: not an object; write {{"id": "1", "question": "..."}}')
        yield place, row


def question_of(place: str, row: dict[str, Any], default_id: str | None) -> Question:
    """The question of a row. Raises BadInputError with ``place`` for what cannot be used."""
    given = {name: row.get(name) for name in ("since", "until", "as_of", "source", "document")}
    for name, value in given.items():
        if value is not None and not isinstance(value, str):
            raise BadInputError(f"{place}: {name} is not a string")
    asked = row.get("question")
    if asked is not None and not isinstance(asked, str):
        raise BadInputError(f"{place}: question is not a string")
    try:
        text = usable_question(asked or "")
        for value in (given["source"], given["document"], row.get("id")):
            _encodable("id, source or document", str(value or ""))
        for name in ("since", "until", "as_of"):
            if given[name]:
                given[name] = iso_date(given[name])
    except BadInputError as error:
        raise BadInputError(f"{place}: {error}") from None
    identifier = row.get("id")
    return Question(default_id if identifier is None else str(identifier), text, **given)


def load_questions(path: Path, narrowed: dict[str, str | None]) -> list[Question]:
    """The questions of a JSONL file in its order; a row without an id gets its number among the rows.

    ``narrowed`` gives since, until, as_of, source and document where a row has none of its own.

    Raises BadInputError for a file or row that cannot be used, an id that stands twice, and a file without questions.
    """
    question_of("quoth ask", {"question": "usable?", **narrowed}, None)  # what all rows share is checked for itself
    found: dict[str | None, Question] = {}
    for number, (place, row) in enumerate(rows(path), start=1):
        question = question_of(place, {**narrowed, **{k: v for k, v in row.items() if v is not None}}, str(number))
        if question.id in found:
            raise BadInputError(f"{place}: id {question.id!r} stands twice; results go by id, so give each its own")
        found[question.id] = question
    if not found:
        raise BadInputError(f'{path}: no questions in it; write one {{"id": "1", "question": "..."}} a line')
    return list(found.values())
