from collections.abc import Callable
from types import ModuleType

import pytest

from index.errors import DocumentError
from index.loaders import Loaded

Load = Callable[[str, bytes | str], list[Loaded]]
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(b)} "{f"&{chr(b - 1)};" * 10}">' for b in range(ord("b"), ord("m")))
    + "]><rss version='2.0'><channel><title>x</title><item><title>t</title><description>&l;</description></item></channel></rss>"
)


def test_every_entry_is_a_document_with_the_publishers_own_day(load: Load, make: ModuleType) -> None:
    found = load("feed.xml", make.rss())
    assert [loaded.document.text for loaded in found] == list(make.STORY[1:])
    assert [loaded.document.title for loaded in found] == ["Item 0", "Item 1"]
    first = found[0].document
    assert first.path.endswith("feed.xml#1")
    assert (first.source, first.url, first.published) == ("Northern Wire", "https://wire.example/0", "2024-03-05")


def test_atom_gives_its_content_before_its_summary(load: Load) -> None:
    entry = (
        "<entry><title>Flood</title><author><name>Edda Lorne</name></author><link href='https://wire.example/f'/>"
        "<updated>2024-03-06T01:00:00Z</updated><published>2024-03-05T10:00:00Z</published><summary>Short.</summary>"
        "<content type='html'>"
        "&lt;p&gt;The river &lt;b&gt;rose&lt;/b&gt;.&lt;/p&gt;&lt;p&gt;Schools closed.&lt;/p&gt;</content></entry>"
    )
    empty = "<entry><title>Nothing</title></entry>"
    (loaded,) = load("f.atom", f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Wire</title>{entry}{empty}</feed>")
    document = loaded.document
    assert document.text == "The river rose.\nSchools closed."
    assert (document.author, document.published, document.source) == ("Edda Lorne", "2024-03-05", "Wire")
    assert loaded.note == "1 of 2 entries left out: entry 2 has no text"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<?xml version='1.0'?><inventory><item>3</item></inventory>", "neither RSS nor Atom"),
        ("Just text.", "neither RSS nor Atom"),
        ("<rss version='2.0'><channel><title>x</title></channel></rss>", "without entries"),
    ],
)
def test_what_is_no_feed_is_refused(content: str, reason: str, load: Load) -> None:
    with pytest.raises(DocumentError, match=reason):
        load("a.xml", content)


def test_entities_that_multiply_do_not(load: Load) -> None:
    (loaded,) = load("a.xml", LAUGHS)
    assert len(loaded.document.text) < 1000


def test_a_page_saved_as_xml_is_a_page(load: Load, make: ModuleType) -> None:
    (loaded,) = load("a.xml", make.html())
    assert loaded.document.text == "\n".join(make.STORY[1:])


def test_plain_text_keeps_what_looks_like_a_tag(load: Load) -> None:
    entry = (
        "<entry><title>Is a&lt;b or c&gt;d?</title>"
        "<content type='text'>If a&lt;b then the bank pays more &gt; less.</content></entry>"
    )
    (loaded,) = load("f.atom", f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Wire</title>{entry}</feed>")
    assert (loaded.document.title, loaded.document.text) == ("Is a<b or c>d?", "If a<b then the bank pays more > less.")


@pytest.mark.parametrize(
    ("written", "day"),
    [("Thu, 22 Aug 24 23:30:00 -0500", "2024-08-22"), ("22 Aug 99 10:00 GMT", "1999-08-22"), ("31 Feb 24 10:00 GMT", None)],
)
def test_a_year_of_two_digits_is_that_of_rfc_822(written: str, day: str | None, load: Load) -> None:
    item = f"<item><title>Flood</title><description>It rose.</description><pubDate>{written}</pubDate></item>"
    (loaded,) = load("a.rss", f"<rss version='2.0'><channel><title>Wire</title>{item}</channel></rss>")
    assert loaded.document.published == day
