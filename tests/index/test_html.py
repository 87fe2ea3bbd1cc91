from collections.abc import Callable
from types import ModuleType

import pytest

from index.errors import DocumentError
from index.html import visible_text
from index.loaders import Loaded

Load = Callable[[str, bytes | str], list[Loaded]]
PROSE = "The mayor said on Monday that the bridge would be closed until the river had fallen by a good metre. " * 3


def test_the_article_and_what_the_page_says_of_it(load: Load, make: ModuleType) -> None:
    head = (
        '<title>River floods Marwick - Northern Wire</title><meta property="og:site_name" content="Northern Wire">'
        '<meta name="author" content="Edda Lorne"><link rel="canonical" href="https://wire.example/flood">'
        '<meta property="article:published_time" content="2024-03-05T23:30:00-05:00">'
    )
    (loaded,) = load("a.html", make.html(head))
    document = loaded.document
    assert document.title == "River floods Marwick"
    assert (document.source, document.author, document.published) == ("Northern Wire", "Edda Lorne", "2024-03-05")
    assert document.url == "https://wire.example/flood"
    assert document.text == "\n".join(make.STORY[1:])
    assert loaded.note is None


@pytest.mark.parametrize(
    ("head", "above", "below", "published"),
    [
        ("", "", "", None),
        ('<meta name="date" content="2024-08">', "", "", "2024-08"),
        ('<meta name="date" content="1 August 2024">', "", "", "2024-08-01"),
        ("", "<p>By Edda Lorne <time datetime='2024-01-02'>2 Jan</time></p>", "", "2024-01-02"),
        ("", f"<p>MARWICK, March 5, 2024 — {PROSE}</p>", "", "2024-03-05"),
        ("", f"<p>{PROSE} The last flood was on 2019-05-04.</p>", "", None),
        ("", "", f"<p>{PROSE}</p><aside><time datetime='2020-01-02'>2020-01-02</time> Another story</aside>", None),
    ],
)
def test_a_page_has_the_date_it_gives_and_none_from_deep_in_the_text(
    head: str, above: str, below: str, published: str | None, load: Load, make: ModuleType
) -> None:
    (loaded,) = load("a.html", make.html(head, above, below))
    assert loaded.document.published == published


BYLINE = "<p>By Ann Lee | 22 August 2024</p>"


@pytest.mark.parametrize(
    ("head", "above", "published"),
    [
        ('<meta name="date" content="08/09/2024">', "", None),
        ("", "<time>08/09/2024</time>", None),
        ("", "<p>By Ann Lee | 08/09/2024</p>", None),
        ("", "<p class='date'>08/09/24</p>", None),
        ("", "<p class='date'><!-- -->08/09/2024</p>", None),
        ("", "<p class='date'>09/09/2024</p>", "2024-09-09"),
        ("", "<p class='date'>22/08/2024</p>", "2024-08-22"),
        ('<link rel="canonical" href="https://wire.example/2024/08/09/12-boats">', "", "2024-08-09"),
        ("", BYLINE, "2024-08-22"),
        ('<meta property="og:image" content="https://wire.example/media/2019/03/01/pic.jpg">', BYLINE, "2024-08-22"),
        ('<meta property="article:modified_time" content="2024-09-30T10:00:00Z">', BYLINE, "2024-08-22"),
        ("", BYLINE + "<aside><time datetime='2021-02-03'>3 Feb</time> Another story</aside>", "2024-08-22"),
        ('<meta http-equiv="last-modified" content="2024-09-30">', "", None),
        ('<meta name="last-modified" content="2024-09-30">', "", None),
        ('<script type="application/ld+json">{"dateModified": "2024-09-30T10:00:00Z"}</script>', "", None),
        ("", "<time class='updated' datetime='2024-09-30'>30 Sept</time>", None),
        ("", "<p class='meta'>Updated 30 September 2024</p>", None),
        ("", "<time class='published updated' datetime='2024-08-22'>22 Aug</time>", "2024-08-22"),
        ("", "<a href='/2024'>2024</a><p class='date'>Published 22 August 2024</p>", "2024-08-22"),
        ("", "<a href='/2024'>August 2024</a><p class='date'>Published: 22 August 2024</p>", "2024-08-22"),
        ("", "<a href='/2024'>2024</a><p class='date'><b>22 August</b> 2024</p>", "2024-08-22"),
        ('<meta name="date" content="2024-08"><meta name="year" content="2024">', "", "2024-08"),
    ],
)
def test_a_date_is_when_the_article_was_published_as_the_page_says_it(
    head: str, above: str, published: str | None, load: Load, make: ModuleType
) -> None:
    (loaded,) = load("a.html", make.html(head, above))
    assert loaded.document.published == published


def test_a_page_without_a_clear_article_is_taken_whole_and_says_so(load: Load) -> None:
    comments = "".join(f"<div>{number} {PROSE}</div>" for number in range(8))
    (loaded,) = load("a.html", f"<html><body><div class='comments'>{comments}</div></body></html>")
    assert loaded.document.text.count("until the river had fallen") == 24
    assert "all its visible text" in (loaded.note or "")


