"""Sides that dispute a figure inside one article: where they stand around it, and what shows that they are sides. Pure."""

import re
from collections.abc import Sequence

from index.sentences import passage_sentences
from qa.attribution import attribute
from qa.concepts import concepts
from qa.sides import Side, agree, alike, far, side

AROUND = 700
"""Characters before and after a figure in which the other side of a dispute is looked for: three paragraphs of news."""

NEIGHBOURS = 2
"""Sentences of two speakers that are no further apart need no word for it that they dispute."""

NEAR_RATIO = 4.0
LARGEST_RATIO = 10.0
"""Sides of a dispute count the same things; figures further apart, without and with a word of dispute, count different ones."""

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
    r"\b(?:figures?|totals?|count|tally|list|estimates?|number|(?:put|puts|made|makes) it(?: at)?|account|version|crowd"
    r"|turnout)\b",
    re.IGNORECASE,
)
_SPEAKS = re.compile(
    r"\b(?:said|says?|told|put|puts|claim(?:s|ed)?|according|estimate(?:s|d)?|insist\w*|counted|reported|reckon\w*|argu\w+|found|"
    r"shows?|showed)\b",
    re.IGNORECASE,
)
_TURN = re.compile(r"[,;]\s+(?:but|while|whereas|though|although|yet)\s|;\s|[a-z]\.\s+(?=[A-Z])")
UNREAL = re.compile(
    r"\b(?:wants?|wanted|demand\w*|sought|seek\w*|would|could|might|may|if|hop(?:es?|ed)|fear\w*|ask(?:s|ed) for|can)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?:[$£€]\s?)?\d(?:[\d,.:]*\d)?(?:\s?[ap]\.m\.)?(?:\s(?:million|billion|thousand))?(?:\s?%|\sper ?cent)?")


def disputed(question: str, asked: frozenset[str], first: Side, found: Sequence[Side]) -> list[Side]:
    """``first`` and the other sides in the paragraphs around it, in their order; nothing where there is no other.

    There are sides where the article says so, or where two speakers in a row give different figures. ``found`` are the sides
    among the reader's spans.
    """
    document, text = first.document, first.document.text
    begin, stop = max(0, first.start - AROUND), first.end + AROUND
    if not _SPEAKS.search(first.sentence):
        return []
    worded = bool(_DISPUTE.search(f"{document.title}\n{text[begin:stop]}"))
    places = [
        (paragraph.start() + a, paragraph.start() + b)
        for paragraph in re.finditer(r"[^\n]+", text[:stop])
        if paragraph.end() > begin
        for a, b in passage_sentences(paragraph.group())
    ]
    own = next((i for i, (a, b) in enumerate(places) if a <= first.start < b), 0)
    sides = [first]
    for i, (a, b) in enumerate(places):
        if not worded and abs(i - own) > NEIGHBOURS:
            continue
        before = text[slice(*places[i - 1])] if i else ""
        other = _other(question, asked, first, a, b, before, found, worded, abs(i - own) <= NEIGHBOURS)
        if other and not any(agree(other, one) for one in sides):
            sides.append(other)
    return sorted(sides, key=lambda s: s.start) if len(sides) > 1 else []


def _other(
    question: str,
    asked: frozenset[str],
    first: Side,
    at: int,
    end: int,
    before: str,
    found: Sequence[Side],
    worded: bool,
    near: bool,
) -> Side | None:
    """The side that the sentence [at, end) of the same article takes against ``first``, None if it takes none."""
    document = first.document
    # "The operator said 46 mph, but the union said 70 mph": of one sentence, what a second speaker says.
    turn = _TURN.search(document.text, first.end, end) if at <= first.start < end else None
    if at <= first.start < end and turn is None:
        return None
    at = turn.start() if turn else at
    sentence = document.text[at:end]
    if not _SPEAKS.search(sentence) or UNREAL.search(sentence):
        return None
    if first.figure is None:
        sides = [one for one in found if one.document.id == document.id and at <= one.start < end]
    else:
        places = [(at + m.start(), at + m.end()) for m in _NUMBER.finditer(sentence)]
        sides = [one for a, b in places if (one := side(question, asked, document, a, b, first.evidence))]
    if any(agree(first, one) for one in sides):
        return None
    one = next((one for one in sides if alike(first, one)), None)
    if one is None:
        return None
    told = turn or asked & concepts(sentence) or _FIGURE.search(sentence) or _DISPUTE.search(before)
    if not (worded and told) and not (near and (told or one.named) and _two_speak(first, one)):
        return None
    return None if far(first, one, LARGEST_RATIO if worded else NEAR_RATIO) else one


def _two_speak(one: Side, other: Side) -> bool:
    """Whether the two figures of one article are told by two who are named."""
    text, source = one.document.text, one.document.source
    begin = text.rfind("\n", 0, min(one.first, other.first)) + 1
    end = text.find("\n", max(one.last, other.last) - 1)
    around = text[begin : end if end >= 0 else len(text)]
    speakers = [attribute(around, s.start - begin, s.end - begin, source) for s in (one, other)]
    return all(speakers) and len({s.text.casefold() for s in speakers if s}) == 2
