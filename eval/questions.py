"""Question sets with accepted answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from index import BadInputError
from qa.questions import Question, question_of, rows


@dataclass(frozen=True, slots=True)
class Gold:
    """A question and what counts as right: any of ``answers``; none of them means that the corpus does not say.

    ``docs`` are file names without their ending; empty where the set does not tell where the answer stands.
    """

    question: Question
    answers: tuple[str, ...]
    docs: tuple[str, ...]
    kind: str


def load_gold(path: Path) -> list[Gold]:
    """The rows {"id", "question", "answers"[, "docs", "kind"]} of a JSONL file, in order.

    Raises BadInputError for a row that is not one.
    """
    found: dict[str | None, Gold] = {}
    for number, (place, row) in enumerate(rows(path), start=1):
        question = question_of(place, row, str(number))
        if question.id in found:
            raise BadInputError(f"{place}: id {question.id!r} stands twice; give each question its own")
        lists = {name: row.get(name) or [] for name in ("answers", "docs")}
        for name, values in lists.items():
            if not _strings(values):
                raise BadInputError(f'{place}: "{name}" is not a list of strings')
        if "answers" not in row:
            raise BadInputError(f'{place}: no "answers"; give a list, an empty one if the corpus does not say')
        found[question.id] = Gold(question, tuple(lists["answers"]), tuple(lists["docs"]), str(row.get("kind", "all")))
    if not found:
        raise BadInputError(f"{path}: no questions in it")
    return list(found.values())


def _strings(values: object) -> bool:
    return isinstance(values, Iterable) and not isinstance(values, str) and all(isinstance(v, str) for v in values)
