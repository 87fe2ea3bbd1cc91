"""Every value worked out by hand."""

import math

import pytest

from eval.metrics import correct, exact_match, f1, holds, normalise, numbers, same_value
from eval.retrieval import document_gain, passage_measures


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
        ("four miners", ["4"], True),
        ("4", ["four miners"], True),
        ("71%", ["71 percent"], True),
        ("15", ["1.5"], False),
        ("April", ["19 April"], True),
        ("4 April", ["19 April"], False),
        ("", ["Tuesday"], False),
        ("Tuesday", [], False),
        ("the", ["the"], False),
    ],
)
def test_correct(answer: str, accepted: list[str], right: bool) -> None:
    assert correct(answer, accepted) is right


def test_values() -> None:
    assert numbers("between 1,200 and thirty-four people, 4.5 percent") == {1200.0, 34.0, 4.5}
    assert same_value("at least 27 people were known to be dead", "27")
    assert not same_value("at least 27 people were known to be dead", "28")
    assert not same_value("January 2025, a little before noon it was", "June 2025")
    assert same_value("nobody was hurt", "nobody was hurt")
    assert not same_value("somebody", "nobody was hurt")


def test_what_a_passage_holds() -> None:
    assert holds("The seven boats left.", "7 boats")
    assert not holds("The seven boats left.", "7 boat")
    assert not holds("anything", "…")


def test_a_list_of_passages() -> None:
    assert passage_measures([False, True, False, True]) == {"recall@1": 0.0, "recall@5": 1.0, "recall@8": 1.0, "mrr": 0.5}
    assert passage_measures([False] * 5 + [True]) == {
        "recall@1": 0.0,
        "recall@5": 0.0,
        "recall@8": 1.0,
        "mrr": pytest.approx(1 / 6),
    }
    assert set(passage_measures([False, False]).values()) == set(passage_measures([]).values()) == {0.0}


def test_documents_gain_by_their_first_place() -> None:
    second, third = 1 / math.log2(3), 1 / math.log2(4)
    assert document_gain(["c", "a", "a", "c", "b"], ["a", "b"]) == pytest.approx((second + third) / (1 + second))
    assert document_gain(["c", "a"], ["a", "not found"]) == pytest.approx(second / (1 + second))
    assert document_gain(["a", "b"], ["b", "a"]) == pytest.approx(1.0)
    assert document_gain(["c"], ["a"]) == document_gain([], ["a"]) == 0.0
