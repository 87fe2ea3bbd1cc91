"""From data to int8 ONNX to a fitted confidence, on tiny data and a tiny model: the commands of training/ as they are."""

import json
import random
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from transformers import AutoTokenizer, BertConfig, BertForQuestionAnswering

from qa.confidence import Confidence
from qa.reader import WEIGHTS, OnnxReader
from training.data import SHIFTS, eval_questions, held_out, training_examples, written_split
from training.examples import Paragraph, chosen_answer
from training.negatives import swapped
from training.news import load_news

ROOT = Path(__file__).resolve().parents[2]
PLACES = ("Marwick", "Torvik", "Sill", "Brennan", "Ostrel", "Kardam", "Venlow", "Harsk")


def paragraph(rng: random.Random, title: str, near_miss: bool) -> dict:
    place, number = rng.choice(PLACES), rng.randint(10, 990)
    context = f"The river burst its banks in {place} and {number} people left their homes. Repairs will take years, they said."
    questions = [
        {"question": f"How many people left their homes in {place}, {title}?", "answers": [answer(context, str(number))]},
        {"question": f"Where did the river burst its banks, {title}?", "answers": [answer(context, place)] * 2},
    ]
    if near_miss:
        questions.append({"question": f"Who is the mayor of {place}, {title}?", "answers": []})
    return {"context": f"{context} Report {title}.", "qas": questions}


def answer(context: str, text: str) -> dict:
    return {"text": text, "answer_start": context.index(text)}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of the same form as the real ones, made up on the spot."""
    folder = tmp_path_factory.mktemp("data")
    rng = random.Random(1)
    for name in (*SHIFTS, "news_written"):
        articles = []
        for i in range(60):
            title = f"{name}-{i}"
            articles.append({"title": title, "paragraphs": [paragraph(rng, title, name == "news_written")]})
        (folder / f"{name}.json").write_text(json.dumps({"data": articles}))
    return folder


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("base")
    torch.manual_seed(0)
    size = {"hidden_size": 48, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    # No dropout: a run that goes on after a stop can be compared with one that never stopped.
    size |= {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
    BertForQuestionAnswering(BertConfig(vocab_size=30522, **size)).save_pretrained(folder)
    AutoTokenizer.from_pretrained(WEIGHTS).save_pretrained(folder)
    return folder


def run(*arguments: object) -> str:
    return subprocess.run(
        [sys.executable, "-m", *map(str, arguments)], cwd=ROOT, check=True, capture_output=True, text=True, timeout=600
    ).stdout


def test_from_data_to_a_reader(data: Path, base: Path, tmp_path: Path) -> None:
    run("training.train", base, tmp_path / "model", "--data", data, "--scale", "0.1")
    assert not (tmp_path / "model" / "checkpoint.pt").exists()
    assert "differs from torch" in run("training.export", tmp_path / "model", tmp_path / "weights")
    assert OnnxReader(tmp_path / "weights").read("Where did the river burst its banks?", ["In Marwick."])


def run_here(module: str, *arguments: object) -> None:
    """``python -m MODULE ARGUMENTS`` in this process."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys, "argv", [module, *map(str, arguments)])
        runpy.run_module(module, run_name="__main__")


