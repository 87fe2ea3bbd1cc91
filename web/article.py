"""The whole article, opened at its quote."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from web.markup import render, static

if TYPE_CHECKING:
    import gradio

    from index import Document
    from web.service import Service

GONE = "This article is no longer in the index; ask again to see what is there now"

_FRONT = re.compile(r"\s*---[ \t]*\r?\n.*?\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_FRONT_CHARACTERS = 4000
_BLANK = re.compile(r"\n[^\S\n]*\n\s*")
_WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)

Piece = tuple[str, bool]
"""Text, and whether it is of the quote."""


def article_html(document: "Document", start: int, end: int) -> str:
    """The article with [start, end) of its text highlighted, offsets in code points; nothing where the two are the same."""
    front = front_matter(document.text)
    if start < end and start < front:
        front = 0
    return render(
        "article",
        title=document.title.strip() or document.path,
        outlet=document.source or "outlet unknown",
        published=document.published or "date unknown",
        author=document.author,
        # A link of another kind may be a script.
        url=document.url if document.url and _WEB.match(document.url) else None,
        document=document.id,
        path=document.path.replace("\\", "/").rsplit("/", 1)[-1],
        front=document.text[:front].strip(),
        paragraphs=paragraphs(document.text, front, start, end),
    )


def front_matter(text: str) -> int:
    """Where the article begins after a block of fields between two rules; 0 where it does not open with one."""
    match = _FRONT.match(text, 0, _FRONT_CHARACTERS)
    return match.end() if match else 0


def paragraphs(text: str, begin: int, start: int, end: int) -> Iterator[list[Piece]]:
    """The paragraphs of ``text`` from ``begin`` on, each in pieces that are the quote [start, end) or are not."""
    end = max(start, end)
    for first, last in _bounds(text, begin):
        cuts = (first, min(max(start, first), last), min(max(end, first), last), last)
        yield [(text[a:b], quoted) for a, b, quoted in zip(cuts, cuts[1:], (False, True, False), strict=False) if a < b]


def _bounds(text: str, begin: int) -> Iterator[tuple[int, int]]:
    first = begin + len(text[begin:]) - len(text[begin:].lstrip())
    for blank in _BLANK.finditer(text, first):
        if blank.start() > first:
            yield first, blank.start()
        first = blank.end()
    if first < len(text):
        yield first, len(text)


def viewer(service: "Service") -> "gradio.HTML":
    """The window in which articles open, one a page. Whatever on the page has ``data-document`` opens one when clicked.

    ``data-document`` is a document's id; ``data-start`` and ``data-end``, where given, what to highlight and scroll to.
    """
    import gradio as gr

    def article(asked: Any) -> dict[str, str]:
        try:
            (document,) = service.assistant.store.documents([str(asked.get("document"))])
            start, end = (int(asked.get(name) or 0) for name in ("start", "end"))
        except (AttributeError, KeyError, ValueError, TypeError, OverflowError):
            return {"error": f"{GONE}."}
        return {"html": article_html(document, max(0, start), max(0, end))}

    return gr.HTML(
        render("viewer"),
        js_on_load=static("viewer.js"),
        server_functions=[article],
        elem_id="quoth-viewer",
        apply_default_css=False,
    )
