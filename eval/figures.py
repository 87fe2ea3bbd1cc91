"""Rows -> figures."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.bootstrap import interval
from eval.calibration import Pairs, aurc, expected_calibration_error, pairs_of
from eval.kinds import PARTS
from eval.rows import Row

FIRST = ("right", "correct", "em", "f1", "top_answer_right", "right_abstention", "wrong_abstention", "coverage", "risk")
"""The order of a report; the others follow as they come."""

MEANINGS = {
    "right": "the outcome is what the question's kind asks for",
    "correct": "right answers given, of the answerable",
    "em": "exact match, of the answerable",
    "f1": "token F1, of the answerable",
    "top_answer_right": "the surest candidate is right, given or not",
    "right_abstention": "silent where the corpus does not say",
    "wrong_abstention": "silent where it does",
    "coverage": "questions that got an answer",
    "risk": "wrong, of the answers given",
    "aurc": "area under the risk-coverage curve, lower is better",
    "ece": "expected calibration error, 15 bins, lower is better",
    "mrr": "mean reciprocal rank of the first passage with an answer",
    "recall@1": "a passage with an answer comes first",
    "recall@5": "one is among the first 5",
    "recall@8": "one is among the first 8",
    "ndcg@8": "nDCG of the documents named in the set",
    "false_disputes": "a disagreement raised where sources do not differ",
    "verbatim": "citations whose file holds the quote at its place",
    "disagreement_kind": "moved or disputed, as it is",
    "values_found": "values of a disagreement that were found",
    "sources_within_1": "right answer, independent sources within 1",
    "attribution_text": "a citation names who says so",
    "attribution_kind": "a citation has the right manner of saying",
    "resolved_date": "the day a relative date means",
    "items_found": "items of a list that were found",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean (or median, or area) with the number of questions behind it and its 95% bootstrap interval, if it has one."""

    value: float
    n: int
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class KindFigures:
    """One kind of question: how many are ``right`` in all that it asks for, and its figures by name."""

    kind: str
    right: Figure
    figures: dict[str, Figure]

    @property
    def parts(self) -> dict[str, Figure]:
        """Whether its answers are right in themselves, the figures that this kind has of its own, and its false disputes."""
        return {name: figure for name, figure in self.figures.items() if name in ("correct", *PARTS, "false_disputes")}


def pairs(rows: Sequence[Row]) -> Pairs:
    """(probability, right) of every question's surest candidate, (n, 2)."""
    return pairs_of([(row.probability, row.surest_right) for row in rows])


def figures(rows: Sequence[Row]) -> dict[str, Figure]:
    """Every figure by name; those of ``correct`` to ``mrr`` count silence as wrong. Intervals: eval/bootstrap.py."""
    found = {name: _mean(rows, name) for name in dict.fromkeys([*FIRST, *(name for row in rows for name in row.scores)])}
    shown = np.array([not row.surest_right for row in rows if row.answer is not None], dtype=np.float64)
    found["risk"] = _figure(shown)
    stated = pairs(rows)
    found["aurc"] = Figure(aurc(stated), len(rows), interval(stated, aurc))
    # No interval: resampling adds to the bias that this figure has upwards, and would often leave the figure out.
    found["ece"] = Figure(expected_calibration_error(stated), len(rows))
    quotes = sum(row.citations for row in rows)
    found["verbatim"] = Figure(sum(row.verbatim for row in rows) / quotes if quotes else 0.0, quotes)
    for stage in dict.fromkeys(stage for row in rows for stage in row.milliseconds):
        times = [row.milliseconds[stage] for row in rows if stage in row.milliseconds]
        found[f"ms_{stage}_p50"] = Figure(statistics.median(times), len(times))
    return found


def by_kind(rows: Sequence[Row]) -> list[KindFigures]:
    """The figures of every kind, in the order in which the kinds first stand."""
    found = []
    for kind in dict.fromkeys(row.kind for row in rows):
        mine = [row for row in rows if row.kind == kind]
        names = dict.fromkeys(name for row in mine for name in row.scores if name != "right")
        found.append(KindFigures(kind, _mean(mine, "right"), {name: _mean(mine, name) for name in names}))
    return found


def story_halves(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """The rows of two halves of the stories: sorted by name, they go to A and B in turn. Rows without a story are in neither."""
    stories = sorted({row.story for row in rows if row.story})
    return {half: [row for row in rows if row.story in stories[start::2]] for half, start in (("A", 0), ("B", 1))}


def _mean(rows: Sequence[Row], name: str) -> Figure:
    return _figure(np.array([row.scores[name] for row in rows if name in row.scores], dtype=np.float64))


def _figure(values: NDArray[np.float64]) -> Figure:
    return Figure(float(values.mean()) if len(values) else 0.0, len(values), interval(values))
