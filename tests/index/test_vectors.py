from pathlib import Path

import numpy as np
import pytest

from index import vectors
from index.vectors import build, nearest, read, write

DIM, SIZE = 32, 3000


@pytest.fixture(scope="module")
def made() -> np.ndarray:
    """(SIZE, DIM) unit vectors around 60 centres, as passages stand around stories."""
    random = np.random.default_rng(0)
    centres = random.standard_normal((60, DIM))
    found = centres[random.integers(60, size=SIZE)] + 0.5 * random.standard_normal((SIZE, DIM))
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


def rows(made: np.ndarray) -> list[tuple[int, bytes]]:
    """Keys are odd numbers, so that none is taken for a position."""
    return [(2 * number + 1, vector.tobytes()) for number, vector in enumerate(made)]


def exact(made: np.ndarray, query: np.ndarray, k: int, allowed: np.ndarray) -> list[int]:
    scores = made[(allowed - 1) // 2] @ query
    return allowed[np.argsort(-scores)][:k].tolist()


@pytest.mark.parametrize("limit", [SIZE, SIZE - 1], ids=["exact", "lists"])
def test_the_nearest_are_found_with_and_without_a_filter(
    limit: int, made: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "EXACT_UP_TO", limit)
    index = build(rows(made), DIM)
    assert index.ntotal == SIZE
    write(index, tmp_path / "x.faiss")
    mapped = read(tmp_path / "x.faiss")
    (tmp_path / "x.faiss").unlink()
    every = 2 * np.arange(SIZE) + 1
    wanted_recall = 1.0 if limit == SIZE else 0.9
    for allowed in (None, every[::3], every[:40]):
        recall = []
        for query in made[::100]:
            found = nearest(index, query, 10, allowed)
            assert nearest(mapped, query, 10, allowed) == found
            assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
            assert all(abs(float(made[(key - 1) // 2] @ query) - score) < 0.02 for key, score in found)
            recall.append(
                len({key for key, _ in found} & set(exact(made, query, 10, every if allowed is None else allowed))) / 10
            )
        assert np.mean(recall) >= wanted_recall
    assert nearest(index, made[0], 10, every[:3])[0][0] in every[:3]
    assert len(nearest(index, made[0], 10, every[:3])) == 3
    assert nearest(index, made[0], 10, every[:0]) == []


def test_the_same_vectors_give_the_same_file(made: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "EXACT_UP_TO", 100)
    hashes = {write(build(rows(made), DIM), tmp_path / f"{number}.faiss") for number in range(2)}
    assert len(hashes) == 1


def test_no_vectors_are_no_hits(tmp_path: Path) -> None:
    index = build([], DIM)
    write(index, tmp_path / "x.faiss")
    assert nearest(read(tmp_path / "x.faiss"), np.zeros(DIM, np.float32), 5, None) == []
