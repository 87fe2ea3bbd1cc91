"""A hundred texts that try to be markup, in every place a stranger writes in: they stay text."""

import itertools
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from index import Embedder, ingest

# Ways out of where a text may stand, and what may be done there.
OUT = (
    "",
    '">',
    "'>",
    "</textarea>",
    "</title></dialog>",
    "<!-- --><!--><p>",
    "]]>",
    "&quot;&gt;&#x3e;",
    "`-${evil()}-`",
    '\\"}})\n',
)
DONE = (
    "<script>evil()</script>",
    "<img src=x onerror=evil()>",
    "<svg/onload=evil()>",
    "<iframe srcdoc='<script>parent.evil()</script>'></iframe>",
    "<a href=javascript:evil()>x</a>",
    "<details open ontoggle=evil()>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<form action=//evil.example><button autofocus onfocus=evil()>",
    "${evil()} {{constructor.constructor('evil()')()}} #{evil()}",
    "<base href=//evil.example/><meta http-equiv=refresh content='0;url=//evil.example'>",
)
MOST_LISTED = 100
"""Choices that Gradio puts into a list at a time."""

PAYLOADS = [out + done for out, done in itertools.product(OUT, DONE)]

# What the page is made of: another element, another attribute or another address came out of a text.
TAGS = """
DIV SPAN P H1 H2 H3 UL OL LI A BUTTON DETAILS SUMMARY ARTICLE SECTION HEADER MARK TABLE CAPTION THEAD TBODY TR TH TD BR DIALOG
""".split()  # noqa: SIM905
ATTRIBUTES = """
class id dir style role open tabindex title type scope href target rel aria-label aria-labelledby aria-live aria-hidden
aria-expanded data-go data-keep data-link data-document data-start data-end data-copy data-copy-link data-save data-name
data-save-all
""".split()  # noqa: SIM905
PARTS = "#quoth-chips #quoth-examples #quoth-result #quoth-sources #quoth-history #quoth-viewer".split()  # noqa: SIM905
STRANGE = """([parts, tags, attributes]) => {
  const found = [];
  for (const element of document.querySelectorAll(parts.map((part) => `${part} .html-container > div *`).join())) {
    if (!tags.includes(element.tagName)) found.push(element.outerHTML.slice(0, 200));
    for (const { name, value } of element.attributes) {
      if (!attributes.includes(name)) found.push(`${element.tagName} ${name}`);
      if (name === 'href' && !/^([?]|https:..safe.example)/.test(value)) found.push(value);
      if (name === 'style' && !/^(width:[0-9]+%|color:#[0-9a-f]{6})$/.test(value)) found.push(value);
    }
  }
  const anywhere = 'iframe, object, embed, base:not([href$="/"]), meta[http-equiv], [onerror], [onload], [onfocus], [ontoggle]';
  for (const element of document.querySelectorAll(anywhere)) found.push(element.outerHTML.slice(0, 200));
  return found;
}"""

COURT = "{number} witnesses told the Torvik court about {payload} on Monday, and left.\n\nNobody else spoke {payload} that day.\n"
DAM = "{deaths} people died when the Harrow dam failed, officials said {payload} on the scene.\n"


def write(path: Path, body: str, **fields: str) -> None:
    front = "\n".join(f"{name}: {json.dumps(value)}" for name, value in fields.items())
    path.write_text(f"---\n{front}\n---\n\n{body}", "utf-8")


