import math
from pathlib import Path

import pytest

from index import Document, ModelError, Passage
from qa.confidence import Confidence, Features, features
from qa.reader import WEIGHTS
from qa.retriever import Hit
from qa.spans import Span


def made_of(margin: float) -> Features:
    return Features(margin=margin, near=0.5, missing=1, rank=0)


def test_the_probabilities_of_all_candidates_and_of_silence_sum_to_one() -> None:
    weights = Features(margin=0.5, near=2, missing=-1, rank=0)
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
    assert found.near == 0.5  # egypt and reject, of egypt, peru, reject and cairo
    assert found.missing == 1  # Cairo stands in the title
    assert found.rank == pytest.approx(math.log(3))


def test_evidence_is_the_log_odds_of_a_usual_answer_alone() -> None:
    model = Confidence(Features(margin=0.5, near=2, missing=-1, rank=-1), -1.0, 0.5)
    (alone,) = model.probabilities([Features(margin=4, near=0.5, missing=0, rank=math.log(2))])
    assert model.evidence(4) == pytest.approx(math.log(alone / (1 - alone)))


def test_a_file_of_another_make_is_refused(tmp_path: Path) -> None:
    assert 0 < Confidence.load(WEIGHTS / "confidence.json").threshold < 1
    (tmp_path / "confidence.json").write_text('{"weights": {"margin": 1}, "bias": 0, "threshold": 0.5}')
    with pytest.raises(ModelError, match=r"confidence\.json"):
        Confidence.load(tmp_path / "confidence.json")
