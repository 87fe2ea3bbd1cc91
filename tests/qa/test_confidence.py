import math
from pathlib import Path

import pytest

from index import Document, ModelError, Passage
from qa.confidence import Confidence, Features, features
from qa.expected import expected, fits
from qa.reader import WEIGHTS
from qa.retriever import Hit
from qa.spans import Span


def made_of(margin: float) -> Features:
    return Features(margin=margin, near=0.5, covered=1, missing=1, rank=0, fit=1, length=1)


def test_the_probabilities_of_all_candidates_and_of_silence_sum_to_one() -> None:
    weights = Features(margin=0.5, near=2, covered=0, missing=-1, rank=0, fit=0, length=0)
    model = Confidence(weights, -1.0, 0.5)
    first, second = (math.exp(-1.0 + 0.5 * margin + 2 * 0.5 - 1) for margin in (4, -2))
    assert model.probabilities([made_of(4), made_of(-2)]) == pytest.approx(
        [first / (1 + first + second), second / (1 + first + second)]
    )
    assert model.probabilities([made_of(4)])[0] > model.probabilities([made_of(4), made_of(4)])[0]
    assert model.probabilities([]) == []
    assert all(math.isfinite(p) for p in model.probabilities([made_of(1e6), made_of(-1e6)]))


def test_features_of_an_answer() -> None:
    text = "It rained. Egypt rejected both proposals."
    document = Document("d", "Talks in Cairo", text, None, None, None, "p")
    start = text.index("both")
    hit = Hit(Passage("d:0", "d", 0, len(text), text), document, 0.03, 3, 0.5)
    found = features("What did Egypt and Peru reject in Cairo?", [Span(hit, start, start + 4, 5, 1)])
    assert found.margin == 4
    assert (found.near, found.covered) == (0.5, 0.75)  # egypt, reject; and Cairo from the title; Peru nowhere
    assert found.missing == 1
    assert found.rank == pytest.approx(math.log(3))
    assert (found.fit, found.length) == (0, pytest.approx(math.log(2)))


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many died?", "number"),
        ("What was the death toll?", "number"),
        ("When did it open?", "date"),
        ("In what year did it open?", "date"),
        ("Who leads the union?", "name"),
        ("Where was it held?", "place"),
        ("In which port did they meet?", "place"),
        ("What did Egypt reject?", None),
        ("Why did it stop?", None),
    ],
)
def test_the_kind_of_answer_that_is_asked_for(question: str, kind: str | None) -> None:
    assert expected(question) == kind


@pytest.mark.parametrize(
    ("kind", "answer", "fit"),
    [
        ("number", "at least 34", 1),
        ("number", "two thirds", 1),
        ("number", "the bridge", -1),
        ("date", "on Monday", 1),
        ("date", "3 May", 1),
        ("date", "the bridge", -1),
        ("name", "Lucan Bray", 1),
        ("name", "3,100", -1),
        ("name", "two officials", -1),
        ("name", "his brother", 0),
        ("place", "Cairo", 1),
        (None, "anything", 0),
    ],
)
def test_whether_an_answer_is_of_the_kind(kind, answer: str, fit: int) -> None:
    assert fits(kind, answer) == fit


def test_a_file_of_another_make_is_refused(tmp_path: Path) -> None:
    assert 0 < Confidence.load(WEIGHTS / "confidence.json").threshold < 1
    (tmp_path / "confidence.json").write_text('{"weights": {"margin": 1}, "bias": 0, "threshold": 0.5}')
    with pytest.raises(ModelError, match=r"confidence\.json"):
        Confidence.load(tmp_path / "confidence.json")
