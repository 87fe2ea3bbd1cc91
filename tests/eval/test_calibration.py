"""Every value worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.bootstrap import interval, mean, paired
from eval.calibration import aurc, bins, expected_calibration_error, pairs_of, risk_coverage, suggestions, thresholds

FOUR = pairs_of([(0.6, False), (0.9, True), (0.7, True), (0.8, False)])


def test_the_risk_of_ever_more_questions() -> None:
    coverage, risk = risk_coverage(FOUR)
    assert coverage.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert risk == pytest.approx([0, 1 / 2, 1 / 3, 1 / 2])
    assert aurc(FOUR) == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4)


def test_equal_probabilities_have_no_order() -> None:
    assert risk_coverage(pairs_of([(0.5, True), (0.5, False)]))[1].tolist() == [0.5, 0.5]
    assert aurc(pairs_of([(0.5, False), (0.5, True)])) == aurc(pairs_of([(0.5, True), (0.5, False)])) == 0.5


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=30), st.randoms())
def test_the_order_of_the_questions_does_not_matter(stated: list[tuple[float, bool]], random: object) -> None:
    shuffled = list(stated)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert aurc(pairs_of(shuffled)) == pytest.approx(aurc(pairs_of(stated)))
    assert 0.0 <= aurc(pairs_of(stated)) <= 1.0
    assert expected_calibration_error(pairs_of(shuffled)) == pytest.approx(expected_calibration_error(pairs_of(stated)))


def test_calibration_error() -> None:
    # Two bins of two questions: stated 0.9 with half right, stated 0.1 with none right: (0.4 + 0.1) / 2.
    stated = pairs_of([(0.9, True), (0.9, False), (0.1, False), (0.1, False)])
    assert expected_calibration_error(stated) == pytest.approx(0.25)
    assert [(b.n, b.right) for b in bins(stated)] == [(2, 0.0), (2, 0.5)]
    ends = bins(pairs_of([(0.0, False), (1 / 15, False), (1.0, True)]))
    assert [(b.low, b.high, b.n) for b in ends] == [(0.0, 1 / 15, 2), (14 / 15, 1.0, 1)]


def test_nothing_has_no_error() -> None:
    assert aurc(pairs_of([])) == expected_calibration_error(pairs_of([])) == 0.0
    assert interval([]) is None


def test_intervals() -> None:
    assert interval([0.25] * 7) == (0.25, 0.25)
    assert interval([0, 1]) == (0.0, 1.0)  # means 0, 1/2 and 1 with probability 1/4, 1/2, 1/4
    low, high = interval([0, 1] * 200) or (0.0, 0.0)
    assert (low, high) == pytest.approx((0.5 - 1.96 * 0.025, 0.5 + 1.96 * 0.025), abs=0.008)  # the normal approximation
    assert interval([0, 1] * 200) == (low, high)


def test_a_difference_is_of_pairs() -> None:
    # Every question gained a tenth: resampled in pairs there is no doubt, resampled apart there would be.
    old = [0.0, 0.3, 0.9, 0.5]
    difference, bounds = paired([value + 0.1 for value in old], old, mean)
    assert difference == pytest.approx(0.1)
    assert bounds == pytest.approx((0.1, 0.1))
    assert paired(FOUR, FOUR, aurc) == (0.0, (0.0, 0.0))


def test_thresholds() -> None:
    # The question at 0.8 has no answer in the corpus, that at 0.6 has one but another.
    answerable = np.array([True, True, True, False])
    found = thresholds(FOUR, answerable)
    assert [t.value for t in found] == [0.9, 0.8, 0.7, 0.6]
    assert [t.shown for t in found] == [1, 2, 3, 4]
    assert [t.risk for t in found] == pytest.approx([0, 1 / 2, 1 / 3, 1 / 2])
    assert [t.accuracy for t in found] == [0.5, 0.25, 0.5, 0.5]
    # precision 1, recall 1/3; 1/2, 1/3; 2/3, 2/3; 1/2, 2/3
    assert [t.f_half for t in found] == pytest.approx([5 / 7, 5 / 11, 2 / 3, 1.25 * (1 / 3) / (1 / 8 + 2 / 3)])


def test_suggestions_take_the_lower_threshold_among_equals() -> None:
    answerable = np.array([True, True, True, False])
    found = suggestions(FOUR, answerable, 0.35)
    assert found["at most 35% of the answers shown wrong"].value == 0.7
    assert found["most questions with the right outcome"].value == 0.6
    assert found["best F0.5"].value == 0.9
    assert suggestions(pairs_of([]), np.array([], dtype=bool), 0.1) == {}
    assert not any(what.startswith("at most") for what in suggestions(pairs_of([(0.9, False)]), np.array([True]), 0.1))


def test_a_threshold_is_short_and_tells_its_questions_apart() -> None:
    values = [t.value for t in thresholds(pairs_of([(0.4312, True), (0.4309, True), (0.2, True)]), np.array([True] * 3))]
    assert values == [0.431, 0.4, 0.2]
