from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import BadInputError
from web.asked import Asked

text = st.text(st.characters(exclude_categories=["Cs"])).map(str.strip)


@given(st.builds(Asked, text, text, text, text, text, text))
def test_a_link_leads_back_to_what_it_was_made_of(asked: Asked) -> None:
    assert Asked.from_link(asked.link) == asked


def test_a_link_holds_what_is_set_and_nothing_else() -> None:
    assert Asked("who & why?", source="Northern Wire").link == "?q=who+%26+why%3F&source=Northern+Wire"
    assert Asked().link == "?"
    assert Asked.from_link("?q=who&__theme=dark&q=why&since=&x") == Asked("why")


def test_a_filter_is_taken_off() -> None:
    asked = Asked("who?", since="2024", document="a1")
    assert asked.filters == {"since": "2024", "document": "a1"}
    assert parse_qs(asked.without("since").link[1:]) == {"q": ["who?"], "document": ["a1"]}


def test_dates_are_checked_and_the_field_is_named() -> None:
    assert Asked("who?", since="2024-03-05T10:00", source="x").options() == {"since": "2024-03-05", "source": "x"}
    for name, label in {"since": "From", "until": "To", "as_of": "As known on"}.items():
        with pytest.raises(BadInputError, match=f"“{label}” is not a date: 'soon'; write YYYY"):
            Asked("who?", **{name: "soon"}).options()
