"""How the page looks: on a phone, in the dark, while one waits, and to those who do not look."""

from collections.abc import Callable
from urllib.parse import quote_plus

import pytest
from chromium import ask, barriers
from playwright.sync_api import Page, expect

expect.set_options(timeout=120_000)

DEATHS = "How many people died in the Harrow Gap Dam failure?"
STAIRS = "How many times had Ines Halloran climbed the stairs of the tower?"

Opened = Callable[..., Page]


def test_a_late_answer_shows_that_it_is_on_its_way_and_moves_nothing(opened: Opened, served: str) -> None:
    page = opened(served)
    ask(page, DEATHS)
    expect(page.locator(".q-answer")).to_have_text("33")
    before = page.locator(".q-answer").bounding_box()
    held = []
    page.route("**/run/predict*", lambda route: held.append(route))
    box = page.get_by_label("Question")
    box.fill(STAIRS)
    box.press("Enter")
    bar = "getComputedStyle(document.querySelector('#quoth-result .html-container'), '::before').opacity"
    page.wait_for_function(f"() => {bar} === '1'")
    assert page.locator(".q-answer").bounding_box() == before
    expect(page.locator(".q-answer")).to_have_text("33")
    for route in held:
        route.continue_()
    page.unroute("**/run/predict*")
    expect(page.locator(".q-answer")).to_contain_text("14,965")


def test_on_a_small_phone_nothing_scrolls_sideways(opened: Opened, served: str) -> None:
    page = opened(f"{served}?q={quote_plus(DEATHS)}&until=2024-03-12", viewport={"width": 360, "height": 740}, has_touch=True)
    expect(page.locator("#quoth-timeline .scatterlayer")).to_be_visible()
    page.get_by_role("button", name="Narrow it down").click()
    page.get_by_role("button", name="Asked before").click()
    # The picture's library measures texts on a canvas of its own, far out of sight.
    shown = "[...document.querySelectorAll('body *:not(#js-plotly-tester *, #js-plotly-tester)')]"
    wide = f"{shown}.filter(e => e.getClientRects().length && e.scrollWidth > 360)"
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.evaluate(f"{wide}.map(e => e.outerHTML.slice(0, 200))") == []
    page.locator(".q-card .q-passage").first.tap()
    expect(page.get_by_role("dialog").locator("mark")).to_be_in_viewport()
    assert page.evaluate("document.querySelector('.q-text').scrollWidth") <= 360


def test_dark_is_the_systems_choice_until_it_is_ones_own(opened: Opened, served: str) -> None:
    page = opened(served, color_scheme="dark")
    body, black, white = page.locator("body"), "rgb(21, 24, 27)", "rgb(250, 248, 244)"
    expect(body).to_have_css("background-color", black)
    button = page.get_by_role("button", name="Dark", exact=True)
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(body).to_have_css("background-color", white)
    page.reload()
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(body).to_have_css("background-color", black)
    page.emulate_media(color_scheme="light")
    expect(button).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier_is_found(opened: Opened, served: str, scheme: str) -> None:
    page = opened(served)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    ask(page, DEATHS)
    expect(page.locator("#quoth-timeline .scatterlayer")).to_be_visible()
    for name in ("Narrow it down", "Asked before"):
        page.get_by_role("button", name=name).click()
    assert barriers(page) == []
    for name in ("Narrow it down", "Asked before"):
        page.get_by_role("button", name=name).click()
    page.locator(".q-card .q-open").first.click()
    expect(page.get_by_role("dialog").locator("mark")).to_be_visible()
    assert barriers(page) == []
    page.keyboard.press("Escape")
    ask(page, "How long does banana bread bake?")
    page.locator(".q-others summary").click()
    assert barriers(page) == []
