"""Headline and date stand before each passage when it is read, and never in an answer."""

from collections.abc import Sequence

import numpy as np
import pytest

from index import Document, Passage
from qa.confidence import FILE, Confidence
from qa.reader import WEIGHTS, Window, load_reader
from qa.reading import FIRST, SURE, read, read_enough
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


def passages(*texts: str) -> list[Hit]:
    return [
        Hit(Passage(f"d{n}:0", f"d{n}", 0, len(text), text), Document(f"d{n}", "", text, None, None, None, ""), 1.0, n, None)
        for n, text in enumerate(texts, start=1)
    ]


TOLD = ("The harbourmasters resigned.", "All harbourmasters went home.")
WHO = "Who left the port of Torvik in anger?"


@pytest.mark.parametrize(
    ("question", "chance", "third", "is_read"),
    [
        (WHO, 0.9, "A cat slept by a door.", False),
        (WHO, SURE, "A cat slept by a door.", False),
        (WHO, SURE - 0.01, "A cat slept by a door.", True),
        (WHO, 0.9, "It was harbourmasters again.", True),
        (WHO, 0.9, "Whoever left Torvik, its port is shut.", True),
        (WHO, 0.9, "There were 34 cats.", False),
        ("How many left the port of Torvik in anger?", 0.9, "There were 34 cats.", True),
        ("How many left the port of Torvik in anger?", 0.9, "There were cats.", False),
        ("Did they leave the port of Torvik in anger?", 0.9, "A cat slept by a door.", True),
    ],
)
def test_of_a_sure_answer_only_what_bears_on_it_is_read(
    question: str, chance: float, third: str, is_read: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, confidence = Longest(wants_header=False), Confidence.load(WEIGHTS / FILE)
    monkeypatch.setattr(Confidence, "probabilities", lambda _, found: [chance, *(0.0 for _ in found[1:])])
    spans = read_enough(reader, question, passages(*TOLD, third), confidence)
    assert reader.given == [*TOLD, *([third] if is_read else [])]
    assert [s.margin for s in spans] == sorted((s.margin for s in spans), reverse=True)


def test_few_passages_are_read_once_and_none_not_at_all() -> None:
    reader, confidence = Longest(wants_header=False), Confidence.load(WEIGHTS / FILE)
    assert len(TOLD) == FIRST
    assert read_enough(reader, WHO, [], confidence) == []
    assert read_enough(reader, WHO, passages(*TOLD), confidence) == read(reader, WHO, passages(*TOLD))


def test_what_two_passages_share_is_found_once_though_they_are_read_one_after_the_other() -> None:
    reader, confidence = Longest(wants_header=False), Confidence.load(WEIGHTS / FILE)
    text = "They left. The harbourmasters resigned. Cats slept."
    document = Document("d", "", text, None, None, None, "")
    overlapping = [Hit(Passage(f"d:{a}", "d", a, b, text[a:b]), document, 1.0, n, None) for n, a, b in ((1, 0, 39), (3, 11, 51))]
    hits = [overlapping[0], passages("", "A cat sat by it.")[1], overlapping[1]]
    spans = read_enough(reader, WHO, hits, confidence)
    assert reader.given[2] == text[11:51]
    assert spans == read(reader, WHO, hits)
    places = [(s.hit.document.id, s.start, s.end) for s in spans]
    assert len(places) == len(set(places))
