"""Feedback: kept beside the generations, and a question set that can be scored."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from eval.questions import load_gold
from eval.report import run
from index import BadInputError, IndexWriteError
from index.verify import verify
from index.writer import writing
from qa import Assistant
from qa.feedback import SILENCE, Feedback

WON = "Who won the tournament in Torvik?"
MAYOR = "Who is the mayor of Marwick?"


def answers(feedback: Feedback) -> dict[str, list[str]]:
    return {row["question"]: row["answers"] for row in feedback.questions()}


def test_what_was_said_last_holds(small: Assistant, tmp_path: Path) -> None:
    feedback, result = Feedback(tmp_path), small.ask(WON)
    assert result.answer is not None
    assert (feedback.questions(), feedback.count()) == ([], (0, 0))
    assert not feedback.path.exists()
    feedback.add(result, False)
    assert answers(feedback) == {}
    feedback.add(result, True)
    assert answers(feedback) == {WON: [result.answer.text]}
    assert feedback.questions()[0]["docs"] == ["chess"]
    feedback.add(result, False)  # the same answer, now called wrong: nobody knows
    assert answers(feedback) == {}
    feedback.add(result, False, "  Ilse \n Varga ")
    assert answers(feedback) == {WON: ["Ilse Varga"]}
    feedback.add(result, False, SILENCE)
    assert answers(feedback) == {WON: []}
    assert feedback.count() == (1, 5)


def test_silence_can_be_right(small: Assistant, tmp_path: Path) -> None:
    feedback, result = Feedback(tmp_path), small.ask("How deep is the Mariana Trench?")
    assert result.answer is None
    feedback.add(result, True)
    (row,) = feedback.questions()
    assert (row["answers"], row["docs"]) == ([], [])


def test_one_question_narrowed_otherwise_is_another(small: Assistant, tmp_path: Path) -> None:
    feedback = Feedback(tmp_path)
    for narrowed in ({}, {"until": "2024-03-10", "source": ""}, {"source": "The “Marwick” Post"}):
        feedback.add(small.ask(MAYOR), True, narrowed=narrowed)
    rows = feedback.questions()
    assert len({row["id"] for row in rows}) == 3
    assert [{key: row.get(key) for key in ("until", "source")} for row in rows] == [
        {"until": None, "source": None},
        {"until": "2024-03-10", "source": None},
        {"until": None, "source": "The “Marwick” Post"},
    ]
    assert Feedback(tmp_path).questions() == rows


@pytest.mark.parametrize(
    ("right", "correction"), [(True, "Ilse"), (True, SILENCE), (False, "x" * 501), (False, "…"), (False, "\ud800 a")]
)
def test_what_cannot_be_used_is_refused(small: Assistant, tmp_path: Path, right: bool, correction: str) -> None:
    feedback = Feedback(tmp_path)
    with pytest.raises(BadInputError):
        feedback.add(small.ask(WON), right, correction)
    assert feedback.count() == (0, 0)


def test_it_outlives_every_change_of_the_index(small: Assistant) -> None:
    index = small.store.folder
    feedback = Feedback(index)
    feedback.add(small.ask(WON), True)
    with writing(index, None) as writer:
        assert writer.base is not None
        writer.compact()
        writer.commit(writer.base.roots, writer.base.changes)
    assert feedback.count() == (1, 1)
    assert verify(index).damage == ()


def test_what_the_disk_refuses_is_said(small: Assistant, tmp_path: Path) -> None:
    (tmp_path / "feedback.sqlite").write_bytes(b"no database, but longer than a header of SQLite is, by a good deal more")
    with pytest.raises(IndexWriteError, match=r"feedback\.sqlite: feedback cannot be kept"):
        Feedback(tmp_path).add(small.ask(WON), True)
    with pytest.raises(IndexWriteError, match="cannot be read"):
        Feedback(tmp_path).questions()


def test_the_command_gives_a_set_that_can_be_scored(small: Assistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    index, out = small.store.folder, tmp_path / "said.jsonl"
    command = [sys.executable, "-m", "qa", "feedback", "--index", index]
    nothing = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert (nothing.stdout, nothing.stderr.strip()) == ("", "nobody has said anything about an answer yet")
    feedback = Feedback(index)
    feedback.add(small.ask(WON), True)
    feedback.add(small.ask(MAYOR), False, "Somebody Else")
    feedback.add(small.ask("How deep is the Mariana Trench?"), True)
    feedback.add(small.ask("When do schools open?"), False)
    made = subprocess.run([*command, "--out", out], capture_output=True, text=True, check=True, timeout=120)
    assert made.stderr.strip() == "3 questions, 1 more left out: nobody said what would be right"
    assert subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout == out.read_text("utf-8")
    assert [gold.answers for gold in load_gold(out)] == [(small.ask(WON).answer.text,), ("Somebody Else",), ()]
    assert run(small, out, None, tmp_path / "report.json")
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert [row["right"] for row in report["questions"]] == [True, False, True]
    assert report["kinds"]["feedback"]["right"]["n"] == 3


def test_two_processes_may_write(small: Assistant, tmp_path: Path) -> None:
    feedback = Feedback(tmp_path)
    feedback.add(small.ask(WON), True)
    other = sqlite3.connect(feedback.path)
    with other:
        other.execute("BEGIN IMMEDIATE")
        other.execute(
            "INSERT INTO feedback SELECT NULL, time, question, narrowed, answer, confidence, docs, 0, 'B' FROM feedback"
        )
        assert feedback.count() == (1, 1)
    other.close()
    assert answers(feedback) == {WON: ["B"]}
