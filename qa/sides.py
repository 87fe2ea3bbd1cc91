"""What a span claims about the figure or date a question asks for, and whether it is about what the question asks."""

import re
from dataclasses import dataclass

from index import Document
from index.sentences import passage_sentences
from qa.concepts import concept, concepts, is_person
from qa.merging import dates, same
from qa.quantities import Quantity, comparable, equal, kind, read

_LONGEST = 8
"""Words of a span that states a figure; a longer one is a clause that happens to hold a number."""

_FIGURE_ASKED = re.compile(
    r"\bhow (?:many|much|far|deep|long|high|large|big|tall|heavy|wide|old|fast|hot|cold|strong|often)\b|\b(?:what|which)\b"
    r"(?:\W+\w+){0,4}?\W+(?:time|date|toll|number|percentage|percent|share|proportion|price|cost|costs|temperature|rise|raise|size|"
    r"weight|length|height|depth|age|speed|margin|amount|sum|value|total|count|quota|rate|lead|turnout|distance|budget|fee|fine)\b",
    re.IGNORECASE,
)
_DATE_ASKED = re.compile(
    r"(?:^|, )(?:by |until |since |from )?when (?:was|were|is|are|did|does|do|will|would|had|has|have)\b"
    r"|\b(?:what|which) (?:date|day|month)\b",
    re.IGNORECASE,
)
_LEADING = re.compile(r"[$£€]?\d[\d,.]*(?<=\d)(?: (?:million|billion|thousand))?(?: ?%| per ?cent)?(?![\w%])")
_CHUNK = re.compile(r"\b(?:in|at|on|of|from|by|after|before|near|outside|for|to|when|as|during|under|because|with|between)\b|,")
_ASKING = re.compile(r"\b(?:how|what|which|when)\b", re.IGNORECASE)
_COUNTED = re.compile(r"\bhow many\s+((?:[^\W\d_]+\s?){1,4})", re.IGNORECASE)
_NUMBER_OF = re.compile(r"\b(?:number|count|tally|list|total|queue) of ((?:[^\W\d_]+\s?){1,3})", re.IGNORECASE)
_TOLL = re.compile(r"\b(?:death )?toll\b|\bnumber of (?:the )?dead\b", re.IGNORECASE)
_MONEY_ASKED = re.compile(
    r"\b(?:cost|costs|costing|owe[ds]?|price|spen[dt]|paid|pay for|worth|fees?|fined?|compensation)\b", re.IGNORECASE
)
_MONEY = Quantity(1e6, 1e6, "dollar", "", "")
_RATE = re.compile(
    r"(?:\s[^\W\d_]+){0,3}?\s(?:daily\b"
    r"|(?:per|each|every|a|an) (?:day|night|week|month|year|hour|minute|head|person|household|tonne)\b)",
    re.IGNORECASE,
)
_PART = re.compile(r"\s+of (?:the|its|their|his|her|those|these|them)\b", re.IGNORECASE)
_DAILY = re.compile(r"\b(?:daily|weekly|monthly|yearly|annual)(?: [^\W\d_]+){0,2}\s\Z", re.IGNORECASE)
_STOPS = frozenset(
    """
    and on in to as at after because were had who still once was is are that when while or but by from for with
    """.split()  # noqa: SIM905
)
_NAME = re.compile(r"\b[A-Z][\w’'-]*")
_TAKES_UP = re.compile(
    r"\W*(?:(?:[^\W\d_]+\s){0,5}?(?:it|they|that|this|these|those)\b|the (?:figure|number|total|sum|amount|count|toll)\b)",
    re.IGNORECASE,
)
"""How a sentence begins that speaks of what the one before it names."""

