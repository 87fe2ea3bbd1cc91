"""Where an answer stands, proved: every quote is compared with its document before anyone sees it."""

from dataclasses import dataclass

from index.errors import CitationError
from index.sentences import sentences
from qa.spans import Span


@dataclass(frozen=True, slots=True)
class Citation:
    """One place that says the answer: ``document.text[start:end] == quote``, offsets [start, end) in code points.

    ``context`` is the sentence around the quote, ``passage`` the passage it was read in, which starts at
    ``passage_start``; both verbatim too. ``page`` is None where the format has no pages.
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


def cite(span: Span) -> Citation:
    """The citation of a span. Raises CitationError unless quote, context and passage stand in the document as given."""
    document, passage = span.hit.document, span.hit.passage
    first, last = span.start - passage.start, span.end - passage.start
    around = [(a, b) for a, b in sentences(passage.text) if a < last and b > first]
    begin, end = (around[0][0], around[-1][1]) if around else (first, last)
    context = passage.text[begin:end]
    begin += len(context) - len(context.lstrip())
    citation = Citation(
        document_id=document.id,
        path=document.path,
        title=document.title,
        source=document.source,
        published=document.published,
        url=document.url,
        page=None,
        start=span.start,
        end=span.end,
        quote=passage.text[first:last],
        context=context.strip(),
        context_start=passage.start + begin,
        passage=passage.text,
        passage_start=passage.start,
    )
    for name, text, start in (
        ("quote", citation.quote, citation.start),
        ("context", citation.context, citation.context_start),
        ("passage", citation.passage, citation.passage_start),
    ):
        if not text or document.text[start : start + len(text)] != text:
            raise CitationError(f"{document.path}: {name} at {start} is not the document's text; please report this")
    return citation
