"""Where sentences begin and end. The only place for sentencex."""

from functools import lru_cache


def sentences(text: str) -> list[tuple[int, int]]:
    """The [start, end) of every sentence; together they cover ``text``, white space at a sentence's end included.

    A line break ends a sentence too: headlines, captions and list items seldom carry a full stop.
    """
    import sentencex

    found = []
    first = 0
    # Line by line, and each sentence from where the last one ended: given more than some 10 kB at once, sentencex 1.0
    # leaves the line breaks at which it divides its work out of every sentence.
    for line in text.splitlines(keepends=True):
        ends = [boundary["end_index"] for boundary in sentencex.get_sentence_boundaries("en", line)]
        start = 0
        for end in (*ends[:-1], len(line)):
            if end > start:
                found.append((first + start, first + end))
                start = end
        first += len(line)
    return found


@lru_cache(maxsize=512)
def passage_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """``sentences`` of a passage, kept: its candidates, their citations and what they are weighed by all ask for them."""
    return tuple(sentences(text))