_NO_PLURAL = frozenset("was this has its others as is stands rises reaches remains stays does goes".split())  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Side:
    """A figure or date in a document: ``document.text[start:end]``, in the sentence [first, last), which is understood with
    what stands from ``heard`` on.

    ``shared`` counts the concepts of what is asked that the sentence has; ``evidence`` is the reader's word for it, in nats
    (Confidence.evidence); ``named`` tells that the unit or the thing counted stands beside the figure.
    """

    document: Document
    start: int
    end: int
    heard: int
    first: int
    last: int
    figure: Quantity | None
    evidence: float
    shared: int
    named: bool

    @property
    def text(self) -> str:
        """The figure's own words."""
        return self.document.text[self.start : self.end]

    @property
    def sentence(self) -> str:
        """The sentence it stands in."""
        return self.document.text[self.first : self.last]

    @property
    def about(self) -> frozenset[str]:
        """What its sentence speaks of, names aside; with the one before it where it says "it" of that."""
        return concepts(_NAME.sub(" ", self.document.text[self.heard : self.last]))

    @property
    def is_rate(self) -> bool:
        """Whether it is given per day, head and so on: right after it, or right before ("a daily 400")."""
        text = self.document.text
        return bool(_RATE.match(text, self.end, self.last) or _DAILY.search(text, self.first, self.start))

    @property
    def is_part(self) -> bool:
        """Whether it counts some of a number that is told elsewhere: "3 of the objects"."""
        return bool(_PART.match(self.document.text, self.end, self.last))


def asks_for_figure(question: str) -> bool:
    """Whether ``question`` asks for a number, an amount, a measure, a time or a date: what may change or be counted twice."""
    return bool(_FIGURE_ASKED.search(question) or _DATE_ASKED.search(question) or re.match(r"what\b.*\bcost\b", question, re.I))


def asked_about(question: str) -> frozenset[str]:
    """What is asked: the concepts, names aside, of the clause with the question word; of the next one too if it has none.

    What a question counts is left out when there is more: every number of ships shares the ships. All words, names among
    them, if nothing else is left.
    """
    counted = _counted(question)
    clauses = _CHUNK.split(question[:1].lower() + question[1:])
    begin = next((i for i, clause in enumerate(clauses) if _ASKING.search(clause)), 0)
    for clause in clauses[begin:]:
        found = concepts(_NAME.sub(" ", clause)) - {counted}
        if found:
            return found
    return concepts(question) - {counted} or concepts(question)


def side(question: str, asked: frozenset[str], document: Document, start: int, end: int, evidence: float) -> Side | None:
    """The side that ``document.text[start:end]`` takes; None when it holds no figure or date of the kind asked for."""
    text = document.text[start:end]
    if len(text.split()) > _LONGEST or "\n" in text:
        figure_alone = _LEADING.match(text)
        if figure_alone is None:
            return None
        end = start + figure_alone.end()
        text = document.text[start:end]
    heard, first, last = _sentence(document, start, end)
    figure = None if dates(text) else figure_at(document, start, end)
    if figure is None and not (dates(text) and not _COUNTED.search(question)):
        return None
    if figure is not None and (
        _DATE_ASKED.search(question) or not _measures(question, document, figure, (first, start, end, last))
    ):
        return None
    noun = noun_at(document, first, start, end, last)
    named = bool(figure is None or figure.unit or (noun and _wanted(question) and concept(noun) == concept(_wanted(question))))
    shared = len(asked & concepts(document.text[heard:last]))
    return Side(document, start, end, heard, first, last, figure, evidence, shared, named)


def alike(one: Side, other: Side) -> bool:
    """Whether two sides measure the same kind of thing, so that they agree or differ."""
    if one.figure is None or other.figure is None:
        return one.figure is other.figure
    return comparable(one.figure, other.figure)


def agree(one: Side, other: Side) -> bool:
    """Whether two sides give the same figure or date, in whatever words and units."""
    if one.figure and other.figure:
        return equal(one.figure, other.figure)
    return same(one.text, other.text, one.document.published, other.document.published)


