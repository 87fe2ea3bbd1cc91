import json
from pathlib import Path

import pytest

from eval.compare import compare, read_old
from eval.rows import Row
from index import BadInputError


def row(id: str, answer: str | None, right: bool, probability: float = 0.5, **scores: float) -> Row:
    return Row(
        id=id,
        kind="all",
        story=None,
        question=f"Question {id}?",
        wanted=("Ann",),
        answer=answer,
        reason=None,
        confidence=probability,
        right=right,
        surest=answer or "",
        probability=probability,
        surest_right=right,
        rank=1,
        disagreement=None,
        scores=scores or {"correct": float(right)},
        milliseconds={"total": 1.0},
    )


def test_what_changed() -> None:
    old = [
        row("a", "Bob", False).to_dict(),
        row("b", "Ann", True).to_dict(),
        row("c", "Bob", False).to_dict(),
        row("d", "Ann", True).to_dict(),
        row("e", "Ann", True).to_dict(),
        {**row("f", "Ann", True).to_dict(), "question": "Another one?"},
    ]
    new = [
        row("a", "Ann", True),
        row("b", None, False),
        row("c", "Cid", False),
        row("d", "Ann", True),
        row("f", "Ann", True),
        row("g", "Ann", True),
    ]
    found = compare(new, old)
    assert [(c.how, c.id, c.before, c.after) for c in found.changes] == [
        ("gained", "a", "Bob", "Ann"),
        ("lost", "b", "Ann", None),
        ("changed", "c", "Bob", "Cid"),
    ]
    assert (found.common, found.only_new, found.only_old) == (4, 2, 2)
    correct = next(d for d in found.differences if d.name == "correct")
    assert (correct.before, correct.after, correct.difference, correct.n) == (0.5, 0.5, 0.0, 4)
    assert correct.interval is not None
    assert correct.interval[0] < 0.0 < correct.interval[1]


def test_differences_are_over_what_both_have() -> None:
    old = [row("a", "Ann", True, 0.9, f1=0.5).to_dict(), row("b", "Ann", True, 0.8, em=1.0).to_dict()]
    new = [row("a", "Ann", True, 0.9, f1=0.75, mrr=1.0), row("b", "Bob", False, 0.8, f1=1.0)]
    found = {d.name: d for d in compare(new, old).differences}
    assert set(found) == {"f1", "aurc"}
    assert (found["f1"].difference, found["f1"].interval, found["f1"].n) == (0.25, (0.25, 0.25), 1)
    assert (found["aurc"].before, found["aurc"].after) == (0.0, 0.25)  # risks 0 and 0, then 0 and 1/2


def test_nothing_in_common() -> None:
    found = compare([row("a", "Ann", True)], [row("b", "Ann", True).to_dict()])
    assert (found.changes, found.differences, found.common) == ((), (), 0)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"correct": {"value": 1}}', '{"questions": [{}]}', '{"questions": 3}'])
def test_what_is_no_report_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "old.json").write_text(text)
    with pytest.raises(BadInputError, match=r"old\.json: not a report with questions; write one with: quoth eval --out"):
        read_old(tmp_path / "old.json")


def test_a_report_is_read_back(tmp_path: Path) -> None:
    (tmp_path / "old.json").write_text(json.dumps({"questions": [row("a", None, True).to_dict()]}))
    assert compare([row("a", None, True)], read_old(tmp_path / "old.json")).changes == ()
