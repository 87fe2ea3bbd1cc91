import html
import re

from hypothesis import given
from hypothesis import strategies as st

from index import Document
from web.article import article_html, front_matter, paragraphs


def document(text: str, **fields: object) -> Document:
    known = {"id": "a1", "title": "River floods Marwick", "source": None, "published": None, "url": None, "path": "/x/y/flood.md"}
    return Document(**{**known, "text": text, **fields})


def test_the_quote_is_marked_in_its_paragraph() -> None:
    text = "---\ntitle: x\n---\n\nFirst line.\nSecond line.\n\nThe mayor <b>left</b> & stayed.\n"
    start = text.index("left")
    shown = article_html(document(text), start, start + 4)
    assert "The mayor &lt;b&gt;<mark>left</mark>&lt;/b&gt; &amp; stayed." in shown
    assert "First line.\nSecond line." in shown
    assert shown.index("<summary>") < shown.index("title: x") < shown.index("First line.")
    assert "/x/y" not in shown


def test_a_quote_in_the_fields_above_the_text_is_shown_there() -> None:
    text = "---\ntitle: River\n---\nBody.\n"
    assert "title: <mark>River</mark>" in article_html(document(text), text.index("River"), text.index("River") + 5)


@given(st.text("ab \n\r\t<&", max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_nothing_but_blank_lines_is_lost(text: str, start: int, end: int) -> None:
    found = list(paragraphs(text, 0, start, end))
    assert "\n\n".join("".join(t for t, _ in pieces) for pieces in found).split() == text.split()
    marked = "\n".join(t for pieces in found for t, quoted in pieces if quoted)
    assert marked.split() == text[start:end].split() if start < end else marked == ""


def test_front_matter_is_two_rules_at_the_top() -> None:
    assert front_matter("---\na: b\n---\nText") == len("---\na: b\n---\n")
    assert front_matter("Text\n---\na\n---\n") == 0
    assert front_matter("--- a dash\nand no more") == 0


def test_only_web_addresses_become_links() -> None:
    assert 'href="https://wire.example/a"' in article_html(document("Text", url="https://wire.example/a"), 0, 0)
    for url in ("javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "//wire.example", "vbscript:x"):
        shown = article_html(document("Text", url=url), 0, 0)
        assert html.unescape(url) not in re.findall(r'href="([^"]*)"', shown)
        assert "published</a>" not in shown
