"""Passages beside a question -> spans. Each passage is read with the headline and date of its article before it."""

from collections.abc import Sequence
from dataclasses import replace

from index.passages import header
from qa.reader import Reader, Window
from qa.retriever import Hit
from qa.spans import Span, decode

_LONGEST_HEADER = 200
"""Characters. A headline has fewer; what a file without one gives instead may have no end."""


def read(reader: Reader, question: str, hits: Sequence[Hit]) -> list[Span]:
    """The best spans of every passage, widest margin over "no answer" first; none of them in a headline.

    "The strike" is nobody's strike until the headline says whose: a reader that was trained to gets headline and date too.
    """
    if not hits:
        return []
    tops = [f"{header(hit.document)[:_LONGEST_HEADER]}\n" if reader.wants_header else "" for hit in hits]
    windows = reader.read(question, [top + hit.passage.text for top, hit in zip(tops, hits, strict=True)])
    return decode([_below(window, len(tops[window.passage])) for window in windows], hits)


def _below(window: Window, top: int) -> Window:
    """The window without the first ``top`` characters of what was read."""
    inside = window.offsets[:, 0] >= top
    return replace(
        window,
        offsets=window.offsets[inside] - top,
        start_logits=window.start_logits[inside],
        end_logits=window.end_logits[inside],
    )
