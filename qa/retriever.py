"""Question -> the passages to read: dense and BM25 lists, fused by rank."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index import Document, Filter, Passage, Store

CANDIDATES = 50
"""Taken from each list, or as many as are to be read. Past it a passage that only one list knows seldom gets far in fusion."""

RRF_K = 60
"""The constant of reciprocal rank fusion (Cormack, Clarke, Buettcher 2009), theirs: it was best or close on all their sets."""

STOP_WORDS = frozenset(
    """
    a about above after again against all am an and any are as at be because been before being below between both
    but by can could did do does doing down during each few for from further had has have having he her here hers
    him his how i if in into is it its itself just me more most my no nor not now of off on once only or other our
    out over own s same she should so some such t than that the their them then there these they this those
    through to too under until up very was we were what when where which while who whom whose why will with would
    you your
    """.split()  # noqa: SIM905 - a list of 130 strings is not read by anyone
)
"""Words of a question that say nothing of where its answer stands."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved passage. ``score`` is the fused one, higher is better; ``rank`` counts from 1.

    ``cosine`` is in [-1, 1], and None where only BM25 found the passage.
    """

    passage: Passage
    document: Document
    score: float
    rank: int
    cosine: float | None


def content_words(text: str) -> list[str]:
    """The distinct words of ``text`` that are not stop words, lower case, in order; all its words if only stop words."""
    words = list(dict.fromkeys(re.findall(r"\w+", text.lower())))
    return [word for word in words if word not in STOP_WORDS] or words


def fuse(lists: Sequence[Sequence[int]]) -> list[tuple[int, float]]:
    """Reciprocal rank fusion: a key's score is the sum of 1 / (RRF_K + rank) over the lists that have it, ranks from 1.

    Best first; equal scores in the order of the keys, so that the same lists always give the same result.
    """
    scores: dict[int, float] = {}
    for keys in lists:
        for rank, key in enumerate(keys, start=1):
            scores[key] = scores.get(key, 0.0) + 1.0 / (RRF_K + rank)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


def retrieve(vector: NDArray[np.float32], words: Sequence[str], store: Store, top_k: int, where: Filter) -> list[Hit]:
    """The ``top_k`` passages of ``store`` for a question, best first; fewer where there are fewer.

    ``vector`` is the embedded question, (dim,) of unit norm; ``words`` are its content words.
    """
    wanted = max(CANDIDATES, top_k)
    dense = dict(store.dense(vector, wanted, where))
    lexical = [key for key, _ in store.lexical(words, wanted, where)]
    fused = fuse([list(dense), lexical])[:top_k]
    passages = store.passages([key for key, _ in fused])
    ids = list(dict.fromkeys(p.document_id for p in passages))
    documents = dict(zip(ids, store.documents(ids), strict=True))
    return [
        Hit(passage, documents[passage.document_id], score, rank, dense.get(key))
        for rank, ((key, score), passage) in enumerate(zip(fused, passages, strict=True), start=1)
    ]
