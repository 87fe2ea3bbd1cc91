"""The report that an eval leaves in the index's folder."""

import json
from pathlib import Path

import pytest

from eval.html import pictures
from eval.last import PLACE, last
from eval.report import run
from index import QuothError
from qa import Assistant

ROWS = [
    {"id": "1", "question": "Who won the tournament in Torvik?", "answers": ["Ilse Varga"], "docs": ["chess"], "kind": "who"},
    {"id": "2", "question": "How deep is the Mariana Trench?", "answers": []},
    {"id": "3", "question": "Who is the mayor of Marwick?", "answers": ["Someone Else"], "docs": ["flood"]},
]


def test_it_is_the_report(small: Assistant, tmp_path: Path) -> None:
    questions, out, index = tmp_path / "q.jsonl", tmp_path / "out.json", small.store.folder
    questions.write_text("\n".join(map(json.dumps, ROWS)))
    assert last(index) is None
    assert run(small, questions, None, out, keep=index)
    found = last(index)
    assert found is not None
    assert found.report.to_json() == out.read_text("utf-8")
    assert (found.generation, found.report.name, len(found.report.rows)) == (1, "q.jsonl", 3)
    assert set(pictures(found.report)) == {"kinds", "risk", "reliability", "latency"}
    questions.write_text(json.dumps(ROWS[1]))
    assert run(small, questions, None, None, keep=index)
    again = last(index)
    assert again is not None
    assert [row.id for row in again.report.rows] == ["2"]
    assert {path.name for path in (index / "eval").iterdir()} == {"last.json"}


def test_a_folder_that_takes_nothing_is_no_failure(small: Assistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (small.store.folder / "eval").write_text("a file in its way")
    questions = tmp_path / "q.jsonl"
    questions.write_text(json.dumps(ROWS[1]))
    assert run(small, questions, None, None, keep=small.store.folder)
    assert "the report cannot be left in the index" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"made": "now", "generation": 1}',
        '{"made": "", "generation": 1, "report": {"name": "", "figures": [], "kinds": {}, "questions": []}}',
        '{"made": "", "generation": 1, "report": {"name": "", "figures": {}, "kinds": {}, "questions": [{"id": 1}]}}',
        "[" * 100_000,
    ],
)
def test_what_is_no_report_is_said(tmp_path: Path, text: str) -> None:
    (tmp_path / PLACE).parent.mkdir()
    (tmp_path / PLACE).write_text(text)
    with pytest.raises(QuothError, match=r"last\.json is not a report of this version"):
        last(tmp_path)
