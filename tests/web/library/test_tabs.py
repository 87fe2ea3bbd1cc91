"""Sources and figures in a real Chromium, against a real server with the real models."""

import re
from pathlib import Path

import pytest
from chromium import barriers
from playwright.sync_api import Locator, Page, expect

from eval.report import run
from index import LocalStore
from qa import Assistant
from qa.settings import Settings


def opened(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()


def rows(page: Page) -> Locator:
    return page.locator("#quoth-documents tbody tr")


def first_title(page: Page) -> Locator:
    return page.locator("#quoth-documents [data-document]").first


def test_sources_are_listed_sorted_and_searched(page: Page, index: Path) -> None:
    opened(page, "Sources")
    expect(first_title(page)).to_have_text("Marwick counts the cost")
    expect(page.locator("#quoth-documents [role=status]")).to_have_text("1 to 25 of 34")
    page.get_by_role("button", name="Next").press("Enter")
    expect(page.locator("#quoth-documents [role=status]")).to_have_text("26 to 34 of 34")
    expect(rows(page)).to_have_count(9)
    heads = {name: page.locator("th").filter(has_text=name) for name in ("Title", "Date", "Words")}
    heads["Words"].get_by_role("button").press("Enter")
    expect(first_title(page)).to_have_text("Harbour notice 29")
    expect(heads["Words"]).to_have_attribute("aria-sort", "descending")
    expect(heads["Words"].get_by_role("button")).to_be_focused()
    heads["Words"].get_by_role("button").press("Enter")
    expect(heads["Words"]).to_have_attribute("aria-sort", "ascending")
    heads["Title"].get_by_role("button").click()
    expect(first_title(page)).to_contain_text("<img src=x")
    search = page.get_by_label("Search the documents")
    search.press_sequentially("mayor")
    expect(rows(page)).to_have_count(2)
    expect(first_title(page)).to_have_text("Marwick counts the cost")
    search.fill("northern 2024-03")
    expect(rows(page)).to_have_count(1)
    entry = LocalStore.open(index).listing("northern").entries[0]
    expect(first_title(page)).to_have_attribute("data-document", entry.id)
    search.fill("no such thing")
    expect(page.get_by_text("No document fits.")).to_be_visible()
    expect(page.locator("#quoth-overview dt").first).to_have_text("outlet unknown")
    expect(page.get_by_role("img", name=re.compile("Documents by month, 2023-12 to 2024-03, most in 2024-03: 2"))).to_be_visible()
    page.get_by_text("About this index").click()
    expect(page.locator("#quoth-status")).to_contain_text("34 in 34 passages")


def test_what_articles_say_stays_text(page: Page, hostile: str) -> None:
    opened(page, "Sources")
    page.get_by_label("Search the documents").fill("eels")
    expect(rows(page)).to_have_count(1)
    expect(first_title(page)).to_have_text(hostile)
    page.get_by_role("button", name=f"Remove {hostile}").click()
    expect(page.locator("#quoth-removal")).to_contain_text(hostile)
    expect(page.locator("#quoth-keep")).to_be_focused()
    page.locator("#quoth-keep").click()
    expect(page.locator("#quoth-removal")).to_be_hidden()
    assert page.locator("#quoth-library").locator("img, script, b, [onerror], [onmouseover]").count() == 0


def test_the_figures_of_the_last_report(page: Page, index: Path, tmp_path: Path) -> None:
    opened(page, "Figures")
    expect(page.locator("#quoth-eval")).to_contain_text("No report on this index yet.")
    questions = tmp_path / "<i>set.jsonl"
    questions.write_text(
        '{"id": "1", "question": "Who won the open tournament in Torvik?", "answers": ["Ilse Varga"], "kind": "<b>who</b>"}\n'
        '{"id": "2", "question": "Where is <img src=x onerror=alert(1)> Marwick?", "answers": ["<u>nowhere</u>"]}\n'
    )
    run(Assistant.open(index, Settings()), questions, None, None, keep=index)
    opened(page, "Ask")
    opened(page, "Figures")
    shown = page.locator("#quoth-eval")
    expect(shown).to_contain_text("<i>set.jsonl: 2 questions, 1 missed.")
    expect(shown.get_by_role("region", name="Figures")).to_contain_text("0.500")
    expect(shown.get_by_role("region", name="By kind")).to_contain_text("<b>who</b>")
    expect(shown.get_by_role("region", name="Misses")).to_contain_text("<u>nowhere</u>")
    expect(shown.locator("figure img")).to_have_count(4)
    widths = shown.locator("figure img").evaluate_all("images => images.map(image => image.naturalWidth)")
    assert min(widths) > 300
    assert shown.locator("b, u, img:not(figure img), script").count() == 0
    (index / "eval" / "last.json").write_text('{"made": "now"}')
    opened(page, "Ask")
    opened(page, "Figures")
    expect(shown.get_by_role("alert")).to_contain_text("is not a report of this version")


@pytest.mark.parametrize("name", ["Sources", "Add documents", "Figures"])
def test_no_tab_is_wider_than_the_window(page: Page, name: str) -> None:
    opened(page, name)
    expect(page.locator("#quoth-documents tbody tr, #quoth-files, #quoth-eval p").locator("visible=true").first).to_be_visible()
    for width in (1600, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", ["Sources", "Add documents", "Figures"])
def test_no_barrier_is_found(page: Page, name: str) -> None:
    opened(page, name)
    expect(page.locator("#quoth-documents tbody tr, #quoth-files, #quoth-eval p").locator("visible=true").first).to_be_visible()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert barriers(page) == []
