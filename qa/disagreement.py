"""Answers that differ: a figure that moved with time, or sides that dispute it. Pure.

A second answer is no side because it ranks second. It must measure the same kind of thing, count the same things, and stand in
a sentence that speaks of what was asked. Disputes: qa/disputes.py.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index import Document
from qa.concepts import FATES, concepts
from qa.confidence import Confidence
from qa.disputes import UNREAL, disputed
from qa.quantities import kind, read
from qa.question_dates import of_days, without_as_of
from qa.sides import Side, agree, alike, asked_about, asks_for_figure, far, side
from qa.spans import Span, with_hedge
from qa.words import missing_names, same_story

# All that weighs the reader's word is in nats, log odds against silence, as the confidence was fitted: a reader of another
# scale needs no other numbers here (docs/adr/0011-evidence-in-nats.md).
LEAST = -6.0
"""Below it the reader's spans of a passage are noise, whatever their sentence says."""

LONGEST_GAP = 8.5
"""What the weakest side's evidence may be under the strongest's."""

SURE = -1.0
"""The first side needs so much where its sentence has no word of the question, and every value where no article says that it
changed."""

STRENGTH = 2.0
COMMON = 0.8
NAMED = 1.0
"""Any other side without such a word needs so much: its evidence, with what each thing that its sentence has
in common with the first side's is worth, and what a unit or noun beside the figure is."""

WORTH = 1.7
"""What a shared concept is worth when it is chosen which figure of a document answers the question."""

LARGEST_MOVE = 30.0
"""Figures that are further apart than any count that grew count different things."""

_PLANNED = re.compile(
    r"\b(?:plan\w*|expect\w*|due|will|would|could|schedul\w*|forecast\w*|design\w*|hope\w*|want\w*|demand\w*|seek\w*)\b", re.I
)
_CHANGE = re.compile(
    r"\b(?:ris\w+|rose|climb\w*|gr[eo]w\w*|reach\w*|increas\w+|f[ae]ll\w*|drop\w*|lower\w*|rais\w+|cut|revis\w+|now|"
    r"instead|"
    r"slipped|push\w*|put back|delay\w*|exten\w+|shr[aiu]nk\w*|"
    r"widen\w*|spread\w*|doubl\w+|updat\w+|correct\w*|no longer|from|so far|latest)\b",
    re.IGNORECASE,
)
_FIXED = frozenset({"length", "weight", "area", "volume", "speed", "temperature", "power", "duration"})
"""Measures that seldom change: that one moved, an article has to say."""

