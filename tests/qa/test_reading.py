"""Headline and date stand before each passage when it is read, and never in an answer."""

from collections.abc import Sequence

import numpy as np
import pytest

from index import Document, Passage
from qa.reader import Window, load_reader
from qa.reading import read
from qa.retriever import Hit


def hit(title: str, text: str, published: str | None = "2024-03-05") -> Hit:
    return Hit(Passage("p", "d", 0, len(text), text), Document("d", title, text, None, published, None, ""), 1.0, 1, None)


class Longest:
    """Answers with the longest word of what it is given, wherever that stands."""

    def __init__(self, wants_header: bool) -> None:
        self.wants_header = wants_header
        self.given: list[str] = []

    def read(self, question: str, passages: Sequence[str]) -> list[Window]:
        self.given += passages
        found = []
        for i, text in enumerate(passages):
            starts = [0, *(k + 1 for k, letter in enumerate(text) if letter in " \n")]
            offsets = np.array([(a, b - 1) for a, b in zip(starts, [*starts[1:], len(text) + 1], strict=True)])
            logits = (offsets[:, 1] - offsets[:, 0]).astype(np.float32)
            found.append(Window(i, offsets, logits, logits, 0.0))
        return found


@pytest.mark.parametrize("title", ["Harbourmasters resign", "Harbourmasters " * 40])
def test_no_answer_stands_in_a_headline(title: str) -> None:
    reader, text = Longest(wants_header=True), "They left on Tuesday."
    spans = read(reader, "Who left?", [hit(title, text)])
    assert reader.given[0].endswith(f"\n{text}")
    assert reader.given[0].startswith("Harbourmasters")
    assert len(reader.given[0]) <= 201 + len(text)
    assert spans[0].text == "Tuesday"
    assert all(text[s.start : s.end] == s.text for s in spans)


def test_a_reader_that_was_not_trained_to_gets_the_passage_alone() -> None:
    reader = Longest(wants_header=False)
    assert read(reader, "Who left?", [hit("Harbourmasters resign", "They left on Tuesday.")])[0].text == "Tuesday"
    assert reader.given == ["They left on Tuesday."]
    assert read(reader, "Who left?", []) == []


def test_the_packaged_reader_gets_the_date_too() -> None:
    reader = load_reader()
    assert reader.wants_header
    spans = read(reader, "Who left the port of Torvik?", [hit("Torvik port emptied", "The harbourmasters left on Tuesday.")])
    assert spans[0].text.removeprefix("The ") == "harbourmasters"