def far(one: Side, other: Side, ratio: float) -> bool:
    """Whether two figures are more than ``ratio`` apart; not in other units or of dates."""
    if one.figure is None or other.figure is None or one.figure.unit != other.figure.unit:
        return False
    low, high = sorted((abs(one.figure.value), abs(other.figure.value)))
    return high > ratio * low


def _sentence(document: Document, start: int, end: int) -> tuple[int, int, int]:
    text = document.text
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    before = first
    for a, b in passage_sentences(text[first : last if last >= 0 else len(text)]):
        if first + a <= start < first + b:
            takes_up = _TAKES_UP.match(text, first + a, start)
            return before if takes_up else first + a, first + a, max(first + b, end)
        before = first + a
    return start, start, end


def figure_at(document: Document, start: int, end: int) -> Quantity | None:
    """The first quantity of a span, read with the words after it: its unit or what it counts."""
    text = document.text
    own = read(text[start:end])[0]
    if not own or own[0].unit:
        return own[0] if own else None
    after = re.match(r"[\s-]?[^\W\d_]*(?: [^\W\d_]+)?|\s?%", text[end : end + 60].split("\n")[0])
    found = read(text[start:end] + (after.group() if after else ""))[0]
    return found[0] if found and found[0].value >= own[0].value else own[0]


def _measures(question: str, document: Document, figure: Quantity, places: tuple[int, int, int, int]) -> bool:
    first, start, end, last = places
    if figure.unit == "" and 1500 <= figure.value < 2100 and "," not in document.text[start:end]:
        return False  # a year does not move
    counted = _COUNTED.search(question)
    if not counted:
        return not _MONEY_ASKED.search(question) or comparable(figure, _MONEY) or (kind(figure) == "count" and bool(figure.noun))
    wanted = _wanted(question)
    if not wanted:
        return figure.unit == ""
    unit = read(f"2 {wanted}")[0][0].unit
    if unit or figure.unit:
        return figure.unit == unit
    noun = noun_at(document, first, start, end, last)
    # "1,650 people had lost their posts" tells how many jobs went.
    return not noun or alike_nouns(noun, wanted) or (is_person(noun) and concept(wanted) in concepts(document.text[first:last]))


def _wanted(question: str) -> str:
    counted = _COUNTED.search(question)
    words = re.findall(r"[^\W\d_]+", counted[1].lower()) if counted else []
    return next((w for w in words if _countable(w)), "")


def _counted(question: str) -> str:
    """The concept of what "how many" counts; every number of such things shares it, so it proves nothing."""
    return concept(_wanted(question)) if _wanted(question) else ""


def alike_nouns(one: str, other: str) -> bool:
    """Whether two nouns may count the same things."""
    return concept(one) == concept(other) or one in other or other in one or (is_person(one) and is_person(other))


def noun_at(document: Document, first: int, start: int, end: int, last: int) -> str:
    """What a bare number counts: a plural right after it, what "the number of" names, or what was last counted; "" if unknown."""
    text = document.text
    number: str = read(text[start:end])[1].lower()
    after = re.findall(r"[^\W\d_]+|[,.;:]", f"{number} {text[end:last]}".lower())
    for word in (w for w in after[:3] if w not in ("of", "its", "the", "our", "their", "million", "billion")):
        if not word.isalpha() or word in _STOPS:
            break
        if _countable(word):
            return str(word)
    if _TOLL.search(text, first, last):
        return "dead"
    named = list(_NUMBER_OF.finditer(text, first, last))
    if named:
        nearest = min(named, key=lambda m: abs(m.start() - start))
        return next((w for w in str(nearest[1]).lower().split() if _countable(w)), "")
    before = re.findall(r"[^\W_]+", read(text[first:start])[1].lower())
    counted = [q.noun for q in read(text[first:start])[0] if q.unit == "" and q.noun in before and _countable(q.noun)]
    return str(counted[-1]) if counted else ""


def _countable(word: str) -> bool:
    return is_person(word) or (word.endswith("s") and len(word) > 3 and word not in _NO_PLURAL)
