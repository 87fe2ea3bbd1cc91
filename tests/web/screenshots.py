"""The pictures of the page for the README, made anew: python tests/web/screenshots.py. Needs Chromium."""

import sys
import tempfile
from pathlib import Path
from urllib.parse import urlencode

from chromium import chromium
from playwright.sync_api import Page
from serving import ROOT, serving

sys.path.insert(0, str(ROOT))

from index import ingest, load_embedder

OUT = ROOT / "docs" / "screenshots"

DEATHS = "How many people died in the Harrow Gap Dam failure?"
HURT = "Was anyone hurt when the trawlers were boarded near Gull Skerry?"
SILENT = "Who designed the ferry across the Ondra?"
PRICE = "How much per share did Quillon offer for Halden Mills?"

# Name: question, filters, width in pixels, colour scheme.
PICTURES = {
    "light": (PRICE, {}, 1100, "light"),
    "dark": (DEATHS, {"since": "2024-03"}, 1100, "dark"),
    "phone": (DEATHS, {}, 390, "light"),
    "dispute": (HURT, {}, 1100, "light"),
    "silent": (SILENT, {}, 1100, "light"),
}
HEIGHT = {390: 844, 1100: 900}


def settled(page: Page) -> None:
    """Wait for the answer, and for the picture where there is one."""
    page.locator(".q-answer, .q-silent").wait_for()
    if page.locator("#quoth-sources > div .q-values .q-marked").count():
        page.locator("#quoth-timeline .scatterlayer .point").first.wait_for()
    page.evaluate("document.activeElement.blur()")
    page.wait_for_timeout(600)


def take(url: str) -> None:
    """All the pictures, of the page at ``url``."""
    OUT.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for name, (question, filters, width, scheme) in PICTURES.items():
            page = browser.new_page(viewport={"width": width, "height": HEIGHT[width]}, color_scheme=scheme)
            page.set_default_timeout(120_000)
            page.goto(f"{url}/?{urlencode({'q': question, **filters})}")
            settled(page)
            page.screenshot(path=OUT / f"{name}.png")
            if name == "light":
                page.locator(".q-card .q-open").first.click()
                page.locator(".q-dialog mark").wait_for()
                page.screenshot(path=OUT / "article.png")
            page.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        ingest([ROOT / "eval" / "stories" / "corpus"], Path(folder) / "stories.quoth", load_embedder())
        with serving(Path(folder) / "stories.quoth") as server:
            take(server.url)