def test_the_confidence_is_fitted_and_readers_are_compared_with_it(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    some = [article for article in load_news() if article.story.startswith("n1-")]  # the rest takes minutes to index
    for module in ("training.asking", "training.news"):
        monkeypatch.setattr(f"{module}.load_news", lambda: some)
    # The packaged reader: one that was trained for a second is never right, and then there is nothing to fit.
    weights = shutil.copytree(WEIGHTS, tmp_path / "weights")
    (weights / "confidence.json").unlink()
    run_here("training.calibrate", data, "--weights", weights, "--share", "0.02")
    fitted = json.loads((weights / "confidence.json").read_text())["fitted"]
    assert set(fitted["of_kind"]) == {"answerable", "near miss", "gone"}
    assert 0 < fitted["top_answer_right"] <= 1
    confidence = Confidence.load(weights / "confidence.json")
    assert 0 < confidence.threshold < 1
    assert confidence.weights.margin > 0
    capsys.readouterr()
    run_here("training.open", data, weights, "--share", "0.02")
    rows = {cells[1].strip(): cells[2:4] for line in capsys.readouterr().out.splitlines() if len(cells := line.split("│")) > 3}
    assert int(rows["top answer right"][0]) > 0
    assert 0 < float(rows["MRR as read"][1].split()[0]) <= 1


def test_training_goes_on_from_its_checkpoint(data: Path, base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from training import train as module

    examples = training_examples(data, 0.02)
    monkeypatch.setattr(module, "BATCH", 4)
    module.train(str(base), tmp_path / "whole", examples, epochs=1, rate=1e-3)

    class StoppedError(Exception):
        pass

    steps = 0
    real = module.tensors

    def stop_in_the_middle(batch):
        nonlocal steps
        steps += 1
        if steps == 6:
            raise StoppedError
        return real(batch)

    monkeypatch.setattr(module, "CHECKPOINT_SECONDS", 0)
    monkeypatch.setattr(module, "tensors", stop_in_the_middle)
    with pytest.raises(StoppedError):
        module.train(str(base), tmp_path / "parts", examples, epochs=1, rate=1e-3)
    assert torch.load(tmp_path / "parts" / "checkpoint.pt", weights_only=True)["done"] == 5
    monkeypatch.setattr(module, "tensors", real)
    module.train(str(base), tmp_path / "parts", examples, epochs=1, rate=1e-3)
    start, whole, parts = (
        BertForQuestionAnswering.from_pretrained(p).state_dict() for p in (base, tmp_path / "whole", tmp_path / "parts")
    )
    apart = {k: (whole[k] - parts[k]).abs().max().item() for k in whole}
    moved = {k: (whole[k] - start[k]).abs().max().item() for k in whole}
    assert max(moved.values()) > 1e-3
    assert max(apart.values()) < max(moved.values()) / 20


def test_both_kinds_of_silence_stand_in_the_mixture_and_nothing_held_out(data: Path) -> None:
    examples = training_examples(data)
    silent = [e for e in examples if e.start == e.end]
    # The sets made up here are so small that most of the mixture is the written news, near misses and all; of the real ones 47%.
    assert 0.2 < len(silent) / len(examples) < 0.8
    assert all(e.context[e.start : e.end] for e in examples if e.end > e.start)
    assert any("mayor" in e.question for e in silent)
    assert any("mayor" not in e.question for e in silent)
    contexts = {e.context for e in examples}
    from training.examples import load_squad

    kept_out = held_out(data)
    assert len(kept_out) == 9  # a twentieth of each of the three sets
    assert not [c for c in contexts if c.endswith(tuple(kept_out))]  # some stand under a title
    _, fit, out = written_split(load_squad(data / "news_written.json"))
    assert not contexts & {p.context for p in fit + out}


def test_an_eval_question_in_the_data_stops_the_training(data: Path, tmp_path: Path) -> None:
    for path in data.glob("*.json"):
        (tmp_path / path.name).write_text(path.read_text())
    written = json.loads((tmp_path / "news_written.json").read_text())
    for article in written["data"]:
        article["paragraphs"][0]["qas"][0]["question"] = sorted(eval_questions())[0].upper()
    (tmp_path / "news_written.json").write_text(json.dumps(written))
    with pytest.raises(ValueError, match="eval questions in the training data"):
        training_examples(tmp_path)


def test_chosen_answer_is_the_most_given_then_the_middle_one() -> None:
    assert chosen_answer((("a b", 0), ("a", 0), ("a", 0))) == ("a", 0)
    assert chosen_answer((("a b c", 0), ("a", 0), ("a b", 0))) == ("a b", 0)


def test_swapped_names_are_foreign_to_the_passage() -> None:
    paragraphs = [
        Paragraph("t", f"{place} was flooded in {year}.", ((f"What happened in {place} in {year}?", (("flooded", 0),)),))
        for place, year in zip(PLACES, range(1990, 1998), strict=True)
    ]
    found = swapped(paragraphs, 5, random.Random(0))
    assert len(found) >= 3
    originals = {q for p in paragraphs for q, _ in p.questions}
    for example in found:
        assert example.start == example.end == 0
        assert example.question not in originals
