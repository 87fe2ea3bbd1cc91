import itertools

import pytest

from index import Filter, LocalStore
from qa.retriever import RRF_K, content_words, fuse, retrieve


def test_fusion_by_hand() -> None:
    fused = fuse([[1, 2], [2, 3]])
    assert [key for key, _ in fused] == [2, 1, 3]
    assert fused[0][1] == pytest.approx(1 / (RRF_K + 2) + 1 / (RRF_K + 1))
    assert fused[1][1] == pytest.approx(1 / (RRF_K + 1))
    assert fuse([[5, 4], [4, 5]]) == [(4, pytest.approx(1 / 61 + 1 / 62)), (5, pytest.approx(1 / 61 + 1 / 62))]
    assert fuse([[], []]) == []


def test_content_words_leave_out_what_says_nothing() -> None:
    assert content_words("What did Egypt reject, and what did it not?") == ["egypt", "reject"]
    assert content_words("Who was it?") == ["who", "was", "it"]
    assert content_words("Кто отверг?") == ["кто", "отверг"]


def test_hits_are_ranked_and_carry_their_document(seeds_index, embedder) -> None:
    store = LocalStore.open(seeds_index)
    question = "Who is the head of the Mossad?"
    hits = retrieve(embedder.query(question), content_words(question), store, 8, Filter())
    assert [hit.rank for hit in hits] == list(range(1, 9))
    assert all(a.score >= b.score for a, b in itertools.pairwise(hits))
    assert "Barnea" in hits[0].passage.text
    assert all(h.document.text[h.passage.start : h.passage.end] == h.passage.text for h in hits)
