import datetime

import pytest

from index.dates import iso_date, leading_date
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
