"""Logits -> spans, by NumPy."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.quantities import HEDGE
from qa.reader import Window
from qa.retriever import Hit
from qa.speech import quotations, units

MAX_ANSWER_TOKENS = 40
"""99.97% of the annotated answers of SQuADShifts and the written news have no more (30: 99.86%)."""

SPANS_A_WINDOW = 3
"""Kept of each window, so that a second reading of a passage can still be confirmed by another document."""

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[$£€¥]?\w+(?:(?<=\d)[.,:](?=\d)\w+|[-'’]\w+)*%?")
_ABBREVIATION = re.compile(r"(?:\b[^\W\d_]\.){2,}\Z")
_LONGEST_WORD = 60
_HEDGE = re.compile(rf"\b{HEDGE}\s+\Z", re.IGNORECASE)
_LONGEST_HEDGE = 20
_FIGURE = re.compile(r"[$£€¥]?\d")


@dataclass(frozen=True, slots=True)
class Span:
    """A candidate answer: ``hit.document.text[start:end]``, offsets [start, end) in code points.

    ``logit`` is the sum of its start and end logits, ``null_logit`` that of "no answer" in the same window; both unbounded.
    """

    hit: Hit
    start: int
    end: int
    logit: float
    null_logit: float

    @property
    def margin(self) -> float:
        """By how much the reader prefers this span to no answer; above 0 it does."""
        return self.logit - self.null_logit

    @property
    def text(self) -> str:
        """The words themselves."""
        return self.hit.document.text[self.start : self.end]


def best_ranges(
    start_logits: NDArray[np.float32], end_logits: NDArray[np.float32], sentence: NDArray[np.int64], longest: int, count: int
) -> list[tuple[int, int, float]]:
    """The ``count`` best (first, last, score) of token ranges at most ``longest`` long within one sentence, best first.

    score = start_logits[first] + end_logits[last]; ``sentence`` is the number of each token's sentence. Ranges that overlap a
    better one are left out: they are its variants.
    """
    n = len(start_logits)
    scores = start_logits[:, None] + end_logits[None, :]
    positions = np.arange(n)
    gap = positions[None, :] - positions[:, None]
    whole = sentence[None, :] == sentence[:, None]
    scores = np.where((gap >= 0) & (gap < longest) & whole, scores, -np.inf)
    found: list[tuple[int, int, float]] = []
    while len(found) < count:
        first, last = divmod(int(np.argmax(scores)), n)
        score = float(scores[first, last])
        if score == -np.inf:
            break
        found.append((first, last, score))
        scores[: last + 1, first:] = -np.inf
    return found


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """[start, end) widened to the words it cuts, without stray punctuation at its edges; empty if nothing is left.

    "34" of "34,000", "Sisi" of "Al-Sisi" and "U.S" of "U.S." become whole. Of a pair of quotation marks or brackets both
    stay or neither: the missing one is taken in where it stands at the edge, else the lonely one at the edge goes.
    """
    for match in _WORD.finditer(text, max(0, start - _LONGEST_WORD), min(len(text), end + _LONGEST_WORD)):
        if match.start() < start < match.end():
            start = match.start()
        if match.start() < end < match.end():
            end = match.end()
    start, end = _stripped(text, start, end)
    for opening, closing in ("“”", "()", "[]", "‘’", '""'):
        inside = text[start:end]
        lonely = inside.count(opening) - inside.count(closing) if opening != closing else -(inside.count(opening) % 2)
        if lonely < 0 and text[start - 1 : start] == opening:
            start -= 1
        elif lonely < 0 and inside.endswith(closing):
            end -= 1
        elif lonely < 0 and opening == closing and inside.startswith(opening):
            start += 1
        elif lonely > 0 and text[end : end + 1] == closing:
            end += 1
        elif lonely > 0 and inside.startswith(opening):
            start += 1
    return _stripped(text, start, end)


def with_hedge(text: str, start: int) -> int:
    """Where a figure at ``start`` begins with what qualifies it: "34,000" says more than "more than 34,000" does."""
    if not _FIGURE.match(text, start):
        return start
    hedge = _HEDGE.search(text, max(0, start - _LONGEST_HEDGE), start)
    return hedge.start() if hedge else start


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in ",.;:!?"):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in ",;:!?" or _full_stop(text, start, end)):
        end -= 1
    return start, end


def _full_stop(text: str, start: int, end: int) -> bool:
    # "U.S." and "3 a.m." keep theirs: a stop that ends an abbreviation belongs to the answer.
    return text[end - 1] == "." and not _ABBREVIATION.search(text, start, end)


def decode(windows: Sequence[Window], hits: Sequence[Hit]) -> list[Span]:
    """The best spans of every window, widest margin first. Windows of one passage may repeat a span; the best one stays."""
    found: list[Span] = []
    for window in windows:
        hit = hits[window.passage]
        text = hit.passage.text
        # Of the annotated answers 0.3% and less run over a sentence's end; but both sentences of one quotation stay together.
        begun = [start for start, _ in units(text, quotations(text))]
        sentence = np.searchsorted(begun, window.offsets[:, 0], side="right")
        for first, last, score in best_ranges(
            window.start_logits, window.end_logits, sentence, MAX_ANSWER_TOKENS, SPANS_A_WINDOW
        ):
            start, end = whole_words(text, int(window.offsets[first, 0]), int(window.offsets[last, 1]))
            if start >= end:
                continue
            start = with_hedge(text, start)
            found.append(Span(hit, hit.passage.start + start, hit.passage.start + end, score, window.null_logit))
    return widest(found)


def widest(spans: Iterable[Span]) -> list[Span]:
    """``spans``, widest margin first, without those that stand where a wider one does: passages overlap, and windows of one."""
    found: dict[tuple[str, int, int], Span] = {}
    for span in sorted(spans, key=lambda s: (-s.margin, s.hit.rank, s.start)):
        found.setdefault((span.hit.document.id, span.start, span.end), span)
    return list(found.values())
