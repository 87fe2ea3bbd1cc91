"""What the Sources tab makes of values, without a browser."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import FileReport
from index.listing import Entry, Listing, Summary
from web.overview import OUTLETS, pictures
from web.sources import PAGE, View, table, turned
from web.uploads import told

TAGS = re.compile(r"<(?!/?(?:table|thead|tbody|tr|th|td|button|span|nav|p|figure|figcaption|dl|dt|dd|div)\b)")


def summary(outlets: dict[str | None, int], months: dict[str, int]) -> Summary:
    return Summary(1, 1, 1, None, None, 0, tuple(outlets.items()), tuple(months.items()))


@given(text=st.text(), identifier=st.text(), words=st.integers(0, 10**7))
def test_nothing_of_a_document_is_markup(text: str, identifier: str, words: int) -> None:
    entry = Entry(identifier, text, text, text, text, words)
    for html in (
        table(Listing((entry,), 1), View(text), True),
        pictures(summary({text: 1}, {})),
        told([FileReport(text, "failed", text)]),
    ):
        assert not TAGS.search(html)
        assert html.count("<td>") in (0, 3, 5)


@pytest.mark.parametrize(
    ("data", "view"),
    [
        ({"act": "sort Title", "value": "title"}, View("a", "title", 0)),
        ({"act": "sort Title", "value": "key; DROP TABLE documents"}, View("a", "newest", 50)),
        ({"act": "on", "value": "75"}, View("a", "newest", 75)),
        ({"act": "on", "value": "-1"}, View("a", "newest", 50)),
        ({"act": "on", "value": "9" * 50}, View("a", "newest", 50)),
        ({"act": "on", "value": "²"}, View("a", "newest", 50)),
        ({"act": None, "value": {}}, View("a", "newest", 50)),
        ({}, View("a", "newest", 50)),
    ],
)
def test_only_our_buttons_turn_the_page(data: dict[str, object], view: View) -> None:
    assert turned(View("a", "newest", 50), data) == view


def test_pages_end_where_the_list_does() -> None:
    entries = tuple(Entry(str(i), "t", None, None, "p", 1) for i in range(PAGE))
    assert table(Listing(entries, 2 * PAGE), View(), False).count("disabled") == 1
    assert table(Listing(entries, 2 * PAGE), View(offset=PAGE), False).count("disabled") == 1
    assert "26 to 50 of 50" in table(Listing(entries, 2 * PAGE), View(offset=PAGE), False)
    assert "<nav" not in table(Listing(entries, PAGE), View(), False)
    assert "The index holds no documents." in table(Listing((), 0), View(), False)


def test_a_picture_shows_the_months_between_and_years_when_they_are_many() -> None:
    html = pictures(summary({}, {"2023-11": 2, "2024-02": 4}))
    assert re.findall(r'height:([\d.]+)%" title="([\d-]+): (\d+)"', html) == [
        ("50.0", "2023-11", "2"),
        ("0.0", "2023-12", "0"),
        ("0.0", "2024-01", "0"),
        ("100.0", "2024-02", "4"),
    ]
    html = pictures(summary({}, {"1999-12": 1, "2000-01": 1, "2000-07": 2, "2021-01": 1}))
    assert 'aria-label="Documents by year, 1999 to 2021, most in 2000: 3"' in html
    assert html.count("title=") == 23


def test_outlets_beyond_the_first_share_a_line() -> None:
    html = pictures(summary({f"Outlet {i}": 20 - i for i in range(OUTLETS + 2)} | {None: 3}, {}))
    assert '<dt title="3 more">3 more</dt>' in html
    assert html.count("width:") == OUTLETS
    assert pictures(summary({}, {})) == ""
