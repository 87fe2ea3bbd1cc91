import json
from collections import Counter
from dataclasses import asdict
from itertools import permutations
from pathlib import Path

import pytest

from eval.figures import story_halves
from eval.metrics import holds
from eval.questions import Gold, load_gold
from eval.report import COMPARED, SEEDS, run
from eval.rows import Row, score
from index import BadInputError
from qa import Assistant
from qa.questions import Question
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
    assert min(asked.values()) >= 4
    assert Counter(g.kind for g in silent)["near miss"] >= 52


def test_every_answer_of_the_seeds_set_stands_in_the_articles_named() -> None:
    texts = {p.stem: p.read_text("utf-8") for p in seeds_folder().glob("*.md")}
    for gold in load_gold(SEEDS):
        # Each question also names the article its seed was written from, so that the set can be asked over those too.
        here = set(gold.docs) & set(texts)
        assert bool(here) == bool(gold.answers), gold.question.id
        assert len(gold.docs) == len(set(gold.docs)) == 2 * len(here), gold.question.id
        assert len(gold.answers) == len(set(gold.answers)), gold.question.id
        for doc in here:  # those of a list are its items, of which none says another; elsewhere they are ways to say one thing
            enough = all if gold.kind == "list" else any
            assert enough(answer in texts[doc] for answer in gold.answers), (gold.question.id, doc)
        if gold.kind == "list":
            assert not any(holds(one, other) for one, other in permutations(gold.answers, 2)), gold.question.id


def test_the_figures_of_the_seeds_hold(assistant: Assistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(assistant, None, BASELINE, tmp_path / "report.json"), capsys.readouterr().out
    report = json.loads((tmp_path / "report.json").read_text())
    figures = report["figures"]
    assert set(COMPARED) <= set(figures)
    assert figures["verbatim"]["value"] == 1.0
    assert figures["correct"]["n"] + figures["right_abstention"]["n"] == len(load_gold(SEEDS)) == len(report["questions"])


ROWS = [
    {"id": "1", "question": "Who won the tournament in Torvik?", "answers": ["Ilse Varga"], "docs": ["chess"], "kind": "who"},
    {"id": "2", "question": "How deep is the Mariana Trench?", "answers": [], "kind": "other world", "story": "sea"},
    {"id": "3", "question": "Who is the mayor of Marwick?", "answers": ["Someone Else"], "docs": ["flood"], "story": "flood"},
]


def test_one_run_and_all_that_it_reports(small: Assistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    questions, first, page = tmp_path / "q.jsonl", tmp_path / "first.json", tmp_path / "report.html"
    questions.write_text("\n".join(map(json.dumps, ROWS)))
    assert run(small, questions, None, first)
    report = json.loads(first.read_text())
    figures = report["figures"]
    assert figures["correct"] == {"value": 0.5, "n": 2, "interval": [0.0, 1.0]}
    assert (figures["right_abstention"]["value"], figures["right_abstention"]["n"]) == (1.0, 1)
    assert figures["recall@8"]["value"] == 0.5
    assert figures["ndcg@8"]["n"] == 2
    assert figures["verbatim"]["value"] == 1.0
    assert {"ms_embed_p50", "ms_search_p50", "ms_read_p50", "ms_merge_p50", "ms_total_p50"} <= set(figures)
    assert [(q["id"], q["kind"], q["right"]) for q in report["questions"]] == [
        ("1", "who", True),
        ("2", "other world", True),
        ("3", "all", False),
    ]
    assert report["questions"][0]["answer"] == "Ilse Varga"
    assert report["questions"][0]["rank"] == 1
    assert report["kinds"]["who"]["right"]["value"] == 1.0

    report["figures"]["correct"]["value"] = 0.9
    report["questions"][0] |= {"answer": None, "right": False, "scores": {"correct": 0.0}}
    first.write_text(json.dumps(report))
    capsys.readouterr()
    assert not run(small, questions, first, None, html=page, against=first, suggest=True, risk=0.4, halves=True)
    out = capsys.readouterr().out
    assert "fell below the baseline: correct is 0.500, was 0.900" in out
    assert "missed 3" in out
    assert "gained 1: Who won the tournament in Torvik? -> then (silent); now Ilse Varga" in out
    assert "at most 40% of the answers shown wrong: QUOTH_MIN_CONFIDENCE=0." in out
    assert "half A" in out
    assert "false disputes: 0 of 3" in out
    assert "Half B of the stories" in page.read_text("utf-8")


def test_a_result_scores_the_same_from_its_json(small: Assistant, tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text("\n".join(map(json.dumps, ROWS)))
    for gold in load_gold(tmp_path / "q.jsonl"):
        result = small.ask(**asdict(gold.question)).to_dict()
        assert score(gold, json.loads(json.dumps(result)), {}) == score(gold, result, {})


def test_what_cannot_be_done_is_said_before_asking(small: Assistant, tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text(json.dumps(ROWS[0]))
    for options, message in (
        ({"halves": True}, "--halves needs"),
        ({"risk": 1.0}, "--risk is 1.0"),
        ({"html": tmp_path / "no" / "x.html"}, "no such folder"),
        ({"against": tmp_path / "no.json"}, "not a report with questions"),
    ):
        with pytest.raises(BadInputError, match=message):
            run(small, tmp_path / "q.jsonl", None, None, **options)


def test_halves_take_the_stories_in_turn() -> None:
    rows = [make_row(str(i), story) for i, story in enumerate(["dam", "ash", "dam", "port", None, "sea"])]
    halves = story_halves(rows)
    assert {name: [row.story for row in half] for name, half in halves.items()} == {
        "A": ["ash", "port"],
        "B": ["dam", "dam", "sea"],
    }


def make_row(id: str, story: str | None) -> Row:
    gold = Gold(Question(id, "Who?", None, None, None, None), (), (), "all", story)
    empty = {"answer": None, "reason": "none", "confidence": 1.0, "answers": [], "passages": [], "milliseconds": {"total": 1.0}}
    return score(gold, empty, {})


@pytest.mark.parametrize("text", ["", "[]", "{}x", "{}", '{"correct": 1}'])
def test_a_baseline_that_is_none_is_refused(small: Assistant, tmp_path: Path, text: str) -> None:
    (tmp_path / "b.json").write_text(text)
    with pytest.raises(BadInputError, match=r"b\.json: not a report"):
        run(small, None, tmp_path / "b.json", None)
