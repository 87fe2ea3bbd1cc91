"""Answers that differ: which source gave which value, and when."""

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.sentences import sentences
from qa.quantities import kind, read

if TYPE_CHECKING:
    from index import Document
    from qa import Citation, Result
    from qa.disagreement import Value

HEADINGS = {"moved": "This figure changed over time", "disputed": "Sources differ"}

_MONTH = re.compile(rf"\b(?:{'|'.join([*calendar.month_name[1:], *calendar.month_abbr[1:]])})\b")


@dataclass(frozen=True, slots=True)
class Point:
    """One source giving one value: ``text[start:end] == value`` of its document, ``sentence`` around it.

    ``side`` is the value whose side it takes, in that one's words. ``figure`` is ``value`` as a number where all values are
    numbers in one unit, else None. ``who`` says so, "" if nobody is named; ``published`` is ISO 8601 or None. ``number``
    counts the outlets from 0, in the order of the points.
    """

    value: str
    side: str
    figure: float | None
    outlet: str
    number: int
    published: str | None
    title: str
    who: str
    sentence: str
    document: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a value stands, before its document is looked up; ``citation`` is None where no answer cites it."""

    document: str
    value: str
    side: str
    start: int
    end: int
    citation: "Citation | None"


def points(result: "Result") -> list[Point]:
    """Every source of every value on which the answers of ``result`` differ, oldest first; none where they do not."""
    places = [place for value in result.disagreement.values for place in _places(value, result)] if result.disagreement else []
    documents = {hit.document.id: hit.document for hit in result.hits}
    figures = dict(zip(places, _figures([place.value for place in places]), strict=True))
    places.sort(key=lambda p: (documents[p.document].published or "9", documents[p.document].source or "", p.start))
    outlets = list(dict.fromkeys(documents[place.document].source for place in places))
    return [
        _point(place, documents[place.document], figures[place], outlets.index(documents[place.document].source))
        for place in places
    ]


def _places(value: "Value", result: "Result") -> list[_Place]:
    """Where the value stands first, and the other documents that the answer with it cites."""
    cited = next((a.citations for a in result.answers if any(_overlap(c, value) for c in a.citations)), ())
    own = next((c for c in cited if _overlap(c, value)), None)
    found = {value.document_id: _Place(value.document_id, value.value, value.value, value.start, value.end, own)}
    for c in cited:
        found.setdefault(c.document_id, _Place(c.document_id, c.quote, value.value, c.start, c.end, c))
    return list(found.values())


def _overlap(citation: "Citation", value: "Value") -> bool:
    return citation.document_id == value.document_id and citation.start < value.end and value.start < citation.end


def _point(place: _Place, document: "Document", figure: float | None, number: int) -> Point:
    said = place.citation.attribution if place.citation else None
    return Point(
        value=place.value,
        side=place.side,
        figure=figure,
        outlet=document.source or "outlet unknown",
        number=number,
        published=document.published,
        title=document.title.strip() or document.path,
        who=said.text if said and said.kind != "own" else "",
        sentence=place.citation.context if place.citation else _sentence(document.text, place.start),
        document=document.id,
        start=place.start,
        end=place.end,
    )


def _sentence(text: str, at: int) -> str:
    first = text.rfind("\n", 0, at) + 1
    line = text[first:].partition("\n")[0]
    return next((line[a:b].strip() for a, b in sentences(line) if a <= at - first < b), line)


def _figures(values: Sequence[str]) -> list[float | None]:
    """The values as numbers, or None for each where they are not all numbers in one unit: dates, times of day, names."""
    found = [read(value)[0] for value in values]
    if any(len(one) != 1 or kind(one[0]) == "clock" for one in found) or any(map(_MONTH.search, values)):
        return [None] * len(values)
    units = {one[0].unit for one in found} - {""}  # "190 million dollars", and then "310 million"
    return [one[0].value if len(units) < 2 else None for one in found]
