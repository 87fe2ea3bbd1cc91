"""Spans that say the same thing -> one answer with all its citations, the surest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from index import Document
from qa.citations import Citation, cite
from qa.confidence import Confidence, Features, features
from qa.merging import merge
from qa.spans import Span

MAX_ANSWERS = 5
"""Shown and ranked; a sixth reading of eight passages has not been the right one."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the corpus says, in its own words.

    ``text`` is the quote of the first citation; ``confidence`` in [0, 1] is the probability that it is right;
    ``independent_sources`` counts the outlets that say it, copies of one story once. ``resolved_date`` is the day a relative date means, if known.
    """

    text: str
    confidence: float
    citations: tuple[Citation, ...]
    independent_sources: int
    resolved_date: str | None


def independent(documents: Sequence[Document]) -> int:
    """How many independent sources the documents are: those of one outlet or one story, directly or by way of others, are one."""
    groups: list[set[str]] = []
    for document in documents:
        marks = {f"story {document.story or document.id}", f"outlet {(document.source or document.id).casefold()}"}
        groups = [g for g in groups if not g & marks] + [marks.union(*(g for g in groups if g & marks))]
    return len(groups)


def candidates(question: str, spans: Sequence[Span]) -> list[tuple[list[Span], Features]]:
    """The MAX_ANSWERS groups of widest margin, each with what its probability is made of."""
    groups = merge(spans)[:MAX_ANSWERS]
    found = []
    for group in groups:
        others = [g[0].margin for g in groups if g is not group]
        found.append((group, features(question, group[0], max(others, default=None))))
    return found


def rank(question: str, spans: Sequence[Span], confidence: Confidence) -> list[Answer]:
    """The answers of ``spans``, at most MAX_ANSWERS, the surest first.

    Raises CitationError if a quote does not stand in its document.
    """
    answers = [
        Answer(
            text=group[0].text,
            confidence=confidence.probability(made_of),
            citations=tuple(cite(span) for span in group),
            independent_sources=independent([span.hit.document for span in group]),
            resolved_date=None,
        )
        for group, made_of in candidates(question, spans)
    ]
    return sorted(answers, key=lambda answer: -answer.confidence)
