import json
from collections import Counter
from pathlib import Path

import pytest

from eval.questions import load_gold
from eval.report import COMPARED, SEEDS, run
from index import BadInputError
from qa import Assistant
from qa.settings import seeds_folder

ROOT = Path(__file__).resolve().parents[2]
BASELINE = ROOT / "eval" / "baseline.json"


def test_the_seeds_set_is_what_it_says() -> None:
    golds = load_gold(SEEDS)
    answerable = [g for g in golds if g.answers]
    silent = [g for g in golds if not g.answers]
    assert len(answerable) >= 155
    assert len(silent) >= 85
    assert [g.question.id for g in golds] == [
        f"{letter}-{n:03}" for letter, rows in (("a", answerable), ("u", silent)) for n in range(1, len(rows) + 1)
    ]
    assert len({g.question.question.lower() for g in golds}) == len(golds)
    asked = Counter(g.kind for g in answerable)
    assert {"who", "what", "when", "where", "why", "how many", "said", "quote", "yes/no", "list", "attribution"} <= set(asked)
    assert asked["paraphrased"] >= 33
    assert asked["terse"] >= 15
    assert min(asked.values()) >= 5
    assert Counter(g.kind for g in silent)["near miss"] >= 52


def test_every_answer_of_the_seeds_set_stands_in_the_articles_named() -> None:
    texts = {p.stem: p.read_text("utf-8") for p in seeds_folder().glob("*.md")}
    for gold in load_gold(SEEDS):
        # Each question also names the article its seed was written from, so that the set can be asked over those too.
        here = set(gold.docs) & set(texts)
        assert bool(here) == bool(gold.answers), gold.question.id
        assert len(gold.docs) == len(set(gold.docs)) == 2 * len(here), gold.question.id
        assert len(gold.answers) == len(set(gold.answers)), gold.question.id
        for doc in here:
            assert any(answer in texts[doc] for answer in gold.answers), (gold.question.id, doc)


def test_the_figures_of_the_seeds_hold(assistant: Assistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(assistant, None, BASELINE, tmp_path / "report.json"), capsys.readouterr().out
    figures = json.loads((tmp_path / "report.json").read_text())
    assert set(COMPARED) <= set(figures)
    assert figures["verbatim"]["value"] == 1.0
    assert figures["correct"]["n"] + figures["right_abstention"]["n"] == len(load_gold(SEEDS))


def test_a_fall_below_the_baseline_fails(small: Assistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    questions = tmp_path / "q.jsonl"
    rows = [
        {"id": "1", "question": "Who won the tournament in Torvik?", "answers": ["Ilse Varga"], "docs": ["chess"], "kind": "who"},
        {"id": "2", "question": "How deep is the Mariana Trench?", "answers": [], "kind": "other world"},
        {"id": "3", "question": "Who is the mayor of Marwick?", "answers": ["Someone Else"], "docs": ["flood"]},
    ]
    questions.write_text("\n".join(map(json.dumps, rows)))
    report = tmp_path / "report.json"
    assert run(small, questions, None, report)
    figures = json.loads(report.read_text())
    assert figures["correct"] == {"value": 0.5, "n": 2}
    assert figures["right_abstention"] == {"value": 1.0, "n": 1}
    assert figures["recall@8"]["value"] == 0.5
    figures["correct"]["value"] = 0.9
    report.write_text(json.dumps(figures))
    capsys.readouterr()
    assert not run(small, questions, report, None)
    out = capsys.readouterr().out
    assert "fell below the baseline: correct is 0.500, was 0.900" in out
    assert "missed 3" in out


@pytest.mark.parametrize("text", ["", "[]", "{}x", "{}", '{"correct": 1}'])
def test_a_baseline_that_is_none_is_refused(small: Assistant, tmp_path: Path, text: str) -> None:
    (tmp_path / "b.json").write_text(text)
    with pytest.raises(BadInputError, match=r"b\.json: not a report"):
        run(small, None, tmp_path / "b.json", None)