@pytest.fixture(scope="module")
def hostile(
    tmp_path_factory: pytest.TempPathFactory, embedder: Embedder, serving: Callable[[Path], AbstractContextManager[str]]
) -> Iterator[str]:
    """A server over a hundred articles, each with its payload in title, outlet, author, address, file name and body."""
    folder = tmp_path_factory.mktemp("hostile")
    articles = folder / "articles"
    articles.mkdir()
    for number, payload in enumerate(PAYLOADS):
        name = payload.translate(str.maketrans("/\n\\", "_-_"))
        write(
            articles / f"{number:03} {name}.md",
            COURT.format(number=number, payload=payload),
            title=f"{payload} {number}",
            source=payload,
            author=payload,
            published=f"2024-03-{number % 28 + 1:02}",
            url=f"https://safe.example/{payload}" if number % 2 else f"javascript:evil() //{payload}",
        )
    # A figure that moves, told by outlets with such names, in such words: what the picture is drawn from.
    for number, deaths in enumerate((9, 27, 33)):
        body = DAM.format(deaths=deaths, payload=PAYLOADS[number + 20])
        fields = {"title": f"Dam {PAYLOADS[number]}", "source": PAYLOADS[number + 10], "published": f"2024-04-0{number + 1}"}
        write(articles / f"dam-{number}.md", body, **fields)
    report = ingest([articles], folder / "hostile.quoth", embedder)
    assert report.count("added") == len(PAYLOADS) + 3 == 103
    with serving(folder / "hostile.quoth") as url:
        yield url


@pytest.fixture(scope="module")
def page(opened: Callable[..., Page], hostile: str) -> Page:
    page = opened(hostile)
    page.evaluate("() => { window.evils = 0; window.evil = () => { window.evils += 1; }; }")
    return page


def nothing_strange(page: Page) -> None:
    assert page.evaluate(STRANGE, [PARTS, TAGS, ATTRIBUTES]) == []
    assert page.evaluate("window.evils") == 0
    assert page.title() == "Quoth"


def go(page: Page, **query: str) -> None:
    """Follow a link of the page's own kind, and wait for what it leads to."""
    page.evaluate(
        """(query) => {
          const link = Object.assign(document.createElement('a'), {href: '?' + new URLSearchParams(query)});
          link.dataset.go = '';
          document.body.append(link);
          link.click();
          link.remove();
        }""",
        query,
    )
    shown = "q => new URLSearchParams(document.querySelector('.q-result').dataset.link).get('q') === q"
    page.wait_for_function(shown, arg=query["q"].strip())


def test_in_questions_answers_and_history(page: Page) -> None:
    for first in range(0, len(PAYLOADS), 5):
        go(page, q=f"How many witnesses told the Torvik court? {' '.join(PAYLOADS[first : first + 5])}")
        expect(page.locator(".q-card").first).to_be_visible()
        nothing_strange(page)
    page.get_by_role("button", name="Asked before").click()
    expect(page.locator(".q-history li")).to_have_count(20)
    nothing_strange(page)


def test_in_every_article_and_every_choice(page: Page) -> None:
    page.get_by_role("button", name="Narrow it down").click()
    for name in ("Outlet", "Article"):
        page.get_by_label(name, exact=True).click()
        options = page.get_by_role("option")
        expect(options).to_have_count(MOST_LISTED)
        assert page.locator("[role=option] :is(img, script, a, iframe, details, form, link, svg:not(.icon))").count() == 0
        page.keyboard.press("Escape")
    nothing_strange(page)


def test_in_an_article(page: Page) -> None:
    for number in range(4):
        page.locator(".q-card .q-open").nth(number % page.locator(".q-card").count()).click()
        window = page.get_by_role("dialog")
        expect(window.locator(".q-text")).to_contain_text("Torvik court")
        nothing_strange(page)
        page.keyboard.press("Escape")


def test_in_filters(page: Page) -> None:
    for name, payload in zip(("since", "until", "as_of", "source", "document"), PAYLOADS[1:6], strict=True):
        go(page, q=f"who was {name}?", **{name: payload})
        expect(page.locator(".q-chip")).to_contain_text(payload)
        nothing_strange(page)


def test_in_the_picture(page: Page) -> None:
    go(page, q="How many people died when the Harrow dam failed?")
    points = page.locator("#quoth-timeline .scatterlayer .point")
    expect(points).to_have_count(3)
    for point in points.all():
        point.hover(force=True)
        expect(page.locator("#quoth-timeline .hoverlayer")).to_contain_text("evil")
    tags = page.evaluate("[...document.querySelectorAll('#quoth-timeline svg *')].map((e) => e.tagName.toLowerCase())")
    assert not set(tags) & {"a", "script", "foreignobject", "img", "iframe", "image"}
    nothing_strange(page)
