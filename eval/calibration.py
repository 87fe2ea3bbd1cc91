"""Whether a stated probability means what it says, and where to draw the line under it.

Everywhere: one (probability, right) a question, of its surest answer whether it was shown or not, as an array (n, 2); an answer
to a question that the corpus does not answer is wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 15

Pairs = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bin:
    """The questions with a probability in (low, high]: how many, their mean probability, the share that is right."""

    low: float
    high: float
    n: int
    stated: float
    right: float


def pairs_of(stated: Sequence[tuple[float, bool]]) -> Pairs:
    """(probability, right) of every question as an array (n, 2)."""
    return np.asarray(stated, dtype=np.float64).reshape(-1, 2)


def bins(pairs: Pairs) -> list[Bin]:
    """The bins that hold questions, of 15 of equal width, the lowest first; 0 belongs to the first."""
    places = np.clip(np.ceil(pairs[:, 0] * BINS).astype(int) - 1, 0, BINS - 1)
    found = []
    for place in np.unique(places):
        inside = pairs[places == place]
        stated, right = inside.mean(axis=0)
        found.append(Bin(place / BINS, (place + 1) / BINS, len(inside), float(stated), float(right)))
    return found


def expected_calibration_error(pairs: Pairs) -> float:
    """Mean gap of stated probability and share right over the bins, weighted by their questions, in [0, 1].

    Naeini, Cooper and Hauskrecht 2015, with 15 equal-width bins. With few questions a bin the gap has a bias upwards.
    """
    return sum(b.n * abs(b.stated - b.right) for b in bins(pairs)) / len(pairs) if len(pairs) else 0.0


def risk_coverage(pairs: Pairs) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(coverage, risk), each (n,): risk[i] is the share wrong among the i + 1 surest questions, coverage[i] = (i + 1) / n.

    El-Yaniv and Wiener 2010. Questions of the same probability enter in no order of their own: each counts as the mean of them.
    """
    _, tied = np.unique(-pairs[:, 0], return_inverse=True)
    mean_loss = np.bincount(tied, weights=1.0 - pairs[:, 1]) / np.bincount(tied)
    losses = mean_loss[np.sort(tied)]
    counts = np.arange(1, len(pairs) + 1)
    return counts / max(1, len(pairs)), np.cumsum(losses) / counts


def aurc(pairs: Pairs) -> float:
    """Area under the risk-coverage curve, in [0, 1], lower is better: the mean risk over all n coverages.

    Geifman and El-Yaniv 2017 (the curve), Geifman, Uziel and El-Yaniv 2019 (AURC as this mean).
    """
    return float(risk_coverage(pairs)[1].mean()) if len(pairs) else 0.0


@dataclass(frozen=True, slots=True)
class Threshold:
    """A threshold and what it gives on the questions: answers from ``value`` on are shown.

    ``risk`` is the share of the ``shown`` that is wrong, ``accuracy`` the share of all questions with the right outcome (a
    right answer shown, or silence where the corpus does not say), ``f_half`` F0.5 of precision 1 - risk and recall right
    shown / answerable.
    """

    value: float
    shown: int
    risk: float
    accuracy: float
    f_half: float


def thresholds(pairs: Pairs, answerable: NDArray[np.bool_]) -> list[Threshold]:
    """Every threshold that tells questions apart, the highest first. ``answerable`` (n,) says whether the corpus answers."""
    levels = np.unique(pairs[:, 0])[::-1]
    found = []
    for level, below in zip(levels, [*levels, 0.0][1:], strict=True):
        shown = pairs[:, 0] >= level
        right = float(pairs[shown, 1].sum())
        silent_right = int((~shown & ~answerable).sum())
        precision, recall = right / shown.sum(), right / max(1, answerable.sum())
        weighted = 0.25 * precision + recall
        found.append(
            Threshold(
                value=_between(float(below), float(level)),
                shown=int(shown.sum()),
                risk=1.0 - precision,
                accuracy=(right + silent_right) / len(pairs),
                f_half=1.25 * precision * recall / weighted if weighted else 0.0,
            )
        )
    return found


def _between(below: float, level: float) -> float:
    """The shortest decimal fraction in (below, level]."""
    for places in range(1, 9):
        scale = 10**places
        short = np.floor(level * scale) / scale
        if below < short:
            return float(short)
    return level


def suggestions(pairs: Pairs, answerable: NDArray[np.bool_], risk: float) -> dict[str, Threshold]:
    """The thresholds to choose from, by what they are best at; without one for the risk where none keeps to it.

    Among equals the lower threshold: it answers more. They are chosen and measured on the same questions, so that other
    questions will fare a little worse.
    """
    every = thresholds(pairs, answerable)
    found = {}
    safe = [t for t in every if t.risk <= risk]
    if safe:
        found[f"at most {risk:.0%} of the answers shown wrong"] = max(safe, key=lambda t: t.shown)
    if every:
        found["most questions with the right outcome"] = max(every, key=lambda t: (t.accuracy, t.shown))
        found["best F0.5"] = max(every, key=lambda t: (t.f_half, t.shown))
    return found
