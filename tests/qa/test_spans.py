import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Document, Passage
from qa.reader import Window
from qa.retriever import Hit
from qa.spans import best_ranges, decode, whole_words, with_hedge


def hit(text: str, offset: int = 0) -> Hit:
    document = Document("d", "t", " " * offset + text, None, None, None, "p")
    return Hit(Passage("d:0", "d", offset, offset + len(text), text), document, 1.0, 1, 0.5)


def array(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float32)


def test_best_ranges_by_hand() -> None:
    start, end = array(0, 5, 1, 3), array(0, 1, 4, 2)
    one = np.zeros(4, dtype=np.int64)
    assert best_ranges(start, end, one, longest=4, count=2) == [(1, 2, 9.0), (3, 3, 5.0)]
    assert best_ranges(start, end, one, longest=1, count=1) == [(1, 1, 6.0)]
    assert best_ranges(start, end, np.array([1, 1, 2, 2]), longest=4, count=2) == [(1, 1, 6.0), (2, 2, 5.0)]


@given(st.lists(st.floats(-20, 20, width=32), min_size=1, max_size=30), st.integers(1, 10), st.integers(1, 5), st.randoms())
def test_best_ranges_is_the_exhaustive_best(starts: list[float], longest: int, count: int, random) -> None:
    ends = [random.uniform(-20, 20) for _ in starts]
    sentence = np.cumsum([random.random() < 0.2 for _ in starts])
    found = best_ranges(array(*starts), array(*ends), sentence, longest, count)
    every = [
        np.float32(s) + np.float32(e)
        for i, s in enumerate(starts)
        for k, e in enumerate(ends[i : i + longest], i)
        if sentence[i] == sentence[k]
    ]
    assert found[0][2] == pytest.approx(max(every), rel=1e-5, abs=1e-5)
    assert len(found) <= count
    for first, last, _ in found:
        assert 0 <= last - first < longest
        assert sentence[first] == sentence[last]
    taken = [set(range(first, last + 1)) for first, last, _ in found]
    assert all(not a & b for i, a in enumerate(taken) for b in taken[i + 1 :])


@pytest.mark.parametrize(
    ("text", "cut", "wanted"),
    [
        ("more than 34,000 people", (5, 13), "than 34,000"),
        ("He left, then.", (0, 8), "He left"),
        ("met in the U.S. on Monday", (11, 15), "U.S."),
        ("It was Monday.", (7, 14), "Monday"),
        ("said (in part) so", (5, 13), "(in part)"),
        ("said (in part) so", (6, 14), "(in part)"),
        ("said (in part) so", (9, 14), "part"),
        ("called it “a small” deal", (11, 24), "“a small” deal"),
        ("called it “a small deal", (10, 23), "a small deal"),
        ('called it "delusional"', (11, 22), '"delusional"'),
        ('He said "yes" now', (3, 9), "said"),
        ("Al-Sisi spoke", (3, 5), "Al-Sisi"),
        ("cost $1.5 billion, or 40% more", (6, 9), "$1.5"),
        ("cost $1.5 billion, or 40% more", (22, 24), "40%"),
        ("met in the U.S. on Monday", (11, 14), "U.S."),
        ("at 3 a.m. sharp", (3, 9), "3 a.m."),
    ],
)
def test_answers_are_whole_words_without_stray_marks(text: str, cut: tuple[int, int], wanted: str) -> None:
    start, end = whole_words(text, *cut)
    assert text[start:end] == wanted


@given(st.text(max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_whole_words_stay_inside_the_text(text: str, a: int, b: int) -> None:
    start, end = whole_words(text, min(a, b, len(text)), min(max(a, b), len(text)))
    assert 0 <= start <= len(text)
    assert end <= len(text)


def test_decode_puts_spans_at_their_place_in_the_document() -> None:
    text = "Egypt rejected both proposals."
    offsets = np.array([(0, 5), (6, 14), (15, 19), (20, 29), (29, 30)])
    window = Window(0, offsets, array(0, 0, 9, 0, 0), array(0, 0, 0, 8, 0), 3.0)
    spans = decode([window, window], [hit(text, offset=100)])
    assert spans[0].text == "both proposals"
    assert (spans[0].start, spans[0].end) == (115, 129)
    assert spans[0].margin == 14.0
    assert len({(s.start, s.end) for s in spans}) == len(spans)
    assert decode([], []) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("It put the dead at 97. The review removed 21 people.", "21 people"),
        ("It put the dead at 97.\n\nThe review removed 21 people.", "21 people"),
        ("He said “Go. Then stay” to 21 people.", "Go. Then stay"),
    ],
)
def test_no_answer_runs_over_the_end_of_a_sentence_but_within_a_quotation(text: str, wanted: str) -> None:
    words = [match.span() for match in re.finditer(r"\w+", text)]
    start, end = np.zeros((2, len(words)), dtype=np.float32)
    told = [text[a:b] for a, b in words]
    start[told.index("97" if "97" in told else "Go")] = 9  # the best range of all goes over the full stop
    start[told.index("21")] = 4
    end[told.index("people" if "97" in told else "stay")] = 9
    window = Window(0, np.array(words), start, end, 0.0)
    assert decode([window], [hit(text)])[0].text == wanted


@pytest.mark.parametrize(
    ("text", "found", "whole"),
    [
        ("It put the dead at more than 34,000 then.", "34,000", "more than 34,000"),
        ("Roughly 109 are left.", "109", "Roughly 109"),
        ("It cost an estimated $4 million.", "$4 million", "an estimated $4 million"),
        ("It grew by some 9 miles.", "9 miles", "some 9 miles"),
        ("It cost 40 in all.", "40", "40"),
        ("They talked about Egypt.", "Egypt", "Egypt"),
        ("Moreover 3 left.", "3", "3"),
    ],
)
def test_a_figure_keeps_what_qualifies_it(text: str, found: str, whole: str) -> None:
    start = with_hedge(text, text.index(found))
    assert text[start : text.index(found) + len(found)] == whole
