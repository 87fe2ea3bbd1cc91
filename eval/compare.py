"""Two reports on the same questions: what changed, and whether the difference is more than chance."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.bootstrap import mean, paired
from eval.calibration import aurc, pairs_of
from eval.figures import pairs
from eval.rows import Row
from index import BadInputError


@dataclass(frozen=True, slots=True)
class Change:
    """A question whose outcome is another one: ``how`` is gained, lost or changed (another answer, as right as before)."""

    id: str
    question: str
    how: str
    wanted: tuple[str, ...]
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure over the ``n`` questions that have it in both reports, and the interval of its difference, questions in pairs."""

    name: str
    before: float
    after: float
    difference: float
    interval: tuple[float, float] | None
    n: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """``common`` questions stand in both, ``only_new`` and ``only_old`` in one, or with other words under the same id."""

    changes: tuple[Change, ...]
    differences: tuple[Difference, ...]
    common: int
    only_new: int
    only_old: int


def read_old(path: Path) -> list[dict[str, Any]]:
    """The question rows of a report's JSON. Raises BadInputError for another file."""
    try:
        old = json.loads(path.read_text("utf-8"))["questions"]
        for row in old:
            str(row["answer"]), bool(row["right"]), float(row["probability"]), bool(row["surest_right"])
            str(row["id"]), str(row["question"]), {name: float(score) for name, score in row["scores"].items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise BadInputError(f"{path}: not a report with questions; write one with: quoth eval --out {path}") from None
    return list(old)


def compare(rows: Sequence[Row], old: Sequence[Mapping[str, Any]]) -> Comparison:
    """``rows`` against those of an older report, matched by id and question."""
    before = {(row["id"], row["question"]): row for row in old}
    both = [(row, before[row.id, row.question]) for row in rows if (row.id, row.question) in before]
    changes = []
    for new, was in both:
        if new.right != was["right"]:
            how = "gained" if new.right else "lost"
        elif new.answer != was["answer"]:
            how = "changed"
        else:
            continue
        changes.append(Change(new.id, new.question, how, new.wanted, was["answer"], new.answer))
    order = ("gained", "lost", "changed")
    return Comparison(
        changes=tuple(sorted(changes, key=lambda change: order.index(change.how))),
        differences=tuple(_differences(both)),
        common=len(both),
        only_new=len(rows) - len(both),
        only_old=len(old) - len(both),
    )


def _differences(both: Sequence[tuple[Row, Mapping[str, Any]]]) -> list[Difference]:
    found = []
    for name in dict.fromkeys(name for new, _ in both for name in new.scores):
        having = [(new.scores[name], was["scores"][name]) for new, was in both if name in new.scores and name in was["scores"]]
        if having:
            after, before = zip(*having, strict=True)
            difference, interval = paired(after, before, mean)
            found.append(Difference(name, sum(before) / len(having), sum(after) / len(having), difference, interval, len(having)))
    if both:
        after_pairs = pairs([new for new, _ in both])
        before_pairs = pairs_of([(was["probability"], was["surest_right"]) for _, was in both])
        difference, interval = paired(after_pairs, before_pairs, aurc)
        found.append(Difference("aurc", aurc(before_pairs), aurc(after_pairs), difference, interval, len(both)))
    return found
