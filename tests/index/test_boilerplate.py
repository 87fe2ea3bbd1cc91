"""Boilerplate: the figures on the labelled pages, and what must never happen."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.boilerplate import article_ranges
from index.furniture import Kind, kind

# Not an import: some installed package may be called "tests" too.
measure = SimpleNamespace(**runpy.run_path(str(Path(__file__).resolve().parents[1] / "measure_boilerplate.py")))

ARTICLE = [
    "Bakers of Lund win the right to sing at work",
    "The bakers of Lund may sing while they knead, a court ruled on Monday after a dispute that had lasted three years.",
    "The owner of the bakery, Sten Orr, had forbidden songs before six in the morning because of the neighbours.",
    "Judge Alba Reyes found that nobody had ever complained, and that two neighbours had asked for more.",
]


def kept(text: str, start: int = 0) -> list[str]:
    """The lines that are left."""
    return [line.strip() for first, last in article_ranges(text, start) for line in text[first:last].splitlines() if line.strip()]


@pytest.mark.parametrize(("half", "recall"), [("dev", 0.95), ("test", 0.85)])
def test_labelled_pages(half: str, recall: float) -> None:
    figures = measure.figures(measure.half(half))
    assert figures.lost <= 1  # of more than 200, half a percent
    assert figures.precision >= 0.97
    assert figures.recall >= recall
    assert figures.character_precision >= 0.97
    assert figures.article > 200


def test_labels_hold_enough_pages_of_both_kinds() -> None:
    paragraphs = [*measure.half("dev"), *measure.half("test")]
    pages = {p.document for p in paragraphs}
    assert len(pages) >= 44
    assert len(pages - {p.document for p in paragraphs if not p.article}) >= 14


def test_a_clean_article_is_one_range() -> None:
    text = "\n\n".join(ARTICLE) + "\n"
    assert article_ranges(text) == ((0, len(text)),)
    assert article_ranges(text, 10) == ((10, len(text)),)


def test_nothing_before_start_is_returned() -> None:
    front = "---\ntitle: Bakers\n---\n"
    text = front + "Skip to content\nMenu\n" + "\n".join(ARTICLE)
    assert kept(text, len(front)) == ARTICLE
    assert article_ranges(text, len(front))[0][0] == text.index(ARTICLE[0])


def test_an_empty_text_has_no_ranges() -> None:
    assert article_ranges("") == ()
    assert article_ranges("title\n \n", 5) == ()


def test_a_page_of_furniture_alone_stays_whole() -> None:
    text = "Skip to content\nMenu\nHome\nNews\nAdvertisement\nRelated stories\n"
    assert article_ranges(text) == ((0, len(text)),)


def test_a_list_between_two_paragraphs_goes_and_the_article_goes_on() -> None:
    text = "\n".join([*ARTICLE[:2], "Related stories", "Mill to close after a century", "Mayor keeps her hat", *ARTICLE[2:]])
    assert kept(text) == ARTICLE


def test_teasers_after_the_end_go_however_much_they_read_like_prose() -> None:
    teaser = "The index fell by 2 percent after a chipmaker said that customers were delaying their orders ... Read more »"
    text = "\n\n".join([*ARTICLE, "More stories", "Shares slip on chip warning", teaser, "Top lists"])
    assert kept(text) == ARTICLE


def test_furniture_runs_into_the_sentences_of_a_text_of_one_line() -> None:
    text = "Skip to content Home News Sport " + " ".join(ARTICLE) + " Sign up for our newsletter. © 2024 Lund Post."
    assert [text[first:last] for first, last in article_ranges(text)] == [" ".join(ARTICLE)]


@pytest.mark.parametrize(
    "line",
    [
        "Sign up for our newsletter, she told the crowd, and half of them did so on the spot.",
        "“Subscribe to our newsletter,” says a note on the door of the bakery.",
        "Sport",
        "Facebook",
        "Weather",
        "Comments",
        "Anna Reyes is a writer from Lund who sang along.",
        "We use flour, water and cookies of our own making.",
    ],
)
def test_inside_an_article_what_might_be_article_stays(line: str) -> None:
    text = "\n\n".join([*ARTICLE[:2], line, *ARTICLE[2:]])
    assert line in kept(text)


@pytest.mark.parametrize(
    "end",
    [
        [
            "Signed by",
            "Marta Koen, Professor of Bread, Lund University",
            "Sten Orr, Master of the Bakers",
            "Alba Reyes, Judge",
        ],
        [
            "The Shortlist",
            "The Salt Road by Lotte Imhof",
            "Nine Loaves Before Dawn by Sten Orr",
            "Yeast by Alba Reyes and Others",
        ],
        ["Subscribe to the library before May to get its alerts."],
        ["Follow the dough, Orr told his friends on social media."],
        ["Final scores", "Lund 2 Ostrel 1", "Vantry 0 Marlow 0"],
        ["Sten Orr sold the bakery in June. He is a writer now and a columnist for nobody."],
    ],
)
def test_an_article_may_end_in_a_list_or_a_life(end: list[str]) -> None:
    assert kept("\n".join([*ARTICLE, *end])) == [*ARTICLE, *end]


def test_the_author_is_nobody_the_article_names() -> None:
    author = "Pia Lorentz is a court reporter for the Lund Post."
    subject = "Sten Orr is a columnist for the Lund Post."
    assert kept("\n".join([*ARTICLE, author])) == ARTICLE
    assert kept("\n".join([*ARTICLE, subject])) == [*ARTICLE, subject]


def test_a_caption_said_twice_and_the_title_again_stand_once() -> None:
    caption = "Bakers sing outside the court in Lund on Monday"
    text = "\n\n".join([*ARTICLE[:2], caption, caption, ARTICLE[2], ARTICLE[0].lower(), ARTICLE[3]])
    assert kept(text) == [*ARTICLE[:2], caption, *ARTICLE[2:]]


@pytest.mark.parametrize(
    "start",
    [
        "Breaking Songs allowed in bakeries LUND (Ostrel Press) -",
        "Copyright 2024 law lets bakers sing",
        "Join the newsletter revolution",
        "Opinion",
    ],
)
def test_how_an_article_may_begin(start: str) -> None:
    for joiner in (" ", "\n"):
        text = joiner.join([start, *ARTICLE[1:]])
        assert article_ranges(text) == ((0, len(text)),)


def test_comments_in_the_first_half_end_nothing() -> None:
    text = "\n".join([ARTICLE[0], "Leave a comment", *ARTICLE[1:]])
    assert kept(text)[-3:] == ARTICLE[1:]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Skip to main content", Kind.FURNITURE),
        ("ADVERTISEMENT", Kind.FURNITURE),
        ("Home > News > Farming", Kind.FURNITURE),
        ("Lund > Ostrel > Marlow", Kind.SHORT),
        ("Follow us on social media", Kind.PLEA),
        ("Follow the river to the mill.", Kind.PROSE),
        ("OTHER NEWS", Kind.LIST),
        ("3 Comments", Kind.COMMENTS),
        ("Sport", Kind.MENU),
        ("Mill to close", Kind.SHORT),
        ("The mill will close.", Kind.PROSE),
    ],
)
def test_kinds_of_lines(line: str, expected: Kind) -> None:
    assert kind(line) is expected


LINES = st.sampled_from(
    [
        *ARTICLE,
        "Menu",
        "Sport",
        "Share",
        "Related stories",
        "Mill to close",
        "Read more »",
        "Leave a reply",
        "",
        "  ",
        "Ann Lee is a writer.",
        "©",
    ]
)


@given(st.lists(LINES, max_size=14), st.sampled_from(["\n", "\r\n", " ", "\n\n", "\u2028"]), st.integers(0, 60))
def test_ranges_are_in_order_and_inside(lines: list[str], joiner: str, start: int) -> None:
    text = joiner.join(lines)
    start = min(start, len(text))
    ranges = article_ranges(text, start)
    assert bool(ranges) == bool(text[start:].strip())
    position = start
    for first, last in ranges:
        assert position <= first < last <= len(text)
        assert text[first:last].strip()
        position = last
