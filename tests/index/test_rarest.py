from pathlib import Path

import pytest

from index import Embedder, Filter, LocalStore, ingest, rarest, store


def test_the_most_frequent_words_are_left_out_and_one_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rarest, "SCORED", 10)
    standing = {"rare": 1, "known": 8, "common": 9, "everywhere": 50, "nowhere": 0}.__getitem__
    assert rarest.rarest(["common", "rare", "nowhere", "known"], standing) == ["rare", "nowhere", "known"]
    assert rarest.rarest(["everywhere", "nowhere"], standing) == ["everywhere", "nowhere"]
    assert rarest.rarest([], standing) == []


def test_a_store_leaves_them_out_of_large_corpora_without_a_filter(
    folder: Path, tmp_path: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest([folder], tmp_path / "x.quoth", embedder)
    opened = LocalStore.open(tmp_path / "x.quoth")
    every = opened.lexical(["marwick", "friday"], 9, Filter())
    assert len(every) == 2
    for module in (rarest, store):
        monkeypatch.setattr(module, "SCORED", 1)
    (found,) = opened.lexical(["marwick", "friday"], 9, Filter())
    assert found[0] == every[0][0]
    assert len(opened.lexical(["marwick", "friday"], 9, Filter(since="2024"))) == 2
    assert len(opened.lexical(["marwick"], 9, Filter())) == 2
