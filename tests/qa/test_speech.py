import textwrap

import pytest

from qa.speech import quotations, units

TEXT = (
    "The ferry left Sill at 5 p.m. Friday, Lorne said. “We never saw what it would cost us,” the captain told the inquiry in "
    "Marwick on Monday, “and nobody asked.” Mr. Varga had paid approx. 300 crowns for it. He left at 3 a.m. Nobody saw him."
)
WANTED = [
    "The ferry left Sill at 5 p.m. Friday, Lorne said.",
    "“We never saw what it would cost us,” the captain told the inquiry in Marwick on Monday, “and nobody asked.”",
    "Mr. Varga had paid approx. 300 crowns for it.",
    "He left at 3 a.m.",
    "Nobody saw him.",
]


@pytest.mark.parametrize("width", [None, 50, 60, 72])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_sentences_are_whole_however_the_text_is_wrapped(width: int | None, newline: str) -> None:
    text = textwrap.fill(TEXT, width).replace("\n", newline) if width else TEXT
    assert [" ".join(text[a:b].split()) for a, b in units(text, quotations(text))] == WANTED
