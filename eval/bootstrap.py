"""How far a figure may be from what more questions would give: the seeded percentile bootstrap (Efron 1979)."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

RESAMPLES = 1000
SEED = 0
"""Fixed, so that the same answers give the same report."""

Statistic = Callable[[NDArray[np.float64]], float]


def mean(values: NDArray[np.float64]) -> float:
    """The mean over the first axis, as the statistic most figures are."""
    return float(np.mean(values))


def interval(values: ArrayLike, statistic: Statistic = mean) -> tuple[float, float] | None:
    """The 2.5th and 97.5th percentile of ``statistic`` over 1,000 resamples of the questions; None without questions.

    ``values`` has a question a row, (n,) or (n, columns); resamples are n rows drawn with replacement. For the difference of
    two systems give both systems' columns, or their differences: the questions are then resampled in pairs. Of values that are
    all the same every resample is the same: the interval is then the value, whatever more questions would show.
    """
    rows = np.asarray(values, dtype=np.float64)
    if not len(rows):
        return None
    random = np.random.default_rng(SEED)
    drawn = [statistic(rows[random.integers(0, len(rows), len(rows))]) for _ in range(RESAMPLES)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)


def paired(new: ArrayLike, old: ArrayLike, statistic: Statistic) -> tuple[float, tuple[float, float] | None]:
    """``statistic`` of ``new`` minus that of ``old``, and its interval; the two have the same questions in the same order."""
    before, after = np.asarray(old, dtype=np.float64), np.asarray(new, dtype=np.float64)
    both = np.stack([after, before], axis=1)

    def difference(rows: NDArray[np.float64]) -> float:
        return statistic(rows[:, 0]) - statistic(rows[:, 1])

    return difference(both), interval(both, difference)
