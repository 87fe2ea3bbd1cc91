import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Document, Passage
from qa.merging import merge, same
from qa.retriever import Hit
from qa.spans import Span

PAIRS = [json.loads(line) for line in (Path(__file__).parent.parent / "data" / "same.jsonl").read_text("utf-8").splitlines()]


def spans(*answers: tuple[str, float], published: str | None = None) -> list[Span]:
    found = []
    for i, (text, margin) in enumerate(answers):
        document = Document(f"d{i}", "t", text, None, published, None, f"d{i}.txt")
        found.append(Span(Hit(Passage(f"d{i}:0", f"d{i}", 0, len(text), text), document, 0.1, 1, 0.5), 0, len(text), margin, 0.0))
    return found


def texts(groups: list[list[Span]]) -> list[list[str]]:
    return [[s.text for s in group] for group in groups]


@pytest.mark.parametrize("half", ["dev", "test"])
def test_precision_and_recall_on_the_labelled_pairs(half: str) -> None:
    pairs = [pair for pair in PAIRS if pair["half"] == half]
    assert len(pairs) == 80
    assert sum(pair["same"] for pair in pairs) == 40
    said = [(same(pair["one"], pair["other"]), pair["same"]) for pair in pairs]
    assert [pair for pair, (ours, gold) in zip(pairs, said, strict=True) if ours and not gold] == []
    assert sum(ours for ours, gold in said if gold) >= 36


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair['one']}|{pair['other']}")
def test_sameness_is_symmetric_and_every_answer_is_the_same_as_itself(pair: dict[str, str]) -> None:
    assert same(pair["one"], pair["other"]) == same(pair["other"], pair["one"])
    assert same(pair["one"], pair["one"])


def test_a_weekday_is_the_day_its_article_means() -> None:
    assert same("on Tuesday", "Tuesday", "2024-03-06", "2024-03-07")
    assert not same("Tuesday", "Tuesday", "2024-03-06", "2024-03-13")
    assert not same("Tuesday", "next Tuesday", "2024-03-06", "2024-03-06")
    assert same("next Tuesday", "on Tuesday", "2024-03-06", "2024-03-13")
    assert same("yesterday", "5 March", "2024-03-06", "2024-03-07")
    assert same("Tuesday", "Tuesday", None, "2024-03-13")


def test_a_short_name_brings_no_two_people_together() -> None:
    for order in itertools.permutations((("Hart", 3.0), ("Mary Hart", 2.0), ("Selma Hart", 1.0))):
        groups = texts(merge(spans(*order)))
        assert groups == [["Hart", "Mary Hart"], ["Selma Hart"]]


def test_figures_in_other_units_and_words_are_one_group_widest_margin_first() -> None:
    found = merge(spans(("9 miles", 1.0), ("14.5 kilometres", 4.0), ("nine miles", 2.0), ("9 kilometres", 3.0)))
    assert texts(found) == [["14.5 kilometres", "nine miles", "9 miles"], ["9 kilometres"]]


@given(st.lists(st.tuples(st.sampled_from([p["one"] for p in PAIRS]), st.floats(-9, 9)), max_size=12))
def test_every_span_is_in_one_group_of_like_spans(answers: list[tuple[str, float]]) -> None:
    given_spans = spans(*answers)
    groups = merge(given_spans)
    assert sorted(id(s) for group in groups for s in group) == sorted(id(s) for s in given_spans)
    for group in groups:
        assert all(same(a.text, b.text) for a, b in itertools.combinations(group, 2))
        assert [s.margin for s in group] == sorted((s.margin for s in group), reverse=True)
