"""The benchmark's own arithmetic, and Quoth's side of it for real. The peers need environments of their own: make bench."""

import json
import subprocess
import sys
from pathlib import Path

from eval.peers import __main__ as bench
from eval.peers.systems import PEERS
from eval.peers.table import lines, medians, quality, ratios

RUNS = [
    {"system": "quoth", "round": 1, "questions_a_second": 10.0, "p50_ms": 100.0, "f1": 0.8},
    {"system": "other", "round": 1, "questions_a_second": 2.0, "p50_ms": 400.0, "f1": 0.8},
    {"system": "quoth", "round": 2, "questions_a_second": 6.0, "p50_ms": 200.0, "f1": 0.8},
    {"system": "other", "round": 2, "questions_a_second": 2.0, "p50_ms": 500.0, "f1": 0.8},
    {"system": "quoth", "round": 3, "questions_a_second": 8.0, "p50_ms": 100.0, "f1": 0.8},
]


def test_ratios_are_medians_of_rounds_that_both_have_and_above_one_is_better_for_quoth() -> None:
    assert ratios(RUNS) == {"other": {"questions_a_second": 4.0, "f1": 1.0, "p50_ms": 3.25}}


def test_the_table_has_medians_and_ratios() -> None:
    assert medians(RUNS)["quoth"] == {"questions_a_second": 8.0, "f1": 0.8, "p50_ms": 100.0}
    (line,) = (line for line in lines(RUNS) if line.startswith("p50_ms"))
    assert line.split() == ["p50_ms", "100", "450", "(3.2x)"]


def test_quality_is_f1_of_the_best_answer_and_the_gold_passage_among_five() -> None:
    found = [
        {"answer": "the red house", "passages": ["a", "b", "c", "d", "e", "gold"]},
        {"answer": "", "passages": ["gold"]},
    ]
    golds = [(["red house", "a barn"], "gold"), (["a barn"], "gold")]
    assert quality(found, golds) == {"f1": 0.5, "recall@5": 0.5}


def squad(folder: Path) -> Path:
    """Three small files in the format of SQuADShifts."""
    for name in bench.SHIFTS:
        paragraphs = []
        for i in range(40):
            text = f"In {name}, keeper number {i} of the lighthouse at Sill was Anna Berg {i}, who stayed for {i + 3} winters."
            answer = f"Anna Berg {i}"
            qas = [
                {
                    "question": f"Who was keeper number {i} in {name}?",
                    "answers": [{"text": answer, "answer_start": text.index(answer)}],
                }
            ]
            paragraphs.append({"context": text, "qas": qas})
        (folder / f"{name}.json").write_text(json.dumps({"data": [{"title": name, "paragraphs": paragraphs}]}), "utf-8")
    return folder


def test_only_held_out_questions_are_asked_and_their_passages_are_in_the_corpus(tmp_path: Path) -> None:
    data = squad(tmp_path)
    texts, asked = bench.corpus(data, 20, 6)
    assert len(texts) == 20
    assert len(asked) == 6
    out = bench.held_out(data)
    assert all(texts[passage] in out and answers[0] in texts[passage] for _, answers, passage in asked)
    assert bench.corpus(data, 20, 6) == (texts, asked)


def test_quoth_is_measured_for_real(tmp_path: Path) -> None:
    texts, asked = bench.corpus(squad(tmp_path), 12, 3)
    listing, work = tmp_path / "corpus.jsonl", tmp_path / "work.json"
    listing.write_text("".join(json.dumps({"id": i, "text": t}) + "\n" for i, t in texts.items()), "utf-8")
    paths = {"corpus": listing, "index": tmp_path / "index", "embedder": tmp_path, "reader": tmp_path}
    work.write_text(json.dumps({n: str(p) for n, p in paths.items()} | {"questions": [q for q, _, _ in asked]}), "utf-8")
    found = bench.step(PEERS[0], "index", work) | bench.step(PEERS[0], "ask", work)
    assert quality(found["found"], [(answers, passage) for _, answers, passage in asked]) == {"f1": 1.0, "recall@5": 1.0}
    assert found["failed_8"] == 0
    assert found["p50_ms"] <= found["p99_ms"]
    assert found["of_bare_reading"] > 0.5  # of a few milliseconds, timed in turn
    assert 0 < found["of_bare_embedding"] < 1.2


def test_a_folder_without_the_files_is_one_clear_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "eval.peers", tmp_path], cwd=bench.ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "lacks new_wiki.json" in done.stderr.splitlines()[-1]
