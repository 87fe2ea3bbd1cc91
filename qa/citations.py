"""Where an answer stands, proved: every quote is compared with its document before anyone sees it."""

from bisect import bisect_right
from dataclasses import dataclass, replace

from index.errors import CitationError
from index.sentences import passage_sentences
from qa.attribution import Attribution, attribute
from qa.spans import Span


@dataclass(frozen=True, slots=True)
class Citation:
    """One place that says the answer: ``document.text[start:end] == quote``, offsets [start, end) in code points.

    ``context`` is the sentence around the quote, ``passage`` the passage it was read in, which starts at
    ``passage_start``; both verbatim too. ``page`` counts from 1 and is None where the format has no pages. ``attribution``
    names who says so, with offsets in the document; None where nobody is named.
    """

    document_id: str
    path: str
    title: str
    source: str | None
    published: str | None
    url: str | None
    page: int | None
    start: int
    end: int
    quote: str
    context: str
    context_start: int
    passage: str
    passage_start: int
    attribution: Attribution | None


def cite(span: Span) -> Citation:
    """The citation of a span. Raises CitationError unless all that it quotes stands in the document as given."""
    document, passage = span.hit.document, span.hit.passage
    first, last = span.start - passage.start, span.end - passage.start
    around = [(a, b) for a, b in passage_sentences(passage.text) if a < last and b > first]
    begin, end = (around[0][0], around[-1][1]) if around else (first, last)
    context = passage.text[begin:end]
    begin += len(context) - len(context.lstrip())
    said = attribute(passage.text, first, last, document.source)
    if said:
        said = replace(said, start=said.start + passage.start, end=said.end + passage.start)
    citation = Citation(
        document_id=document.id,
        path=document.path,
        title=document.title,
        source=document.source,
        published=document.published,
        url=document.url,
        page=bisect_right(document.pages, span.start) or None,
        start=span.start,
        end=span.end,
        quote=passage.text[first:last],
        context=context.strip(),
        context_start=passage.start + begin,
        passage=passage.text,
        passage_start=passage.start,
        attribution=said,
    )
    places = [
        ("quote", citation.quote, citation.start),
        ("context", citation.context, citation.context_start),
        ("passage", citation.passage, citation.passage_start),
    ]
    if said:
        places.append(("attribution", said.text, said.start))
    for name, text, start in places:
        if not text or document.text[start : start + len(text)] != text:
            raise CitationError(f"{document.path}: {name} at {start} is not the document's text; please report this")
    return citation
