import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.tense import tense_at
from qa.when import resolved_date

CASES = [json.loads(line) for line in (Path(__file__).parents[1] / "data" / "when.jsonl").read_text("utf-8").splitlines()]
KNOWN_SILENT = {"test-031"}  # "agreed to merge in June": agreed in June, or to merge then?


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_labelled_cases(case: dict[str, str]) -> None:
    expected = None if case["id"] in KNOWN_SILENT else case["resolved"]
    assert resolved_date(case["quote"], case["published"], case["sentence"]) == expected


def test_the_cases_are_enough_and_hold_many_without_a_date() -> None:
    assert len(CASES) >= 150
    assert len({case["id"] for case in CASES}) == len(CASES)
    assert sum(case["resolved"] is None for case in CASES) >= 50


@pytest.mark.parametrize(
    ("quote", "published", "sentence", "expected"),
    [
        # The sentence's other words are seen: a weekday beside its date, a year beside its month.
        ("Thursday", "2024-08-22", "The crossing closed on Thursday, 15 August.", "2024-08-15"),
        ("6 March", "2024-08-22", "It was signed on 6 March 2023 in Osk.", None),
        # Two of the same word that mean different days.
        ("Friday", "2024-08-21", "They met on Friday and will meet again on Friday.", None),
        # A leap day falls where there is one; a day no month has, nowhere.
        ("29 February", "2024-03-02", "The ice broke on 29 February.", "2024-02-29"),
        ("30 February", "2024-03-02", "The ice broke on 30 February.", None),
        # White space as files wrap it.
        ("on\nFriday", "2024-08-22", "The ferry sank on\nFriday.", "2024-08-16"),
        # A verb that seems to say ten months ago of a date next month is not believed.
        ("19 April", "2025-04-03", "The launch was put back to 19 April.", "2025-04-19"),
        ("Jan", "2024-02-20", "The dead man was Jan Holub.", None),
        ("July", "2024-08-22", "The vines survived the July frosts.", None),
        ("August", "2024-05-20", "The cliffs are usually crowded in August.", None),
        ("", "2024-05-20", "", None),
        ("tomorrow", "9999-12-31", "He will sing tomorrow.", None),
        ("next year", "9999", "He will sing next year.", None),
        ("12", "2024-05-20", "It takes 12 people.", None),
    ],
)
def test_what_surrounds_the_quote_counts(quote: str, published: str, sentence: str, expected: str | None) -> None:
    assert resolved_date(quote, published, sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("A judge @ dismissed the case.", "past"),
        ("The minister said @ she would stay.", "past"),
        ("The minister said she would stay @.", "future"),
        ("The minister would not comment @.", None),
        ("The court was due to rule @.", None),
        ("The road is about to close @.", "future"),
        ("He wrote about the vote @.", None),
        ("The bridge has been shut since the storm @.", "past"),
        ("Unless they agreed by noon @, the deal was off.", None),
        ("The army will free the men seized in the hills @.", None),
        ("Fog @.", None),
    ],
)
def test_the_verb_that_governs_a_time(sentence: str, expected: str | None) -> None:
    start = sentence.index("@")
    assert tense_at(sentence, start, start + 1) == expected


@given(st.text(max_size=80), st.text(max_size=200), st.dates())
def test_any_text_resolves_or_does_not(quote: str, sentence: str, published: object) -> None:
    found = resolved_date(quote, str(published), sentence + quote)
    assert found is None or len(found) in {4, 7, 10}


def test_a_long_table_of_days_is_not_read_as_a_sentence() -> None:
    assert resolved_date("Monday", "2024-08-22", "Monday " * 100_000) is None
