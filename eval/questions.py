"""Question sets with accepted answers."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.formats import read_rows
from index import BadInputError
from qa.questions import Question, question_of

_ATTRIBUTIONS = ("quoted", "reported", "denied", "own")


@dataclass(frozen=True, slots=True)
class Gold:
    """A question and what counts as right: any of ``answers``; none of them means that the corpus does not say.

    ``docs`` are file names without their ending; empty where the set does not tell where the answer stands. ``story`` groups
    questions. The rest is what a kind of question asks for besides the answer, see eval/kinds.py; empty or None elsewhere:
    ``values`` the values sources give, oldest first, ``independent_sources`` how many say it, ``resolved`` the day a relative
    date means, ``attribution`` who says so and ``attribution_kind`` in what manner.
    """

    question: Question
    answers: tuple[str, ...]
    docs: tuple[str, ...]
    kind: str
    story: str | None = None
    values: tuple[str, ...] = ()
    independent_sources: int | None = None
    resolved: str | None = None
    attribution: str | None = None
    attribution_kind: str | None = None


def load_gold(path: Path) -> list[Gold]:
    """The questions of a JSONL, SQuAD JSON or CSV file, in order.

    Raises BadInputError, in one line with its place, for a row that is not one.
    """
    found: dict[str | None, Gold] = {}
    for number, (place, row) in enumerate(read_rows(path), start=1):
        question = question_of(place, row, str(number))
        if question.id in found:
            raise BadInputError(f"{place}: id {question.id!r} stands twice; give each question its own")
        if "answers" not in row:
            raise BadInputError(f'{place}: no "answers"; give a list, an empty one if the corpus does not say')
        found[question.id] = _gold(place, row, question)
    if not found:
        raise BadInputError(f"{path}: no questions in it")
    return list(found.values())


def _gold(place: str, row: dict[str, Any], question: Question) -> Gold:
    lists = {name: row.get(name) or [] for name in ("answers", "docs")}
    lists["values"] = [v.get("value") if isinstance(v, dict) else None for v in _list(place, row, "values")]
    for name, values in lists.items():
        if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
            raise BadInputError(f'{place}: "{name}" is not a list of {"objects with a value" if name == "values" else "strings"}')
    texts = {name: row.get(name) for name in ("story", "resolved", "attribution", "attribution_kind")}
    for name, text in texts.items():
        if text is not None and not isinstance(text, str):
            raise BadInputError(f'{place}: "{name}" is not a string')
    if texts["attribution_kind"] not in (None, *_ATTRIBUTIONS):
        raise BadInputError(f'{place}: "attribution_kind" is not one of {", ".join(_ATTRIBUTIONS)}')
    sources = row.get("independent_sources")
    if sources is not None and (not isinstance(sources, int) or isinstance(sources, bool)):
        raise BadInputError(f'{place}: "independent_sources" is not a whole number')
    return Gold(
        question=question,
        answers=tuple(lists["answers"]),
        docs=tuple(lists["docs"]),
        kind=str(row.get("kind") or "all"),
        values=tuple(lists["values"]),
        independent_sources=sources,
        **texts,
    )


def _list(place: str, row: dict[str, Any], name: str) -> list[Any]:
    values = row.get(name) or []
    if not isinstance(values, list):
        raise BadInputError(f'{place}: "{name}" is not a list')
    return values
