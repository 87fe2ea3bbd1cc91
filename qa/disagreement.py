"""Answers that differ: a figure that moved with time, or sides that dispute it. Pure.

A second answer is no side because it ranks second. It must measure the same kind of thing, count the same things, and stand in
a sentence that speaks of what was asked; a dispute needs words that say there is one, besides two speakers.
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from index import Document
from qa.concepts import FATES, concepts
from qa.merging import days
from qa.quantities import kind, read
from qa.sides import Side, agree, alike, asked_about, asks_for_figure, lines, side, sides
from qa.spans import Span

LOWEST_MARGIN = -17.0
"""Below it the reader's spans of a passage are noise, whatever their sentence says."""

LONGEST_GAP = 10.0
"""What the weakest side's margin may be under the strongest's."""

SURE_MARGIN = -4.0
COMMON = 3
SURE_GAP = 4.0
"""A side without a word of the question needs these of the reader instead."""

WORTH = 4.0
"""Logits that a shared concept is worth when it is chosen which figure of a document answers the question."""

AROUND = 700
"""Characters before and after a figure in which the other side of a dispute is looked for: three paragraphs of news."""

LARGEST_RATIO = 10.0
"""Sides of a dispute count the same things; figures further apart count different ones."""

_DISPUTE = re.compile(
    r"\b(?:disput\w+|clash\w*|contradict\w*|conflict(?:s|ing)|contest(?:s|ed)|disagree\w*|could not (?:even )?agree|"
    r"differ(?:s|ed|ing)?|"
    r"different(?:ly)? \w+|miscount\w*|the true|(?:put|puts) (?:it|the \w+(?: of \w+)?) at|accus\w+|rival|row over|fight over|"
    r"(?:its|their|his|her) own (?:count|list|tally|figures?|estimates?|measurements?)|rejected (?:the|that) \w+|"
    r"(?:much|far|sharply) (?:higher|lower|smaller|larger)|counter(?:ed|s)|insist\w*|versions?|exaggerat\w+|"
    r"under(?:stated|counted|estimated)|over(?:stated|counted|estimated))\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"\b(?:figures?|totals?|count|tally|list|estimates?|number|(?:put|puts) it at|account|version|crowd|turnout)\b", re.IGNORECASE
)
_SPEAKS = re.compile(
    r"\b(?:said|says?|told|put|puts|claim(?:s|ed)?|according|estimate(?:s|d)?|insist\w*|counted|reported|reckon\w*|argu\w+|found)\b",
    re.IGNORECASE,
)
_UNREAL = re.compile(
    r"\b(?:wants?|wanted|demand\w*|sought|seek\w*|would|could|might|may|if|hop(?:es?|ed)|fear\w*|ask(?:s|ed) for|can)\b",
    re.IGNORECASE,
)
_PLANNED = re.compile(
    r"\b(?:plan\w*|expect\w*|due|will|would|could|schedul\w*|forecast\w*|design\w*|hope\w*|want\w*|demand\w*|seek\w*)\b", re.I
)
_HEDGE = re.compile(
    r"\b(?:more than|at least|about|around|some|roughly|nearly|almost|up to|over|fewer than|less than|an estimated|"
    r"approximately)\s\Z",
    re.IGNORECASE,
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

_POLAR = re.compile(r"(?:was|were|is|are|did|do|does|has|have|had)\b", re.IGNORECASE)
_NOBODY = re.compile(r"\b(?:nobody|no[ -]one|none|no \w+)\b", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:as of|by|until|before|up to)\s*\Z", re.IGNORECASE)
_NUMBER = re.compile(r"(?:[$£€]\s?)?\d(?:[\d,.:]*\d)?(?:\s?[ap]\.m\.)?(?:\s(?:million|billion|thousand))?(?:\s?%|\sper ?cent)?")


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


def disagreement(question: str, spans: Sequence[Span]) -> Disagreement | None:
    """How the answers among ``spans``, all that the reader found for ``question``, differ; None when they do not."""
    asked = asked_about(question)
    since, until = days_asked(question)
    spans = [s for s in spans if within(s.hit.document.published, since, until)]
    if _POLAR.match(question):
        return _denied(asked, spans)
    if not asks_for_figure(question):
        return None
    found = sides(question, asked, spans, LOWEST_MARGIN)
    if not found:
        return None
    first = max(found, key=lambda s: (_score(s), -s.start))
    if not first.shared and not _by_reader(asked, first, first):
        return None
    found = [one for one in found if one.shared or _by_reader(asked, one, first)]
    return _disputed(question, asked, first) or _moved(question, first, found)


def _by_reader(asked: frozenset[str], one: Side, first: Side) -> bool:
    """Whether a side without a word of the question in its sentence still answers it: the reader's word, and that the two
    sentences speak of the same things."""
    if asked & FATES and concepts(one.sentence) & FATES:
        return False
    much = 2 if one.named else 1
    sure = one.margin >= max(much * SURE_MARGIN, first.margin - much * SURE_GAP)
    return sure and len(one.about & first.about) >= COMMON


def _score(one: Side) -> float:
    return one.margin + WORTH * one.shared


def days_asked(question: str) -> tuple[str | None, str | None]:
    """The days between which a question that names one wants its documents: "as of" one, or that day and the two after it."""
    day = days(question)
    if day is None:
        return None, None
    first, text = day
    until = (datetime.date.fromisoformat(first) + datetime.timedelta(days=2)).isoformat()
    return (None, first) if _UNTIL.search(text) else (first, until)


def within(published: str | None, since: str | None, until: str | None) -> bool:
    """Whether a document of that day is of the days between; one without a day is of no end."""
    return (since is None or (published or "") >= since) and (until is None or (published or "9") <= until)


def _moved(question: str, first: Side, found: Sequence[Side]) -> Disagreement | None:
    unreal = bool(_UNREAL.search(question) or _PLANNED.search(question))
    best: dict[str, Side] = {}
    for one in sorted(found, key=lambda s: -_score(s)):
        if one.document.published is None or one.margin < first.margin - LONGEST_GAP:
            continue
        if not alike(first, one) or (one.is_rate and not first.is_rate):
            continue
        if not unreal and _UNREAL.search(one.document.text, one.first, one.start):
            continue
        best.setdefault(one.document.id, one)
    distinct: list[Side] = []
    for one in sorted(best.values(), key=lambda s: (s.document.published or "", s.document.id)):
        if not any(agree(one, other) for other in distinct):
            distinct.append(one)
    if len({one.document.published for one in distinct}) < 2:
        return None
    if first.figure and kind(first.figure) in _FIXED and not any(_CHANGE.search(one.sentence) for one in distinct[1:]):
        return None
    return Disagreement("moved", tuple(_value(one) for one in distinct))


def _disputed(question: str, asked: frozenset[str], first: Side) -> Disagreement | None:
    """The other sides in the paragraphs around a figure, where the article says that there are sides."""
    document, text = first.document, first.document.text
    begin, stop = max(0, first.start - AROUND), first.end + AROUND
    speaks = first.figure is not None and _SPEAKS.search(first.sentence)
    if not speaks or not _DISPUTE.search(f"{document.title}\n{text[begin:stop]}"):
        return None
    found = [first]
    before = ""
    for match in re.finditer(r"[^\n]+", text[:stop]):
        for a, b in lines(match.group()) if match.end() > begin else ():
            a, b = match.start() + a, match.start() + b
            other = _other(question, asked, first, a, text[a:b], before)
            if other and not any(agree(other, one) for one in found):
                found.append(other)
            before = text[a:b]
    if len(found) < 2:
        return None
    return Disagreement("disputed", tuple(_value(one) for one in sorted(found, key=lambda s: s.start)))


def _other(question: str, asked: frozenset[str], first: Side, at: int, sentence: str, before: str) -> Side | None:
    """The side that a sentence of the same article takes against ``first``, None if it takes none."""
    if first.first <= at < first.last or not _SPEAKS.search(sentence) or _UNREAL.search(sentence):
        return None
    if not (asked & concepts(sentence) or _FIGURE.search(sentence) or _DISPUTE.search(before)):
        return None
    places = [(at + m.start(), at + m.end()) for m in _NUMBER.finditer(sentence)]
    found = [one for a, b in places if (one := side(question, asked, first.document, a, b, first.margin))]
    if any(agree(first, one) for one in found):
        return None
    one = next((one for one in found if alike(first, one)), None)
    if one is None or one.figure is None or first.figure is None:
        return None
    low, high = sorted((abs(one.figure.value), abs(first.figure.value)))
    return one if high <= LARGEST_RATIO * low else None


def _denied(asked: frozenset[str], spans: Sequence[Span]) -> Disagreement | None:
    """Of a question for yes or no: one document's "nobody was hurt" against another's "4 sailors were injured"."""
    nobody = next((s for s in spans if _NOBODY.match(s.text) and asked & concepts(s.text)), None)
    some = next((s for s in spans if read(s.text)[0] and not _NOBODY.search(s.text) and asked & concepts(s.text)), None)
    if nobody is None or some is None or min(nobody.margin, some.margin) < max(s.margin for s in spans) - LONGEST_GAP:
        return None
    pair = sorted((nobody, some), key=lambda s: (s.hit.document.published or "", s.hit.document.id, s.start))
    return Disagreement("disputed", tuple(_place(s.hit.document, s.start, s.end) for s in pair))


def _value(one: Side) -> Value:
    return _place(one.document, one.start, one.end)


def _place(document: Document, start: int, end: int) -> Value:
    hedge = _HEDGE.search(document.text, max(0, start - 20), start)
    start = hedge.start() if hedge else start
    return Value(document.text[start:end], document.source, document.published, document.id, start, end)
