"""How a result looks, with the words an article may bring: markup, LaTeX, line breaks, nothing at all."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Document, Passage
from index.errors import BadInputError
from qa.answers import Answer
from qa.citations import Citation
from qa.display import STYLES, cite
from qa.result import Milliseconds, Result
from qa.retriever import Hit

SENTENCE = "The bridge at Sill cost 4 million crowns."
CITATION = Citation(
    document_id="bridge",
    path="articles/bridge.md",
    title="A bridge for Sill",
    source="Northern Wire",
    published="2024-08-22",
    url="https://wire.example/bridge?a=1&b=2",
    page=None,
    start=124,
    end=140,
    quote="4 million crowns",
    context=SENTENCE,
    context_start=100,
    passage=SENTENCE,
    passage_start=100,
    attribution=None,
)
AWKWARD = '<script>alert("x")</script> 5% & $3_000 {#1} ~a^b \\end [x](y) *z* `q` | !\n\r\x1b[31m'


def answered(*citations: Citation) -> Result:
    answer = Answer(citations[0].quote, 0.83, citations, len(citations), None)
    return Result("q", "What did the bridge cost?", answer, 0.83, None, (answer,), (), Milliseconds(0, 0, 0, 0, 0))


def silent(*passages: str) -> Result:
    document = Document("bridge", "A <bridge>", passages[0] if passages else "", None, None, None, "bridge.md")
    hits = tuple(Hit(Passage(f"p{n}", "bridge", 0, len(p), p), document, 0.5, n, 0.5) for n, p in enumerate(passages))
    return Result(None, "How <deep>?", None, 0.9, "too unsure & vague", (), hits, Milliseconds(0, 0, 0, 0, 0))


def quoting(quote: str, **fields: object) -> Citation:
    """A citation of ``quote`` in the middle of its sentence."""
    context = f"It said {quote} again."
    values: dict[str, object] = {"quote": quote, "context": context, "start": 108, "end": 108 + len(quote), **fields}
    return replace(CITATION, **values)  # type: ignore[arg-type]


class Page(HTMLParser):
    """Tags, attributes and what is marked."""

    def __init__(self, written: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.words, self.marked = "", ""
        self.feed(written)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data
        if "mark" in self.open:
            self.marked += data


def test_text_tells_answer_confidence_and_sources() -> None:
    lines = str(answered(CITATION, replace(CITATION, source=None, published=None, url=None))).splitlines()
    assert lines == [
        "4 million crowns",
        "    likely right (83%); 2 independent sources agree",
        "    [1] A bridge for Sill (Northern Wire, 2024-08-22): The bridge at Sill cost *4 million crowns*.",
        "    [2] A bridge for Sill (outlet unknown, date unknown): The bridge at Sill cost *4 million crowns*.",
    ]


def test_text_says_what_the_articles_do_not() -> None:
    assert str(silent()) == "The articles do not say: too unsure & vague (90% sure of that)"
    lines = str(silent("The bridge\nis closed.", "x" * 300, "a third")).splitlines()
    assert lines[1] == "    closest: A <bridge>: The bridge is closed."
    assert lines[2] == f"    closest: A <bridge>: {'x' * 160} …"
    assert len(lines) == 3


def test_html_marks_the_quote_in_its_sentence() -> None:
    page = Page(answered(CITATION)._repr_html_())
    assert page.marked == "4 million crowns"
    assert SENTENCE in page.words
    assert "likely right (83%)" in page.words
    assert 'href="https://wire.example/bridge?a=1&amp;b=2"' in answered(CITATION)._repr_html_()
    page = Page(silent("if a < b then")._repr_html_())
    assert "How <deep>?" in page.words
    assert "too unsure & vague" in page.words
    assert "if a < b then" in page.words


@given(st.text(min_size=1, max_size=40) | st.just(AWKWARD), st.text(max_size=40) | st.just(AWKWARD) | st.none())
def test_no_article_writes_markup(quote: str, field: str | None) -> None:
    citation = quoting(quote, title=field or "", source=field, published=field, url=field, path=field or "x")
    page = Page(answered(citation)._repr_html_())
    assert not page.open
    assert page.tags <= {"div", "p", "em", "strong", "ol", "li", "a", "blockquote", "mark", "small"}
    assert page.attributes <= {"class", "href", "rel"}
    assert page.marked == "".join(c if c.isprintable() else " " for c in quote)
    assert all(c.isprintable() or c == "\n" for c in str(answered(citation)))


@given(st.text(min_size=1, max_size=40) | st.just(AWKWARD), st.text(max_size=40) | st.just(AWKWARD) | st.none())
def test_every_entry_is_whole(quote: str, field: str | None) -> None:
    citation = quoting(quote, title=field or "", source=field, url=f"https://a.example/{field}", path="x.md")
    answer = answered(citation, citation).answer
    assert len(cite(answer, "markdown").split("\n")) == 2
    assert len(cite(answer, "chicago").split("\n")) == 2
    entries = cite(answer, "bibtex").split("\n\n")
    assert len(entries) == len({entry.split(",")[0] for entry in entries}) == 2
    for entry in entries:
        depth = 0
        for brace in re.findall(r"[{}]", entry):
            depth += 1 if brace == "{" else -1
            assert depth >= 0
        assert depth == 0
        values = "\n".join(line for line in entry.splitlines() if " url = " not in line)
        assert not re.search(r"(?<!\\)[&%$#_~^]", values)


def test_markdown_links_and_escapes() -> None:
    result = answered(CITATION, quoting("*4* [m] <b>", title="A_b", url=None, source=None, page=3))
    assert result.cite().splitlines() == [
        "1. [A bridge for Sill](<https://wire.example/bridge?a=1&b=2>), *Northern Wire*, 2024-08-22: “4 million crowns”",
        r"2. A\_b, 2024-08-22, p. 3: “\*4\* \[m\] \<b\>”",
    ]


def test_bibtex_of_what_is_known() -> None:
    assert answered(CITATION).cite("bibtex") == "\n".join(
        [
            "@article{northern-wire-2024-1,",
            "  title = {{A bridge for Sill}},",
            "  journal = {Northern Wire},",
            "  year = {2024},",
            "  month = aug,",
            "  day = {22},",
            "  url = {https://wire.example/bridge?a=1&b=2},",
            "  note = {``4 million crowns''},",
            "}",
        ]
    )
    bare = quoting("a {b} 5%\nc", title="", source=None, published=None, url=None)
    assert answered(bare).cite("bibtex") == "\n".join(
        [
            "@misc{source-1,",
            "  title = {{articles/bridge.md}},",
            r"  note = {``a \textbraceleft{}b\textbraceright{} 5\% c''},",
            "}",
        ]
    )


@pytest.mark.parametrize(
    ("fields", "entry"),
    [
        ({}, "“A bridge for Sill.” Northern Wire, August 22, 2024. https://wire.example/bridge?a=1&b=2."),
        ({"published": "2024-08", "url": None}, "“A bridge for Sill.” Northern Wire, August 2024."),
        ({"published": "2024", "url": None, "page": 4}, "“A bridge for Sill.” Northern Wire, 2024, p. 4."),
        ({"published": None, "source": None, "url": None}, "“A bridge for Sill.”"),
        ({"title": 'Is "Sill" safe?', "url": None}, "“Is ‘Sill’ safe?” Northern Wire, August 22, 2024."),
        ({"url": "javascript:alert(1)"}, "“A bridge for Sill.” Northern Wire, August 22, 2024."),
    ],
)
def test_chicago_leaves_out_what_is_unknown(fields: dict[str, object], entry: str) -> None:
    assert answered(quoting("x", **fields)).cite("chicago") == entry


def test_only_web_addresses_become_links() -> None:
    for url in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//evil.example", "https:// x", ""):
        result = answered(replace(CITATION, url=url))
        assert "href" not in result._repr_html_()
        assert "](" not in result.cite("markdown")
    broken = answered(replace(CITATION, url='https://a.example/"><b>)}\n{')).cite("markdown")
    assert "](<https://a.example/%22%3E%3Cb%3E%29%7D%0A%7B>)" in broken


def test_an_unknown_style_is_bad_input_and_silence_cites_nothing() -> None:
    for result in (answered(CITATION), silent()):
        with pytest.raises(BadInputError, match="markdown, bibtex, chicago"):
            result.cite("apa")
    assert [silent().cite(style) for style in STYLES] == ["", "", ""]
