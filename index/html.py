"""A saved web page -> its article. The only place for trafilatura and lxml."""

import codecs
import contextlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.dates import page_date
from index.errors import DocumentError
from index.loaders import Loaded, decode, loaded, plain

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CHARSET = re.compile(rb"""<(?:meta[^>]{0,200}?charset|\?xml[^>]{0,100}?encoding)\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_CHARSET_WITHIN = 4096
_WIDER = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "gb2312": "gb18030"}
"""What browsers read under these names: what pages mean by them."""

_UNSEEN_TAGS = "head script style noscript template svg math iframe object select option textarea button"
_UNSEEN = frozenset(_UNSEEN_TAGS.split())
_INLINE_TAGS = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark q s samp small span strike strong sub "
    "sup time tt u var wbr"
)
_INLINE = frozenset(_INLINE_TAGS.split())
_CELLS = frozenset({"td", "th"})

_PROSE_CHARACTERS = 80
"""A line of visible text this long is a sentence, not a link or a label."""

_ENOUGH = 0.3
"""Of the prose on a page: an article with less of it than this was missed. Comments and teasers may well be two thirds."""

_FEW_TORN = 0.34
_HEADLINE_WORDS = 4
"""A first line with fewer than these is a headline only when it is the whole title."""


def prepare() -> None:
    """Import trafilatura, which takes a second."""
    import trafilatura  # noqa: F401


def load_html(path: Path, data: bytes) -> Loaded:
    """A web page as a document: the article without the page around it, and without its headline, which is the title.

    Where no article can be told from the rest, all the page's visible text, and where prose of it was missed, all that of its
    <article> or <main>; a note says so, and how many paragraphs of the page are left out. Raises DocumentError for no text.
    """
    markup, guessed = _decode(data)
    note: str | None
    tree = _tree(markup)
    visible = _visible(tree)
    found = _extract(markup, recall=False)
    if _too_little(found, visible):
        found = _extract(markup, recall=True) or found
    text = plain(found.text or "") if found else ""
    title = found.title if found else None
    if _too_little(found, visible):
        text, note = visible, "no article found on the page: all its visible text is taken"
    else:
        text, note = _nothing_less(text, title or "", visible, tree)
    if not text:
        raise DocumentError("no text on the page; save it once more after it has loaded, or as text")
    first, _, rest = text.partition("\n")
    if title and rest.strip() and _is_headline(first, title):
        text = rest.lstrip()
    return loaded(
        str(path),
        text,
        title=title,
        source=found.sitename if found else None,
        published=page_date(tree),
        url=found.url if found else None,
        author=found.author if found else None,
        note="; ".join(filter(None, (guessed, note))) or None,
    )


def visible_text(markup: str) -> str:
    """What a reader sees of a page or a fragment of HTML, a line a block. Raises DocumentError when it is nested too deep."""
    return _visible(_tree(markup))


def _visible(tree: "HtmlElement | None") -> str:
    from lxml import etree

    parts: list[str] = []
    if tree is None:
        return ""
    unseen = 0
    for event, element in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        if isinstance(element.tag, str):
            hidden = element.tag in _UNSEEN or "hidden" in element.attrib
            unseen += hidden * (1 if event == "start" else -1)
            if element.tag in _CELLS:  # those of a row stand on one line
                parts.append(" | " if event == "start" and element.getprevious() is not None else " ")
            elif element.tag not in _INLINE and not unseen:
                parts.append("\n")
            text = element.text if event == "start" else element.tail
        else:
            text = element.tail
        if text and not unseen and (event != "end" or element is not tree):
            parts.append(" ".join(("." + text + ".").split())[1:-1] if text.strip() else " ")
    lines = (" ".join(line.split()).removesuffix(" |") for line in "".join(parts).split("\n"))
    return plain("\n".join(line for line in lines if line.strip("| ")))


def _tree(markup: str) -> "HtmlElement | None":
    from lxml import etree, html

    # Without huge_tree, what is nested more than 256 deep is dropped without a word; with it, 2,048.
    parser = html.HTMLParser(huge_tree=True, encoding="utf-8", no_network=True)
    try:
        tree = html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        return None
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise DocumentError("its HTML is nested too deep; save it as text")
    return tree


def _extract(markup: str, recall: bool) -> Any:
    import trafilatura

    try:
        return trafilatura.bare_extraction(
            markup,
            with_metadata=True,
            include_comments=False,
            favor_recall=recall,
            # Its own search for a date would take any in the text; ``page_date`` does it.
            date_extraction_params={"extensive_search": False, "original_date": True, "max_date": "1995-01-01"},
        )
    except MemoryError:
        raise
    except Exception:  # on markup broken enough it raises anything; the visible text remains
        return None


def _too_little(found: Any, visible: str) -> bool:
    if not found or not found.text:
        return True
    # Its last resort tears lines apart inside words: "<b>1</b>200" as "1" and "200".
    whole = {_letters(line) for line in visible.split("\n")}
    lines = found.text.split("\n")
    if sum(_letters(line) not in whole for line in lines) > len(lines) * _FEW_TORN:
        return True
    return len(found.text) < sum(map(len, _prose(visible))) * _ENOUGH


def _nothing_less(text: str, title: str, visible: str, tree: Any) -> tuple[str, str | None]:
    """The article, or all of the element it stands in when prose of that is missing, and a note on what is left out."""
    prose = _prose(visible)
    if not _missing(prose, f"{text}\n{title}"):
        return text, None
    notes = []
    lines = text.split("\n")
    # The element holds most of the article: another <article> on the page is another story.
    bodies = (_visible(element) for name in ("article", "main") for element in tree.iter(name))
    body = next((body for body in bodies if len(_missing(lines, body)) * 2 < len(lines)), "")
    if _missing(_prose(body), f"{text}\n{title}"):
        text = visible if _missing(_prose(text), body) else body
        notes.append("some of the article was not told from the page: all visible text around it is taken")
    if missing := _missing(prose, f"{text}\n{title}"):
        notes.append(f"{len(missing)} of {len(prose)} paragraphs of the page left out")
    return text, "; ".join(notes) or None


def _prose(text: str) -> list[str]:
    return [line for line in text.split("\n") if len(line) >= _PROSE_CHARACTERS]


def _missing(lines: list[str], text: str) -> list[str]:
    """Those of the lines that do not stand in the text, whatever stands between their letters."""
    whole = {_letters(line) for line in text.split("\n")}
    joined = _letters(text)
    return [line for line in lines if (letters := _letters(line)) not in whole and letters not in joined]


def _is_headline(line: str, title: str) -> bool:
    start, whole = _letters(line), _letters(title)
    return bool(start) and (start == whole or (len(line.split()) >= _HEADLINE_WORDS and whole.startswith(start)))


def _letters(line: str) -> str:
    return "".join(filter(str.isalnum, line)).casefold()


def _decode(data: bytes) -> tuple[str, str | None]:
    """The markup in the encoding that its BOM or it itself names, unless it is UTF-8, which nothing else is by chance."""
    match = _CHARSET.search(data[:_CHARSET_WITHIN])
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        if match and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF8)):
            name = match.group(1).decode("ascii").lower()
            # A label that can be read as ASCII is not in UTF-16, so browsers take one that says so for UTF-8.
            with contextlib.suppress(LookupError, UnicodeError):
                if not codecs.lookup(name).name.startswith(("utf-16", "utf-32")):
                    return decode(data.decode(_WIDER.get(name, name)).encode())
    return decode(data)
