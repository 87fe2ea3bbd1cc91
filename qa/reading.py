"""Passages beside a question -> spans. Each passage is read with the headline and date of its article before it."""

from collections.abc import Sequence
from dataclasses import replace

from index.passages import header
from qa.answers import candidates
from qa.confidence import Confidence
from qa.disagreement import POLAR
from qa.quantities import read as quantities
from qa.reader import Reader, Window
from qa.retriever import Hit
from qa.sides import asks_for_figure
from qa.spans import Span, decode, widest
from qa.words import stems

FIRST = 2
"""Passages read before it is decided what else is."""

SURE = 0.5
"""The probability of an answer that is likelier right than all others and silence together."""

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


def read_enough(reader: Reader, question: str, hits: Sequence[Hit], confidence: Confidence) -> list[Span]:
    """As ``read``, without the passages that would hardly change what is answered (docs/adr/0012-windows-read.md).

    Where the first passages give a sure answer, of the rest only those are read that may bear it out or differ from it.
    """
    first, rest = read(reader, question, hits[:FIRST]), hits[FIRST:]
    found = candidates(question, first)
    chances = confidence.probabilities([made_of for _, made_of in found])
    if max(chances, default=0.0) >= SURE and not POLAR.match(question):
        best = found[chances.index(max(chances))][0][0].text
        rest = [hit for hit in rest if _bears_on(question, best, hit)]
    return widest([*first, *read(reader, question, rest)])


def _bears_on(question: str, answer: str, hit: Hit) -> bool:
    """Whether the passage has half of the words of the answer or the question, or a figure where one is asked for."""
    words, asked, there = stems(answer), stems(question), stems(hit.passage.text)
    if 2 * len(words & there) >= len(words) > 0 or 2 * len(asked & (there | stems(hit.document.title))) >= len(asked):
        return True
    return asks_for_figure(question) and bool(quantities(hit.passage.text)[0])


def _below(window: Window, top: int) -> Window:
    """The window without the first ``top`` characters of what was read."""
    inside = window.offsets[:, 0] >= top
    return replace(
        window,
        offsets=window.offsets[inside] - top,
        start_logits=window.start_logits[inside],
        end_logits=window.end_logits[inside],
    )