def sentences(first: int, count: int, tag: str = "p") -> str:
    said = "the mayor of Marwick said that the bridge over the river would stay closed for some more weeks"
    return "".join(f"<{tag}>On day {number} {said}.</{tag}>" for number in range(first, first + count))


CAPTIONS = "".join(f"<figure><img src='a.jpg'>{sentences(number, 1, 'figcaption')}</figure>" for number in range(4, 12))


@pytest.mark.parametrize(
    "more",
    [
        CAPTIONS,
        f"<footer>{sentences(4, 8)}</footer>",
        f"<div class='related-box'>{sentences(4, 8)}</div>",
        f"<aside>{sentences(4, 8)}</aside>",
    ],
)
@pytest.mark.parametrize("tag", ["article", "main"])
def test_prose_missed_in_the_article_is_taken_with_all_around_it(tag: str, more: str, load: Load) -> None:
    (loaded,) = load("a.html", f"<body><nav>News</nav><{tag}>{sentences(0, 4)}{more}</{tag}><p>Our offices</p></body>")
    assert [f"On day {number} " in loaded.document.text for number in range(12)] == [True] * 12
    assert "Our offices" not in loaded.document.text
    assert "all visible text around it" in (loaded.note or "")


def test_prose_left_out_elsewhere_on_the_page_is_counted(load: Load) -> None:
    other = f"<aside><article>{sentences(90, 2)}</article></aside>"
    (loaded,) = load("a.html", f"<body><article>{sentences(0, 8)}</article>{other}</body>")
    assert "On day 90" not in loaded.document.text
    assert loaded.document.text.count("On day") == 8
    assert loaded.note == "2 of 10 paragraphs of the page left out"


@pytest.mark.parametrize(
    ("title", "first", "kept"),
    [
        ("Marwick will not close its bridge", "No.", True),
        ("Marwick will not close its bridge", "Marwick will not", True),
        ("Marwick will not close its bridge", "Marwick will not close its bridge", False),
        ("Marwick will not close its bridge, says the mayor", "Marwick will not close its bridge", False),
    ],
)
def test_the_first_line_is_left_out_only_when_it_is_the_headline(title: str, first: str, kept: bool, load: Load) -> None:
    (loaded,) = load("a.html", f"<head><meta property='og:title' content='{title}'></head><p>{first}</p>{sentences(0, 4)}")
    assert loaded.document.title == title
    assert loaded.document.text.startswith(first) is kept


def test_no_word_is_torn_apart(load: Load) -> None:
    (loaded,) = load(
        "a.html", "<html><body><table><tr><td>Sill</td><td><b>12</b>00</td></tr></table><p>a<b>b</b>c</p></body></html>"
    )
    assert loaded.document.text == "Sill | 1200\nabc"


def test_a_reader_sees_no_script_and_no_hidden_text() -> None:
    markup = "<p>One <b>line</b>,<br>two</p><script>x</script><div hidden>no<p>no</p></div><!-- no -->tail &amp; end"
    assert visible_text(markup) == "One line,\ntwo\ntail & end"
    assert visible_text("") == visible_text("<!-- -->") == ""


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("windows-1251", "Мэр Марвика сообщил о наводнении в городе на реке Энна. "),
        ("iso-8859-1", "Le maire a dit “oui” à l’idée du café près du marché. "),
        ("utf-8", "The café’s “plan” stays. "),
        ("no-such-charset", "The café’s “plan” stays. "),
    ],
)
def test_the_charset_a_page_names_is_the_one_it_is_read_in(charset: str, text: str, load: Load) -> None:
    encoding = {"iso-8859-1": "cp1252", "no-such-charset": "utf-8"}.get(charset, charset)
    page = f"<html><head><meta charset={charset}></head><body><p>{text * 6}</p></body></html>".encode(encoding)
    (loaded,) = load("a.html", page)
    assert loaded.document.text == (text * 6).strip()


@pytest.mark.parametrize("charset", ["utf-16", "UTF-16LE", "utf-32"])
@pytest.mark.parametrize("end", ["", " ", "  ", "   "])
def test_a_page_cannot_say_in_ascii_that_it_is_in_utf_16(charset: str, end: str, load: Load) -> None:
    text = "The mayor’s plan stays, the council of Marwick said on Monday. " * 3
    page = f'<html><head><meta charset="{charset}"></head><body><p>{text}</p></body></html>{end}'.encode("cp1252")
    (loaded,) = load("a.html", page)
    assert loaded.document.text == text.strip()


@pytest.mark.parametrize("depth", [300, 2000])
def test_deep_nesting_loses_no_text(depth: int, load: Load) -> None:
    (loaded,) = load("a.html", f"<html><body>{'<div>' * depth}<p>{PROSE}</p>{'</div>' * depth}<p>The end.</p></body></html>")
    assert PROSE.strip() in loaded.document.text
    assert loaded.document.text.endswith("The end.")


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("<html><body></body></html>", "no text on the page"),
        ("<html><body><script>let x = 1</script></body></html>", "no text on the page"),
        (f"<html><body>{'<div>' * 20_000}text", "nested too deep"),
        ("<html><body>a\0b</body></html>", "NUL"),
    ],
)
def test_a_page_without_text_is_refused(page: str, reason: str, load: Load) -> None:
    with pytest.raises(DocumentError, match=reason):
        load("a.html", page)
