"""A result as the page shows it: the answer, or the silence, and a card for each source."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from qa.phrasing import agreement, meaning, words_for
from web.differing import HEADINGS
from web.export import ENDINGS, export
from web.markup import render
from web.timeline import mark

if TYPE_CHECKING:
    from qa import Answer, Citation, Hit, Result
    from web.differing import Point

AROUND = 200
"""Characters of a passage that are seen on either side of the sentence; the rest of it unfolds. A paragraph of a newspaper."""

NEAR = 60
"""The least, if there is that much: a line of it."""

OPENING = 480
"""Characters of a closest passage, which has no sentence of its own."""

CARDS = 5
"""Shown at once; more sources unfold."""

CLOSEST = 3
STYLES = {"chicago": "Chicago", "markdown": "Markdown", "bibtex": "BibTeX"}


@dataclass(frozen=True, slots=True)
class Card:
    """A passage in seven pieces that together are the passage: folded, before, lead, quote, rest, after, folded.

    ``lead``, ``quote`` and ``rest`` are the sentence. ``start``, ``end``: what to show when the article is opened, offsets
    [start, end) in code points of its text.
    """

    document: str
    title: str
    outlet: str
    published: str
    page: int | None
    who: str
    kind: str
    start: int
    end: int
    pieces: tuple[str, str, str, str, str, str, str]


def card(citation: "Citation") -> Card:
    """The card of one source."""
    text, base = citation.passage, citation.passage_start
    first, last = citation.context_start - base, citation.context_start + len(citation.context) - base
    begin, end = citation.start - base, citation.end - base
    said = citation.attribution if citation.attribution and citation.attribution.kind != "own" else None
    near, far = _before(text, first), _after(text, last)
    cuts = (0, near, first, begin, end, last, far, len(text))
    return Card(
        document=citation.document_id,
        title=citation.title.strip() or citation.path,
        outlet=citation.source or "outlet unknown",
        published=citation.published or "date unknown",
        page=citation.page,
        who=said.text if said else "",
        kind=said.kind if said else "",
        start=citation.start,
        end=citation.end,
        pieces=tuple(text[a:b] for a, b in pairwise(cuts)),  # type: ignore[arg-type]
    )


def closest(hit: "Hit") -> Card:
    """The card of a passage that was found and does not answer."""
    document, passage = hit.document, hit.passage
    cut = _after(passage.text, OPENING - AROUND)
    return Card(
        document=document.id,
        title=document.title.strip() or document.path,
        outlet=document.source or "outlet unknown",
        published=document.published or "date unknown",
        page=None,
        who="",
        kind="",
        start=passage.start,
        end=passage.end,
        pieces=("", passage.text[:cut], "", "", "", "", passage.text[cut:]),
    )


def answer_html(result: "Result", link: str) -> str:
    """What is said at the top: the answer with how sure it is, or that there is none and why. ``link`` leads to the question."""
    exports = [(label, ending, export([result], ending)) for ending, label in ENDINGS.items()]
    answer = result.answer
    if answer is None:
        reason = _sentence(result.reason or "no reason known")
        return render("silence", reason=reason, percent=f"{result.confidence:.0%}", link=link, exports=exports)
    return render(
        "answer",
        text=answer.text,
        meant=meaning(result),
        percent=f"{answer.confidence:.0%}",
        sure=words_for(answer.confidence),
        agreement=agreement(answer),
        link=link,
        citations={label: result.cite(style) for style, label in STYLES.items()},
        exports=exports,
        heading=HEADINGS[result.disagreement.kind] if result.disagreement else "",
    )


def sources_html(result: "Result", differing: "Sequence[Point]") -> str:
    """The cards of the answer's sources, or of the closest passages, and the readings that were not taken.

    ``differing`` are the points on which sources differ.
    """
    others = [reading for reading in result.answers if reading is not result.answer]
    if result.answer is None:
        cards = [closest(hit) for hit in result.hits[:CLOSEST]]
        heading, folded = "Closest passages", "Readings that were not trusted"
    else:
        cards = [card(citation) for citation in result.answer.citations]
        heading, folded = "Where it stands", "Other readings"
    return render(
        "sources",
        answered=result.answer is not None,
        rows=[(point, *mark(point)) for point in differing],
        differing=HEADINGS[result.disagreement.kind] if result.disagreement else "",
        heading=heading,
        cards=cards[:CARDS],
        more=cards[CARDS:],
        folded=folded,
        others=[_reading(reading) for reading in others],
    )


def error_html(message: str, link: str) -> str:
    """An error in the words it came with."""
    return render("error", message=_sentence(message), link=link)


def _reading(answer: "Answer") -> dict[str, object]:
    first = answer.citations[0]
    place = {"document": first.document_id, "start": first.start, "end": first.end, "title": first.title.strip() or first.path}
    return {"text": answer.text, "percent": f"{answer.confidence:.0%}", **place}


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _before(text: str, at: int) -> int:
    """Where to begin before ``at``, some AROUND characters off: at a paragraph if one begins there, else at a word."""
    if at <= AROUND * 1.2:
        return 0
    line = text.find("\n", at - AROUND, at - NEAR)
    cut = line if line >= 0 else text.rfind(" ", 0, at - AROUND) + 1
    return cut + len(text[cut:at]) - len(text[cut:at].lstrip())


def _after(text: str, at: int) -> int:
    """Where to end after ``at``, likewise."""
    if len(text) - at <= AROUND * 1.2:
        return len(text)
    line = text.rfind("\n", at + NEAR, at + AROUND)
    word = text.find(" ", at + AROUND)
    cut = line if line >= 0 else word if word >= 0 else len(text)
    return at + len(text[at:cut].rstrip())
