"""The near misses: questions over the stories that one changed person, place, date or role has left without an answer."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from eval.questions import load_gold

EVAL = Path(__file__).resolve().parents[2] / "eval"
NEAR = EVAL / "near_misses.jsonl"
ROWS: list[dict[str, Any]] = [json.loads(line) for line in NEAR.read_text("utf-8").splitlines()]
ASKED: dict[str, dict[str, Any]] = {
    row["id"]: row for row in map(json.loads, (EVAL / "stories" / "questions.jsonl").read_text("utf-8").splitlines())
}
CHANGES = {"person", "place", "year", "number", "role", "relation"}
"""What was changed; an organisation counts as a person, a thing or deed in another's place as a relation."""


def plain(question: str) -> list[str]:
    return re.findall(r"\w+", question.lower())


def names(question: str) -> set[str]:
    """Words with a capital inside the sentence, and years."""
    return set(re.findall(r"(?<!^)\b[A-Z][\w-]+|\b\d{4}\b", question))


def test_the_set_loads_and_asks_nothing_twice() -> None:
    assert len(load_gold(NEAR)) == len(ROWS) >= 300
    assert [row["id"] for row in ROWS] == [f"n-{n:03}" for n in range(1, len(ROWS) + 1)]
    questions = [tuple(plain(row["question"])) for row in ROWS]
    assert len(set(questions)) == len(questions)
    assert not set(questions) & {tuple(plain(row["question"])) for row in ASKED.values()}
    assert {row["changes"] for row in ROWS} == CHANGES
    assert {row["story"] for row in ROWS} == {row["story"] for row in ASKED.values()}


@pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in ROWS])
def test_a_row_comes_from_a_question_that_has_an_answer(row: dict[str, Any]) -> None:
    assert set(row) == {"id", "question", "answers", "docs", "kind", "story", "changes", "from"}
    assert row["kind"] == "near_miss"
    assert row["answers"] == row["docs"] == []
    source = ASKED[row["from"]]
    assert source["answers"]
    assert source["story"] == row["story"]


def test_most_of_what_was_put_in_stands_in_the_same_story() -> None:
    # A name from outside would be told by its mere absence; one of the story's own takes a reader who keeps facts apart.
    texts: dict[str, str] = {}
    for path in sorted((EVAL / "stories" / "corpus").iterdir()):
        name = path.stem.rsplit("-", 1)[0]
        texts[name] = texts.get(name, "") + path.read_text("utf-8")
    put_in = [(row["story"], names(row["question"]) - names(ASKED[row["from"]]["question"])) for row in ROWS]
    theirs = [new for story, new in put_in if new and all(word in texts[story] for word in new)]
    assert len(theirs) >= len(ROWS) / 2
