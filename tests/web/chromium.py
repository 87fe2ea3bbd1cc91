"""A real Chromium, Debian's own, and what everybody does in it."""

from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield browser
        browser.close()


def arrive(page: Page, url: str) -> None:
    """Open the page at ``url``, and wait until it can be asked."""
    page.goto(url)
    page.locator(".q-result[data-link]").wait_for(state="attached")


def ask(page: Page, question: str) -> None:
    """Ask, and wait until the page shows what came of it, and not what was there before."""
    page.evaluate("document.querySelector('.q-result').dataset.before = ''")
    box = page.get_by_label("Question")
    box.fill(question)
    box.press("Enter")
    shown = "q => new URLSearchParams(document.querySelector('.q-result:not([data-before])')?.dataset.link).get('q') === q"
    page.wait_for_function(shown, arg=question)


def barriers(page: Page) -> list[tuple[str, str, str]]:
    """What axe-core finds on the page as it stands, however small: impact, rule, element."""
    response = Axe().run(page, options={"resultTypes": ["violations"]}).response
    assert response["testEngine"]["name"] == "axe-core"
    return [(v["impact"], v["id"], n["html"][:200]) for v in response["violations"] for n in v["nodes"]]
