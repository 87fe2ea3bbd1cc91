"""Quoth as a user has it: a file of documents, ``ingest``, ``Assistant.ask``."""

import json
import statistics
from collections.abc import Callable, Sequence

from eval.peers import floor
from eval.peers.systems import Ask, Found, Passage, Work
from index import LocalStore, ingest, load_embedder
from qa import Assistant
from qa.settings import Settings


def ready(work: Work) -> Callable[[Sequence[Passage]], None]:
    embedder = load_embedder()
    embedder.query("ready")

    def build(passages: Sequence[Passage]) -> None:
        work.index.mkdir(parents=True)
        listing = work.index / "corpus.jsonl"
        rows = (json.dumps({"url": p.id, "text": p.text}) for p in passages)
        listing.write_text("\n".join(rows) + "\n", "utf-8")
        ingest([listing], work.index / "quoth", embedder)
        listing.unlink()

    return build


def opened(work: Work) -> Ask:
    assistant = Assistant.open(work.index / "quoth", Settings())

    def ask(question: str) -> Found:
        result = assistant.ask(question)
        best = result.answers[0].text if result.answers else ""
        return Found(best, tuple(hit.document.url or "" for hit in result.hits))

    return ask


def bare_embedding(work: Work) -> float:
    """Seconds that the embedder alone takes for the passages of the index."""
    return floor.embedding(load_embedder(), LocalStore.open(work.index / "quoth").documents())


def bare_reading(work: Work, questions: Sequence[str]) -> float:
    """The median over ``questions`` of the time to answer over that to run the windows which the answer took."""
    return statistics.median(whole / bare for whole, bare in floor.asking(work.index / "quoth", questions))
