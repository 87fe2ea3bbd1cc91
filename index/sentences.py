"""Where sentences begin and end. The only place for sentencex."""


def sentences(text: str) -> list[tuple[int, int]]:
    """The [start, end) of every sentence; together they cover ``text``, white space at a sentence's end included.

    A line break ends a sentence too: headlines, captions and list items seldom carry a full stop.
    """
    import sentencex

    found = []
    for boundary in sentencex.get_sentence_boundaries("en", text):
        start, end = boundary["start_index"], boundary["end_index"]
        position = start
        for line in text[start:end].splitlines(keepends=True):
            found.append((position, position + len(line)))
            position += len(line)
    return found
