"""Results written by hand, scored by the kind of their question."""

from typing import Any

import pytest

from eval.kinds import judge
from eval.questions import Gold
from eval.rows import score
from qa.questions import Question


def gold(kind: str, *answers: str, **fields: Any) -> Gold:
    return Gold(Question("1", "What?", None, None, None, None), answers, fields.pop("docs", ()), kind, **fields)


def answer(
    text: str, confidence: float = 0.8, sources: int = 1, resolved: str | None = None, *said: dict[str, Any]
) -> dict[str, Any]:
    place = {"title": "T", "quote": text, "context": text, "passage": f"So {text}."}
    citations = [{**place, "attribution": attribution} for attribution in said or (None,)]
    return {
        "text": text,
        "confidence": confidence,
        "independent_sources": sources,
        "resolved_date": resolved,
        "citations": citations,
    }


def result(*answers: dict[str, Any], silent: bool = False, differs: tuple[str, ...] = ()) -> dict[str, Any]:
    kind, *values = differs or ("",)
    return {
        "answer": None if silent or not answers else answers[0]["text"],
        "confidence": 0.8,
        "reason": "unsure" if silent else None,
        "answers": list(answers),
        "disagreement": {"kind": kind, "values": [{"value": value} for value in values]} if kind else None,
        "passages": [{"document_id": "d1", "text": "Nothing."}, {"document_id": "d2", "text": "Four boats, 27 and Ann Lee."}],
        "milliseconds": {"retrieve": 1.0, "read": 2.0, "total": 3.0},
    }


STEMS = {"d1": "one", "d2": "two"}
MOVED = gold("moved", "9", "27", "34", values=("9", "27", "34"))
DISPUTE = gold("dispute", "118", "340", values=("118", "340"))


@pytest.mark.parametrize(
    ("asked", "given", "right"),
    [
        (gold("plain", "Ann Lee"), result(answer("Ann")), True),
        (gold("plain", "Ann Lee"), result(answer("Bob")), False),
        (gold("plain", "Ann Lee"), result(answer("Ann"), silent=True), False),
        (gold("near_miss"), result(answer("Ann"), silent=True), True),
        (gold("near_miss"), result(), True),
        (gold("near_miss"), result(answer("Ann")), False),
        (MOVED, result(answer("34 people"), differs=("moved", "nine", "at least 27 of those who were there", "34")), True),
        (MOVED, result(answer("27"), differs=("moved", "9", "27", "34")), False),
        (MOVED, result(answer("34"), differs=("moved", "27", "34")), False),
        (MOVED, result(answer("34"), differs=("disputed", "9", "27", "34")), False),
        (MOVED, result(answer("34")), False),
        (MOVED, result(), False),
        (DISPUTE, result(answer("118"), differs=("disputed", "340", "118")), True),
        (DISPUTE, result(answer("340"), differs=("disputed", "340", "118")), True),
        (DISPUTE, result(answer("12"), differs=("disputed", "340", "118")), False),
        (DISPUTE, result(answer("340"), differs=("moved", "340", "118")), False),
        (gold("agree", "27", independent_sources=2), result(answer("27", 0.8, 2)), True),
        (gold("agree", "27", independent_sources=2), result(answer("27", 0.8, 3)), False),
        (gold("units", "9 miles", "14.5 kilometres"), result(answer("14.5 kilometres")), True),
        (gold("units", "9 miles"), result(answer("9 miles"), differs=("disputed", "9 miles", "14.5 kilometres")), False),
        (gold("when", "on Sunday", resolved="2024-03-10"), result(answer("Sunday", 0.8, 1, "2024-03-10")), True),
        (gold("when", "on Sunday", resolved="2024-03-10"), result(answer("Sunday", 0.8, 1, "2024-03-03")), False),
        (gold("when", "on Sunday", resolved="2024-03-10"), result(answer("Sunday")), False),
        (gold("list", "Osk", "Brindle"), result(answer("Osk and Brindle")), True),
        (gold("list", "Osk", "Brindle"), result(answer("Osk"), answer("Brindle", 0.7)), True),
        (gold("list", "Osk", "Brindle"), result(answer("Osk"), answer("Teskel", 0.7), answer("Brindle", 0.6)), False),
    ],
)
def test_kinds(asked: Gold, given: dict[str, Any], right: bool) -> None:
    assert score(asked, given, STEMS).right is right


def test_an_attribution_is_right_when_one_citation_has_both() -> None:
    asked = gold("attribution", "no crack", attribution="Teskel Hydro", attribution_kind="denied")
    denied = {"text": "a spokesman for Teskel Hydro denied", "kind": "denied"}
    other = {"text": "the mayor said", "kind": "denied"}
    wrong_kind = {"text": "Hydro", "kind": "reported"}
    both = judge(asked, result(answer("a crack was seen by all the inspectors", 0.8, 1, None, other, denied)))
    assert (both.whole, both.answer) == (True, False)
    apart = judge(asked, result(answer("no crack", 0.8, 1, None, other, wrong_kind)))
    assert (apart.whole, apart.answer, dict(apart.parts)) == (False, True, {"attribution_text": 1.0, "attribution_kind": 1.0})
    none = judge(asked, result(answer("no crack")))
    assert (none.whole, dict(none.parts)) == (False, {"attribution_text": 0.0, "attribution_kind": 0.0})


def test_parts_of_kinds() -> None:
    two_of_three = score(MOVED, result(answer("34"), differs=("moved", "27", "34")), STEMS)
    assert two_of_three.scores["values_found"] == pytest.approx(2 / 3)
    assert (two_of_three.lacking, two_of_three.wanted) == (("values_found",), ("34",))
    assert two_of_three.scores["disagreement_kind"] == two_of_three.scores["correct"] == 1.0
    silent = score(MOVED, result(answer("34"), silent=True, differs=("moved", "27", "34")), STEMS)
    assert silent.scores["values_found"] == silent.scores["correct"] == 0.0
    assert silent.scores["top_answer_right"] == silent.scores["wrong_abstention"] == 1.0
    off_by_one = score(gold("agree", "27", independent_sources=2), result(answer("27", 0.8, 3)), STEMS)
    assert off_by_one.scores["sources_within_1"] == 1.0


def test_false_disputes_are_of_kinds_that_do_not_differ() -> None:
    differing = result(answer("27"), differs=("disputed", "27", "28"))
    assert score(gold("plain", "27"), differing, STEMS).scores["false_disputes"] == 1.0
    assert score(gold("near_miss"), result(answer("27")), STEMS).scores["false_disputes"] == 0.0
    for kind in ("moved", "dispute", "as_of", "agree"):
        assert "false_disputes" not in score(gold(kind, "27"), differing, STEMS).scores


def test_the_first_passage_that_holds_an_answer() -> None:
    found = score(gold("plain", "Ann Lee", docs=("two", "gone")), result(answer("Ann Lee")), STEMS)
    assert found.rank == 2
    assert found.scores["mrr"] == 0.5
    assert found.scores["ndcg@8"] == pytest.approx(0.6309, abs=1e-4)  # 1 / log2(3), of the one document there is
    elsewhere = score(gold("plain", "Ann Lee", docs=("one",)), result(answer("Ann Lee")), STEMS)
    assert elsewhere.rank is None
    assert elsewhere.scores["ndcg@8"] == 1.0
    assert "ndcg@8" not in score(gold("plain", "Ann Lee"), result(answer("Ann Lee")), STEMS).scores
