"""The words of a question that BM25 is asked for: in a large corpus those that tell passages apart."""

from collections.abc import Callable, Sequence

SCORED = 5000
"""Passages. SQLite scores each that has one of the words, at a microsecond or two: docs/adr/0009-growth.md has the figures."""


def rarest(words: Sequence[str], standing: Callable[[str], int]) -> list[str]:
    """``words`` in their order without the most frequent, so that the rest stand in SCORED passages together; at least one that
    stands anywhere. ``standing`` gives how many passages have a word."""
    kept, scored = set(), 0
    for count, word in sorted((standing(word), word) for word in words):
        if scored and scored + count > SCORED:
            break
        kept.add(word)
        scored += count
    return [word for word in words if word in kept]


def any_of(words: Sequence[str]) -> str:
    """The query of FTS5 for passages with any of ``words``, whatever stands in them."""
    return " OR ".join('"' + word.replace('"', '""') + '"' for word in words)
