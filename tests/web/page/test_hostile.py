"""A hundred texts that try to be markup, in every place a stranger writes in: they stay text."""

import itertools
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from index import Embedder, ingest

from conftest import PATIENCE, serving

# Ways out of where a text may stand ...
OUT = ("", "\">", "'>", "</textarea>", "</title></dialog>", "<!-- --><!--><p>", "]]>", "&quot;&gt;&#x3e;", "`-${evil()}-`", "\\\"}})\n")
# ... and what may be done there.
IN = (
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
PAYLOADS = [out + into for out, into in itertools.product(OUT, IN)]

EVIL = """
window.evils = 0;
window.evil = () => { window.evils += 1; };
"""

# What the page is made of; anything else, or any other attribute, came from a text.
TAGS = set("DIV SPAN P H1 H2 H3 UL OL LI A BUTTON DETAILS SUMMARY ARTICLE SECTION HEADER MARK TABLE CAPTION THEAD TBODY TR TH TD BR DIALOG".split())  # noqa: E501, SIM905
ATTRIBUTES = set(
    "class id dir style role open tabindex title type scope href target rel aria-label aria-labelledby aria-live aria-hidden "
    "aria-expanded data-go data-keep data-link data-document data-start data-end data-copy data-copy-link data-save data-name "
    "data-save-all".split()
)  # fmt: skip
STRANGE = """([tags, attributes]) => {
  const found = [];
  for (const part of ['#quoth-chips', '#quoth-result', '#quoth-sources', '#quoth-history .q-history', '#quoth-viewer dialog']) {
    for (const element of document.querySelectorAll(`${part} .html-container *, ${part}.q-history *, ${part}[open] *`)) {
      if (!tags.includes(element.tagName)) found.push(element.outerHTML.slice(0, 200));
      for (const { name, value } of element.attributes) {
        if (name.startsWith('data-svelte') || (name === 'class' && element.tagName === 'DIV')) continue;
        if (!attributes.includes(name)) found.push(`${element.tagName} ${name}`);
        if (name === 'href' && !value.startsWith('?') && !value.startsWith('https://safe.example/')) found.push(value);
        if (name === 'style' && !/^(width:\\d+%|color:#[0-9a-f]{6})$/.test(value)) found.push(value);
      }
    }
  }
  for (const frame of document.querySelectorAll('iframe, object, embed, base:not([href$="/"]), meta[http-equiv=refresh]')) found.push(frame.outerHTML);
  return found;
}"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[str]:
    """A server over a hundred articles, each with one payload in title, outlet, author, address, file name and body."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "articles").mkdir()
    for number, payload in enumerate(PAYLOADS):
        safe = payload.translate(str.maketrans("/\n\\", "_-_"))
        fields = {"title": f"{payload} {number}", "source": payload, "author": payload, "published": f"2024-03-{number % 28 + 1:02}"}
        fields["url"] = f"https://safe.example/{number}" if number % 2 else f"javascript:evil({number})"
        front = "\n".join(f"{name}: {json.dumps(value)}" for name, value in fields.items())
        body = f"Witness {number} told the Torvik court about {payload} on Monday, and left.\n\nNobody else spoke {payload} that day.\n"
        (folder / "articles" / f"{number:03} {safe}.md").write_text(f"---\n{front}\n---\n\n{body}", "utf-8")
    # A figure that moves, told by outlets with such names, in words that are such a text: what the picture is drawn from.
    for number, deaths in enumerate((9, 27, 33)):
        fields = {"title": f"Dam {PAYLOADS[number]}", "source": PAYLOADS[number + 10], "published": f"2024-04-0{number + 1}"}
        front = "\n".join(f"{name}: {json.dumps(value)}" for name, value in fields.items())
        body = f"{deaths} people died when the Harrow dam failed, officials said {PAYLOADS[number + 20]} on the scene.\n"
        (folder / "articles" / f"dam-{number}.md").write_text(f"---\n{front}\n---\n\n{body}", "utf-8")
    report = ingest([folder / "articles"], folder / "hostile.quoth", embedder)
    assert report.count("added") == len(PAYLOADS) + 3
    with serving(folder / "hostile.quoth") as url:
        yield url


@pytest.fixture(scope="module")
def page(opened: Callable[..., Page], hostile: str) -> Page:
    page = opened(hostile)
    page.evaluate(EVIL)
    return page


def nothing_strange(page: Page) -> None:
    assert page.evaluate(STRANGE, [sorted(TAGS), sorted(ATTRIBUTES)]) == []
    assert page.evaluate("window.evils") == 0
    assert page.title() == "Quoth"


def go(page: Page, question: str) -> None:
    page.get_by_label("Question").fill(question)
    page.get_by_label("Question").press("Enter")
    shown = "q => new URLSearchParams(document.querySelector('.q-result').dataset.link).get('q') === q"
    page.wait_for_function(shown, arg=question.strip())


def test_in_questions_and_answers(page: Page) -> None:
    shown = set()
    for first in range(0, len(PAYLOADS), 4):
        go(page, f"What did witness {first} tell the court? {' '.join(PAYLOADS[first : first + 4])}")
        shown |= set(page.locator(".q-card h3, .q-others .q-open").all_inner_texts())
        nothing_strange(page)
    assert len(shown) > 50
    page.get_by_role("button", name="Asked before").click()
    expect(page.locator(".q-history li")).to_have_count(25)
    nothing_strange(page)


def test_in_articles(page: Page) -> None:
    names = page.evaluate("[...document.querySelectorAll('#quoth-sources [data-document]')].map(e => e.dataset.document)")
    assert names
    page.locator(".q-card .q-open").first.click()
    window = page.get_by_role("dialog")
    expect(window.locator(".q-text")).to_contain_text("Torvik court")
    nothing_strange(page)
    page.keyboard.press("Escape")


def test_in_every_article_and_every_choice(page: Page) -> None:
    page.get_by_role("button", name="Narrow it down").click()
    field = page.get_by_label("Article", exact=True)
    field.click()
    options = page.get_by_role("option")
    expect(options.filter(has_text="evil").first).to_be_visible()
    assert page.evaluate("[...document.querySelectorAll('[role=option] *')].map(e => e.tagName)").count("IMG") == 0
    assert page.evaluate("document.querySelectorAll('[role=option] :is(img, script, a, iframe, details, form, link)').length") == 0
    page.keyboard.press("Escape")
    nothing_strange(page)


def test_in_filters_and_links(page: Page) -> None:
    for name, payload in zip(("since", "until", "as_of", "source", "document"), PAYLOADS[1:6], strict=True):
        page.evaluate("([n, v]) => { const a = document.createElement('a'); a.dataset.go = ''; "
                      "a.href = '?' + new URLSearchParams({q: 'who told the court?', [n]: v}); document.body.append(a); a.click(); a.remove(); }",
                      [name, payload])
        expect(page.locator(".q-chip")).to_contain_text(payload[:20])
        nothing_strange(page)


def test_in_the_picture(page: Page) -> None:
    go(page, "How many people died when the Harrow dam failed?")
    page.locator(".q-chip").click()
    expect(page.locator("#quoth-timeline .scatterlayer .point")).to_have_count(3)
    for point in page.locator("#quoth-timeline .scatterlayer .point").all():
        point.hover(force=True)
        expect(page.locator("#quoth-timeline .hoverlayer")).to_contain_text("evil")
    tags = page.evaluate("[...document.querySelectorAll('#quoth-timeline svg *')].map(e => e.tagName.toLowerCase())")
    assert not set(tags) & {"a", "script", "foreignobject", "img", "iframe", "image"}
    nothing_strange(page)
