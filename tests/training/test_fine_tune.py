"""The packaged reader taught a user's questions, by the command as it stands."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from qa.confidence import FILE as CONFIDENCE
from qa.reader import WEIGHTS, OnnxReader, TorchReader, load_reader
from training.__main__ import load
from training.restore import restore

ROOT = Path(__file__).resolve().parents[2]
PASSAGE = "Ilse Varga, who keeps the light at Torvik, turned down the {n} crowns a year that the port offered her on Monday."


def squad(count: int) -> dict:
    paragraphs = []
    for n in range(100, 100 + count):
        context = PASSAGE.format(n=n)
        answers = [{"text": f"{n} crowns", "answer_start": context.index(f"{n} crowns")}]
        paragraphs.append({"context": context, "qas": [{"id": str(n), "question": "What was she offered?", "answers": answers}]})
    return {"data": [{"title": "light", "paragraphs": paragraphs}]}


def test_the_restored_reader_reads_as_the_packaged_one(tmp_path: Path) -> None:
    restore(tmp_path)
    question, passage = "What did Ilse Varga turn down?", PASSAGE.format(n=900)
    one, other = (reader.read(question, [passage])[0] for reader in (OnnxReader(WEIGHTS), TorchReader(str(tmp_path))))
    assert abs(one.start_logits - other.start_logits).mean() < 0.3  # what int8 activations leave
    assert one.start_logits.argmax() == other.start_logits.argmax()


def test_a_reader_of_my_own(tmp_path: Path) -> None:
    (tmp_path / "my.json").write_text(json.dumps(squad(12)))
    command = [sys.executable, "-m", "training", "--questions", tmp_path / "my.json", "--out", tmp_path / "mine", "--epochs", "1"]
    said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=600).stdout
    assert "packaged" in said
    assert "yours" in said
    assert (tmp_path / "mine" / CONFIDENCE).is_file()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mine", "my.json"]
    reader = load_reader(str(tmp_path / "mine"))
    assert isinstance(reader, OnnxReader)
    assert reader.read("What was she offered?", [PASSAGE.format(n=7)])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not SQuAD-format JSON"),
        ('{"data": [{"title": "t"}]}', "not SQuAD-format JSON"),
        (json.dumps(squad(3)), "3 passages"),
        (json.dumps(squad(12)).replace('"answer_start": ', '"answer_start": 1'), "mend answer_start"),
    ],
)
def test_a_file_that_cannot_be_learnt_from_says_why(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "my.json").write_text(text)
    with pytest.raises(ValueError, match=words):
        load(tmp_path / "my.json")
