import datetime

import pytest

from index.dates import article_date, iso_date, leading_date, written_date
from index.errors import BadInputError


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("2024-08-22", "2024-08-22"),
        ("2024-08", "2024-08"),
        (2024, "2024"),
        ("2024-08-22T10:30:00Z", "2024-08-22"),
        ("2024-08-22 10:30", "2024-08-22"),
        (datetime.date(2024, 8, 22), "2024-08-22"),
    ],
)
def test_dates_keep_the_precision_they_have(given: object, wanted: str) -> None:
    assert iso_date(given) == wanted


@pytest.mark.parametrize("given", ["tomorrow", "", "22.08.2024", "2024-13", "2024-02-30", "20240822", "99999-01-01", "2024-8-2"])
def test_what_is_not_a_date_is_refused_with_how_to_write_one(given: str) -> None:
    with pytest.raises(BadInputError, match="YYYY-MM-DD"):
        iso_date(given)


def test_a_leading_date_is_found_with_where_the_article_starts() -> None:
    text = " date 2024-08-22 The talks went on."
    date, start = leading_date(text)
    assert (date, text[start:]) == ("2024-08-22", " The talks went on.")
    assert leading_date("The date 2024-08-22 was set.") == (None, 0)
    assert leading_date("date 2024-02-31 was never.") == (None, 0)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("Aug. 22, 2024", "2024-08-22"),
        ("22 August 2024", "2024-08-22"),
        ("August 2024", "2024-08"),
        ("Thu, 22 Aug 2024 23:30:00 -0500", "2024-08-22"),
        ("22.08.2024", "2024-08-22"),
        ("2024", "2024"),
    ],
)
def test_dates_as_people_write_them(given: str, wanted: str) -> None:
    assert written_date(given) == wanted


@pytest.mark.parametrize(
    "given", ["yesterday", "two days ago", "Monday", "Aug. 22", "08/09/2024", "32 August 2024", "May be in 2024"]
)
def test_what_does_not_say_the_date_is_no_date(given: str) -> None:
    with pytest.raises(BadInputError):
        written_date(given)


LONG = (
    "The river of the town rose on Monday and fell on Tuesday, the mayor said, and nobody in the town of Marwick was hurt at all."
)


@pytest.mark.parametrize(
    ("text", "published"),
    [
        (f"River rises\n\nMARWICK, Aug. 22, 2024 — {LONG}", "2024-08-22"),
        (f"MARWICK, Northland (Aug. 22, 2024) -- {LONG}", "2024-08-22"),
        (f"River rises\n\nBy Edda Lorne, Northern Wire | August 22, 2024, 10:30 a.m.\n\n{LONG}", "2024-08-22"),
        (f"River rises\nPublished on 22 August 2024\n{LONG}", "2024-08-22"),
        (f"River rises\n\nAugust 2024\n\n{LONG}", "2024-08"),
        (f"River rises\n\nNorthern Wire · 22 Aug 2024\n\n{LONG}", "2024-08-22"),
        (f"River rises\n\nMARWICK, Thursday — {LONG}", None),
        (f"River rises\n\nMARWICK — {LONG} It last rose on Aug. 22, 2019.", None),
        (f"River rises\n\n{LONG}\n\n22 August 2024\n", None),
        (f"What 2024 may bring\n\nUpdated August 22, 2024\n\n{LONG}", None),
        (f"River rises\n\nBy Tuesday, August 22, 2023, the river had fallen\nby a metre. {LONG}", None),
        ("The war of 1914-1918\n\n1914\n", None),
    ],
)
def test_the_date_of_an_article_is_that_of_its_dateline_or_byline(text: str, published: str | None) -> None:
    assert article_date(text) == published
