import json
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.question_dates import Asked, asked_dates, asks_when, of_days, without_as_of

DATA = Path(__file__).parents[1] / "data" / "question_dates.jsonl"
CASES = [json.loads(line) for line in DATA.read_text("utf-8").splitlines()]
FIELDS = ("as_of", "on", "since", "until")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_labelled_questions(case: dict[str, str | None]) -> None:
    assert asdict(asked_dates(str(case["question"]))) == {name: case[name] for name in FIELDS}


def test_the_questions_are_enough() -> None:
    assert len(CASES) >= 120
    assert len({case["id"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who resigned on 31 February 2024?", Asked()),
        ("Who was born on 29 February?", Asked(on="--02-29")),
        ("Who ran the port before 1 January 2024?", Asked(until="2023-12-31")),
        ("Who ran the port before January 2024?", Asked(until="2023-12")),
        ("Who joined after 2019?", Asked(since="2020")),
        ("Which fires burned between 9 June 2024 and 3 May 2024?", Asked()),
        ("As of 9 March 2024, how many had died on 5 March 2024?", Asked(as_of="2024-03-09", on="2024-03-05")),
    ],
)
def test_borders(question: str, expected: Asked) -> None:
    assert asked_dates(question) == expected


@given(st.text(max_size=200))
def test_any_text_is_taken(question: str) -> None:
    assert isinstance(asked_dates(question), Asked)


@pytest.mark.parametrize(
    ("question", "when"),
    [("When did it open?", True), ("In what year was it built?", True), ("Which day was it?", True), ("Who won it?", False)],
)
def test_whether_a_date_is_asked_for(question: str, when: bool) -> None:
    assert asks_when(question) is when


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("What was the toll as of 20 March 2024?", "What was the toll?"),
        ("As of 30 June 2024, how many trawlers were held?", "how many trawlers were held?"),
        ("How many had been found as of 16 August 2025 in Dunnock?", "How many had been found in Dunnock?"),
        ("What happened on 20 March 2024?", "What happened on 20 March 2024?"),
        ('Who said "as of 20 March 2024"?', 'Who said "as of 20 March 2024"?'),
    ],
)
def test_a_question_without_its_as_of(question: str, left: str) -> None:
    assert without_as_of(question) == left


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("How many had died by 10 May 2024?", ["2024-05-09", "2024-05-10"]),
        ("How many had died as of 30 April 2024?", ["2024-04-28"]),
        ("How many had died on 9 May 2024?", ["2024-05-09", "2024-05-10"]),
        ("How many died on 9 May 2024?", ["2024-04-28", "2024-05-09", "2024-05-10", "2024-06-02"]),  # told of ever after
        ("In May 2024, when was the theft said to have begun?", ["2024-05-09", "2024-05-10"]),
        ("What was said before June 2024?", ["2024-04-28", "2024-05-09", "2024-05-10"]),
        ("What was said after 10 May 2024?", ["2024-06-02"]),
        ("How many had died on 1 January 2020?", ["2024-04-28", "2024-05-09", "2024-05-10", "2024-06-02"]),  # nothing is of then
        ("How many died?", ["2024-04-28", "2024-05-09", "2024-05-10", "2024-06-02"]),
    ],
)
def test_what_was_published_on_the_days_a_question_asks_to_be_told_of(question: str, kept: list[str]) -> None:
    assert of_days(question, ["2024-04-28", "2024-05-09", "2024-05-10", "2024-06-02"], str) == kept


def test_a_state_wants_all_that_was_known_by_then() -> None:
    days = ["2024-04-28", "2024-05-09", "2024-06-02"]
    assert of_days("How many had died by 10 May 2024?", days, str, since=False) == days[:2]
