import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import sentences

STORY = (
    "The river Enna burst its banks in Marwick on Monday after three days of rain, and about 1,200 people left their homes in "
    "the valley, the office of Mayor Edda Lorne told reporters. The bridge at Sill had been closed, said Lorne, who has been in "
    "office since 2019. Nobody was hurt."
)


@pytest.mark.parametrize("width", [45, 60, 72, 80, 110])
def test_wrapped_text_has_the_sentences_it_had_before(width: int) -> None:
    whole = [STORY[a:b] for a, b in sentences(STORY)]
    assert len(whole) == 3
    wrapped = textwrap.fill(STORY, width)
    text = f"River floods Marwick\n\n{wrapped}\n\n{wrapped}\n"
    found = [" ".join(text[a:b].split()) for a, b in sentences(text)]
    assert [one for one in found if one] == ["River floods Marwick", *([one.strip() for one in whole] * 2)]


def test_a_passage_may_begin_in_the_middle_of_a_wrapped_line() -> None:
    text = textwrap.fill(STORY, 60)
    passage = text[text.index("Marwick") :]
    assert [" ".join(passage[a:b].split())[:18] for a, b in sentences(passage)] == [
        "Marwick on Monday ",
        "The bridge at Sill",
        "Nobody was hurt.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Headline of some forty or fifty characters here\nThe paragraph under it is long. And it has two sentences.",
        "Short Headline One of Today's Newspaper Page\nAnother Headline That Stands Below The First",
        "title: A headline of more than forty characters here\nsource: Northern Wire\npublished: 2024-03-05",
        "Nobody was hurt in the flood of the river Enna.\nthe mayor said so",
        "a headline of forty characters in small letters\na headline of forty characters in small letters\n\nShort.",
        "A rocket on its pad at Cape Tamsel in the sun. (File)\nA rocket at Cape Tamsel. (File)\nLeave a comment\nName",
        "One item\nTwo items\nThree items of the list that is here",
    ],
)
def test_other_line_breaks_end_a_sentence(text: str) -> None:
    ends = [b for _, b in sentences(text)]
    assert all(i + 1 in ends for i, c in enumerate(text) if c == "\n")


@given(st.text(alphabet="aB c.\n\r\x0b\u2028“”1", max_size=300))
def test_they_cover_the_text(text: str) -> None:
    found = sentences(text)
    assert [a for a, _ in found] == [0, *(b for _, b in found)][: len(found)]
    assert not text or found[-1][1] == len(text)


def test_long_wrapped_text_keeps_every_character() -> None:
    text = textwrap.fill(" ".join([STORY] * 200), 72)
    found = sentences(text)
    assert [a for a, _ in found] == [0, *(b for _, b in found)][: len(found)]
    assert found[-1][1] == len(text)
    assert len(found) < 650