POLAR = re.compile(r"(?:was|were|is|are|did|do|does|has|have|had)\b", re.IGNORECASE)
_NOBODY = re.compile(r"\b(?:nobody|no[ -]one|none|no \w+)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Value:
    """One side: ``document.text[start:end] == value``, offsets [start, end) in code points, with who printed it and when."""

    value: str
    source: str | None
    published: str | None
    document_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Answers that differ: "moved", one figure at different times, or "disputed". ``values`` are distinct, oldest first."""

    kind: str
    values: tuple[Value, ...]


def disagreement(question: str, spans: Sequence[Span], confidence: Confidence) -> Disagreement | None:
    """How the answers among ``spans``, all that the reader found for ``question``, differ; None when they do not.

    ``confidence`` is the one fitted with the reader, whose scale it knows.
    """
    dated, question = question, without_as_of(question)
    asked = asked_about(question)
    if POLAR.match(question):
        return _denied(asked, of_days(dated, spans, lambda s: s.hit.document.published), confidence)
    if not asks_for_figure(question):
        return None
    weighed = [(s, confidence.evidence(s.margin)) for s in spans]
    every = [side(question, asked, s.hit.document, s.start, s.end, evidence) for s, evidence in weighed if evidence >= LEAST]
    found = _of_story(question, [one for one in every if one])
    told, known = (of_days(dated, found, lambda one: one.document.published, since=since) for since in (True, False))
    first, told = _answering(asked, told)
    opposed = disputed(question, asked, first, told) if first else []
    if opposed:
        return Disagreement("disputed", tuple(_value(one) for one in opposed))
    first, known = _answering(asked, known)
    return _moved(question, first, known) if first else None


def _answering(asked: frozenset[str], found: Sequence[Side]) -> tuple[Side | None, Sequence[Side]]:
    """The side that answers best, None where none does, and all that answer."""
    first = max(found, key=lambda s: (_score(s), -s.start), default=None)
    if first is None or not (first.shared or (first.evidence >= SURE and not _other_fate(asked, first))):
        return None, ()
    return first, [one for one in found if one.shared or _by_reader(asked, one, first)]


def _of_story(question: str, found: Sequence[Side]) -> Sequence[Side]:
    """The sides in the documents that have most of the question's names: other stories have figures of the kind too."""
    best = min((one.document for one in found), key=lambda document: missing_names(question, document), default=None)
    return [one for one in found if best and same_story(question, one.document, best)]


def _by_reader(asked: frozenset[str], one: Side, first: Side) -> bool:
    """Whether a side without a word of the question in its sentence still answers it: the reader's word, and that the two
    sentences speak of the same things."""
    if _other_fate(asked, one):
        return False
    return one.evidence + COMMON * len(one.about & first.about) + NAMED * one.named >= STRENGTH


def _other_fate(asked: frozenset[str], one: Side) -> bool:
    return bool(asked & FATES and concepts(one.sentence) & FATES)


def _score(one: Side) -> float:
    return one.evidence + WORTH * one.shared


def _moved(question: str, first: Side, found: Sequence[Side]) -> Disagreement | None:
    unreal = bool(UNREAL.search(question) or _PLANNED.search(question))
    best: dict[str, Side] = {}
    for one in sorted(found, key=lambda s: -_score(s)):
        if one.document.published is None or one.evidence < first.evidence - LONGEST_GAP:
            continue
        if not alike(first, one) or one.is_rate > first.is_rate or one.is_part > first.is_part or far(first, one, LARGEST_MOVE):
            continue
        if not unreal and UNREAL.search(one.document.text, one.first, one.start):
            continue
        best.setdefault(one.document.id, one)
    distinct: list[Side] = []
    for one in sorted(best.values(), key=lambda s: (s.document.published or "", s.document.id)):
        if not any(agree(one, other) for other in distinct):
            distinct.append(one)
    if len({one.document.published for one in distinct}) < 2:
        return None
    told = any(_CHANGE.search(one.sentence) for one in distinct)
    if not told and min(one.evidence for one in distinct) < SURE:
        return None
    if first.figure and kind(first.figure) in _FIXED and not any(_CHANGE.search(one.sentence) for one in distinct[1:]):
        return None
    return Disagreement("moved", tuple(_value(one) for one in distinct))


def _denied(asked: frozenset[str], spans: Sequence[Span], confidence: Confidence) -> Disagreement | None:
    """Of a question for yes or no: one document's "nobody was hurt" against another's "4 sailors were injured"."""
    nobody = next((s for s in spans if _NOBODY.match(s.text) and asked & concepts(s.text)), None)
    some = next((s for s in spans if read(s.text)[0] and not _NOBODY.search(s.text) and asked & concepts(s.text)), None)
    if nobody is None or some is None:
        return None
    weakest, widest = min(nobody.margin, some.margin), max(s.margin for s in spans)
    if confidence.evidence(weakest) < confidence.evidence(widest) - LONGEST_GAP:
        return None
    pair = sorted((nobody, some), key=lambda s: (s.hit.document.published or "", s.hit.document.id, s.start))
    return Disagreement("disputed", tuple(_place(s.hit.document, s.start, s.end) for s in pair))


def _value(one: Side) -> Value:
    return _place(one.document, one.start, one.end)


def _place(document: Document, start: int, end: int) -> Value:
    start = with_hedge(document.text, start)
    return Value(document.text[start:end], document.source, document.published, document.id, start, end)
