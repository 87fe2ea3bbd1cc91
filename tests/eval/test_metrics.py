"""Every value worked out by hand."""

import pytest

from eval.metrics import correct, exact_match, f1, mean_reciprocal_rank, normalise, recall_at


def test_normalising_as_squad_does() -> None:
    assert normalise("The “Cease-fire”, an  END!") == "ceasefire end"


def test_exact_match_and_f1() -> None:
    assert exact_match("the Towers.", ["two towers", "towers"]) == 1.0
    assert exact_match("towers", ["two towers"]) == 0.0
    assert f1("two tall towers", ["two towers"]) == pytest.approx(0.8)  # precision 2/3, recall 1
    assert f1("towers towers", ["towers"]) == pytest.approx(2 / 3)  # bags: one of two is common
    assert f1("none", ["towers"]) == 0.0
    assert f1("", ["towers"]) == f1("towers", []) == 0.0


@pytest.mark.parametrize(
    ("answer", "accepted", "right"),
    [
        ("on Tuesday", ["Tuesday"], True),
        ("Barnea", ["David Barnea"], True),
        ("the talks that were held in Cairo on Tuesday by mediators", ["Tuesday"], False),
        ("Tues", ["Tuesday"], False),
        ("34,000", ["more than 34,000"], True),
        ("34", ["34,000"], False),
        ("", ["Tuesday"], False),
        ("Tuesday", [], False),
        ("the", ["the"], False),
    ],
)
def test_correct(answer: str, accepted: list[str], right: bool) -> None:
    assert correct(answer, accepted) is right


def test_ranks() -> None:
    ranks = [1, None, 4, 2]
    assert recall_at(ranks, 1) == 0.25
    assert recall_at(ranks, 3) == 0.5
    assert recall_at(ranks, 8) == 0.75
    assert mean_reciprocal_rank(ranks) == pytest.approx((1 + 0.25 + 0.5) / 4)
    assert recall_at([], 5) == mean_reciprocal_rank([]) == 0.0
