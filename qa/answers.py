"""Spans that say the same thing -> one answer with all its citations, the surest first."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index import Document
from qa.citations import Citation, cite
from qa.confidence import Confidence, Features, features
from qa.disagreement import Disagreement, Value
from qa.merging import merge
from qa.polarity import asks_of_denial
from qa.quantities import read
from qa.question_dates import asks_when, of_days
from qa.sides import asks_for_figure
from qa.spans import Span
from qa.when import resolved_date
from qa.words import same_story

CANDIDATES = 8
"""Weighed against each other. What the reader likes less than eight other answers has not been the right one."""

SPANS = 20
"""Merged: of three a passage, most are what the reader likes least. It halves the time of merging and moves no figure."""

MAX_ANSWERS = 5
"""Shown."""

_ASKED_IN = re.compile(r"\b(?:how many|how much|in)\b", re.IGNORECASE)
"""What stands where an answer has its number: how many miles, in miles."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the corpus says, in its own words.

    ``text`` is the quote of the first citation; ``confidence`` in [0, 1] is the probability that it is right;
    ``independent_sources`` counts the outlets that say it, copies of one story once, and none that tells of a denial alone.
    ``resolved_date`` is the day a relative date means, if known.
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


def candidates(question: str, spans: Sequence[Span], found: Disagreement | None = None) -> list[tuple[list[Span], Features]]:
    """The CANDIDATES groups of widest margin and every value of ``found``, each with what its probability is made of."""
    widest = sorted(spans, key=lambda s: -s.margin)
    likely = [*widest[:SPANS], *(span for span in widest[SPANS:] if _is_side([span], found))]
    groups = [group for i, group in enumerate(merge(likely)) if i < CANDIDATES or _is_side(group, found)]
    return [(group, features(question, group)) for group in (_of_story(question, group) for group in groups)]


def _of_story(question: str, group: list[Span]) -> list[Span]:
    """``group`` without what documents say that lack more of the question's names than the first's: "three" of another story."""
    return [span for span in group if same_story(question, span.hit.document, group[0].hit.document)]


def rank(question: str, spans: Sequence[Span], confidence: Confidence, found: Disagreement | None = None) -> list[Answer]:
    """The answers of ``spans``, the surest first: MAX_ANSWERS, and more only where ``found`` has more values.

    Raises CitationError if a quote does not stand in its document.
    """
    ranked = candidates(question, spans, found)
    surest = sorted(
        zip(confidence.probabilities([made_of for _, made_of in ranked]), (group for group, _ in ranked), strict=True),
        key=lambda pair: -pair[0],
    )
    return [
        _answer(question, probability, group)
        for i, (probability, group) in enumerate(surest)
        if i < MAX_ANSWERS or _is_side(group, found)
    ]


def _answer(question: str, probability: float, group: Sequence[Span]) -> Answer:
    # Who denies a thing does not say it: shown last, and no source for it, unless the denial is what is asked about.
    counts = asks_of_denial(question)
    cited = [(counts or not _denied(citation), citation, span.hit.document) for span in group for citation in [cite(span)]]
    # Of a border of 14 kilometres that is 9 miles to others, who asks for miles gets miles.
    units = _units(_ASKED_IN.sub("9", question))
    cited.sort(key=lambda one: (not one[0], bool(units) and not units & _units(one[1].quote)))
    saying = [document for says, _, document in cited if says]
    citations = tuple(citation for _, citation, _ in cited)
    days = [resolved_date(c.quote, c.published, c.context) for c in citations] if asks_when(question) else []
    return Answer(
        text=citations[0].quote,
        confidence=probability,
        citations=citations,
        independent_sources=independent(saying),
        # "On Monday" of two articles is two days unless both mean the same one; one that tells no day gainsays none.
        resolved_date=days[0] if len({day for day in days if day}) == 1 else None,
    )


def _units(text: str) -> set[str]:
    return {quantity.unit for quantity in read(text)[0]} - {""}


def _denied(citation: Citation) -> bool:
    return citation.attribution is not None and citation.attribution.kind == "denied"


def newest(question: str, answers: Sequence[Answer], found: Disagreement | None, as_of: str | None = None) -> int:
    """Which of ``answers``, surest first, to show first: of a moved figure the newest that is not after ``as_of``.

    Of a dispute it is the surest that is a side of it; without either, the surest, of the day that the question names if any.
    """
    values = [v for v in found.values if as_of is None or (v.published or "") <= as_of] if found else []
    if found and found.kind == "moved":
        newest_first = sorted(values, key=lambda v: v.published or "", reverse=True)
        return next((i for value in newest_first for i, answer in enumerate(answers) if _holds(answer, value)), 0)
    if found:
        return next((i for i, answer in enumerate(answers) if any(_holds(answer, value) for value in values)), 0)
    if not asks_for_figure(question):
        return 0
    cited = [(i, citation.published) for i, answer in enumerate(answers) for citation in answer.citations]
    return of_days(question, cited, lambda one: one[1])[0][0]


def newest_first(question: str, answers: Sequence[Answer], found: Disagreement | None, as_of: str | None = None) -> list[Answer]:
    """``answers`` with the one that ``newest`` chooses first, as sure as all values of a disagreement together.

    That the question is answered at all is vouched for by every value; which of them is the newest, by its date.
    """
    if not answers:
        return []
    chosen = newest(question, answers, found, as_of)
    first, rest = answers[chosen], [answer for i, answer in enumerate(answers) if i != chosen]
    if found:
        sure = sum(a.confidence for a in answers if a is first or any(_holds(a, value) for value in found.values))
        first = replace(first, confidence=sure)
    return [first, *rest]


def _is_side(group: Sequence[Span], found: Disagreement | None) -> bool:
    values = found.values if found else ()
    return any(_stands(value, span.hit.document.id, span.start, span.end) for span in group for value in values)


def _holds(answer: Answer, value: Value) -> bool:
    return any(_stands(value, c.document_id, c.start, c.end) for c in answer.citations)


def _stands(value: Value, document_id: str, start: int, end: int) -> bool:
    return value.document_id == document_id and start < value.end and value.start < end
