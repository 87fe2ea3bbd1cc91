"""Where sentences begin and end. The only place for sentencex."""

import itertools
from functools import lru_cache

_NARROWEST, _WIDEST = 40, 120
"""Characters of a line of wrapped text."""

_ENDS = ".!?…:;"

_LONGEST = 5_000
"""Characters of a paragraph put together."""


def sentences(text: str) -> list[tuple[int, int]]:
    """The [start, end) of every sentence; together they cover ``text``, white space at a sentence's end included.

    A line break ends a sentence too (headlines, captions and list items seldom carry a full stop), but where a text is wrapped.
    """
    import sentencex

    found = []
    first = 0
    # Line by line, and each sentence from where the last one ended: given more than some 10 kB at once, sentencex 1.0
    # leaves the line breaks at which it divides its work out of every sentence.
    for line in unwrapped(text).splitlines(keepends=True):
        ends = [boundary["end_index"] for boundary in sentencex.get_sentence_boundaries("en", line)]
        start = 0
        for end in (*ends[:-1], len(line)):
            if end > start:
                found.append((first + start, first + end))
                start = end
        first += len(line)
    return found


def unwrapped(text: str) -> str:
    """The text as it was before it was wrapped, if it was, with a space for each character of a line break."""
    lines = text.splitlines(keepends=True)
    breaks = [(len(line.strip()), after.split(maxsplit=1)) for line, after in itertools.pairwise(lines)]
    # What the first word of the next line would have made of each line; 0 between paragraphs.
    longer = [wide + 1 + len(words[0]) if wide and words else 0 for wide, words in breaks]
    width = _width(lines, longer)
    if width and longer[0] and breaks[0][1][0].islower():
        longer[0] = width + 1  # a passage may begin in the middle of a line
    found = lines[:1]
    for one, line in zip(longer, lines[1:], strict=False):
        before = found[-1].rstrip()
        if width and one > width and before[-1] not in _ENDS and len(before) < _LONGEST:
            found[-1] = before + " " * (len(found[-1]) - len(before)) + line
        else:
            found.append(line)
    return "".join(found)


def _width(lines: list[str], longer: list[int]) -> int:
    """The width that the text was wrapped to, 0 if it was not.

    It was if there is a paragraph of three lines or more none of which the next word would have fitted into; the first line of
    all, which may be the end of one, does not count.
    """
    found = first = 0
    for last, one in enumerate([*longer, 0]):
        if not one:
            width = max((len(line.strip()) for line in lines[first : last + 1]), default=0)
            full = longer[first or 1 : last]
            if len(full) > 1 and _NARROWEST <= width <= _WIDEST and min(full) > width:
                found = max(found, width)
            first = last + 1
    return found


@lru_cache(maxsize=512)
def passage_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """``sentences`` of a passage, kept: its candidates, their citations and what they are weighed by all ask for them."""
    return tuple(sentences(text))
