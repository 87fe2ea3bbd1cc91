"""What people do on the page."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote_plus

import pytest
from chromium import ask
from playwright.sync_api import Page, expect

expect.set_options(timeout=120_000)

DEATHS = "How many people died in the Harrow Gap Dam failure?"
STAIRS = "How many times had Ines Halloran climbed the stairs of the tower?"
HURT = "Was anyone hurt when the trawlers were boarded near Gull Skerry?"

Opened = Callable[..., Page]


@pytest.fixture(scope="module")
def one(opened: Opened, served: str) -> Page:
    """A page on which most of these tests ask one after the other."""
    page = opened(served, permissions=["clipboard-read", "clipboard-write"])
    expect(page.get_by_label("Question")).to_be_focused()
    return page


@pytest.fixture
def page(one: Page) -> Page:
    """That page, with nothing asked and no filter set."""
    while chips := one.locator(".q-chip").count():
        one.locator(".q-chip").first.click()
        expect(one.locator(".q-chip")).to_have_count(chips - 1)
    return one


def test_a_question_is_answered_with_its_quote_highlighted(page: Page) -> None:
    ask(page, STAIRS)
    expect(page.locator(".q-answer")).to_contain_text("14,965")
    card = page.locator(".q-card").first
    expect(card.locator("mark")).to_have_text(page.locator(".q-answer").inner_text())
    expect(card.locator(".q-sentence")).to_contain_text("by her own count")
    expect(card.get_by_role("button", name="Four hundred years of a lamp")).to_be_visible()
    expect(card.locator(".q-from")).to_have_text("outlet unknown · date unknown")
    expect(page.locator(".q-meta").first).to_contain_text(re.compile(r"right.* \(\d+%\)"))


def test_questions_asked_fast_after_one_another_are_all_answered(page: Page) -> None:
    """An event of the page that another overtook was once never answered, one in ten of them."""
    for number in range(15):
        ask(page, (DEATHS, STAIRS, HURT)[number % 3])
    expect(page.locator(".q-answer")).to_contain_text("hurt")


def test_an_article_opens_at_its_quote_by_keyboard_alone(page: Page) -> None:
    ask(page, STAIRS)
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.q-card .q-open')"):
            break
    page.keyboard.press("Enter")
    window = page.get_by_role("dialog", name="Four hundred years of a lamp")
    expect(window.locator("mark")).to_have_text(page.locator(".q-answer").inner_text())
    expect(window.locator("mark")).to_be_in_viewport()
    assert page.evaluate("document.querySelector('.q-text').scrollTop") > 10_000, "the quote stands at the end of it"
    expect(window.locator(".q-text")).to_contain_text("In year 0 the lamp")
    page.keyboard.press("Escape")
    expect(window).to_be_hidden()
    assert page.evaluate("document.activeElement.matches('.q-card .q-open')"), "the focus is back where it was"


def test_a_click_on_a_card_opens_its_article_and_the_article_can_be_asked_alone(page: Page) -> None:
    ask(page, DEATHS)
    page.locator(".q-card .q-passage").first.click()
    window = page.get_by_role("dialog")
    expect(window.locator("mark")).to_have_text("33")
    window.get_by_role("link", name="Ask this article alone").click()
    expect(window).to_be_hidden()
    expect(page.locator(".q-chip")).to_contain_text("Inquiry into Harrow Gap opens")
    expect(page.get_by_label("Question")).to_have_value(DEATHS)


def test_what_changed_is_shown_as_a_picture_and_as_a_table(page: Page) -> None:
    ask(page, DEATHS)
    expect(page.locator(".q-answer")).to_have_text("33")
    expect(page.locator(".q-result")).to_contain_text("This figure changed over time")
    rows = page.locator("#quoth-sources .q-values tbody tr")
    assert [row for row in rows.all_inner_texts() if "2024-03-11" in row and "34" in row and "Kestrian Observer" in row]
    assert rows.locator(".q-when").all_inner_texts() == sorted(rows.locator(".q-when").all_inner_texts())
    expect(page.get_by_text("The values by date, as in the table below")).to_be_attached()
    expect(page.locator("#quoth-timeline .scatterlayer .point")).to_have_count(rows.count())
    # The last point is the newest; what is told there is its sentence.
    page.locator("#quoth-timeline .scatterlayer .point").last.hover(force=True)
    expect(page.locator("#quoth-timeline .hoverlayer")).to_contain_text("judge-led inquiry")
    rows.get_by_role("button", name="Kestrian Observer").click()
    expect(page.get_by_role("dialog").locator("mark")).to_have_text("34")
    page.keyboard.press("Escape")


def test_who_says_what_is_shown_where_sources_differ(page: Page) -> None:
    ask(page, HURT)
    expect(page.locator(".q-result")).to_contain_text("Sources differ")
    expect(page.locator("#quoth-sources .q-values")).to_contain_text("4 sailors were injured")
    expect(page.locator("#quoth-timeline")).to_be_visible()


def test_silence_is_a_proper_answer(page: Page) -> None:
    ask(page, "How long does banana bread bake?")
    expect(page.locator(".q-silent")).to_have_text("The articles do not say.")
    expect(page.locator(".q-meta")).to_contain_text(re.compile(r"% sure of that"))
    expect(page.locator("#quoth-sources h2")).to_have_text("Closest passages")
    assert 1 <= page.locator(".q-card").count() <= 3
    expect(page.locator("#quoth-timeline")).to_be_hidden()


def test_a_date_narrows_the_answer_and_its_chip_takes_it_off(page: Page) -> None:
    ask(page, DEATHS)
    page.get_by_role("button", name="Narrow it down").click()
    to = page.get_by_label("To", exact=True)
    to.fill("2024-03-12")
    to.press("Enter")
    expect(page.locator(".q-answer")).to_have_text("34")
    page.get_by_role("link", name="Take off the filter: To 2024-03-12").click()
    expect(page.locator(".q-answer")).to_have_text("33")
    expect(to).to_have_value("")
    page.get_by_label("Outlet").click()
    page.get_by_role("option", name=re.compile("Kestrian Observer")).click()
    expect(page.locator(".q-chip")).to_contain_text("Kestrian Observer")
    expect(page.locator(".q-card .q-from").first).to_contain_text("Kestrian Observer")
    page.get_by_role("button", name="Narrow it down").click()


def test_what_cannot_be_used_is_said_in_words(page: Page, served: str) -> None:
    ask(page, "x" * 600)
    expect(page.get_by_role("alert")).to_contain_text("the most is 500")
    page.get_by_role("button", name="Narrow it down").click()
    field = page.get_by_label("From", exact=True)
    field.fill("yesterday")
    page.get_by_label("Question").fill(DEATHS)
    field.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("“From” is not a date: 'yesterday'; write YYYY, YYYY-MM or YYYY-MM-DD.")
    page.get_by_role("button", name="Narrow it down").click()


def test_an_answer_is_copied_cited_and_saved(page: Page, served: str, tmp_path: Path) -> None:
    ask(page, DEATHS)
    expect(page.locator(".q-answer")).to_have_text("33")
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator(".q-toast")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == f"{served}?q={quote_plus(DEATHS)}"
    page.locator("summary", has_text="Cite").click()
    page.get_by_role("button", name="Copy as Chicago").click()
    page.wait_for_function("async () => (await navigator.clipboard.readText()).startsWith('“Inquiry')")
    page.locator("summary", has_text="Save").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as JSON").click()
    assert json.loads(Path(saved.value.path()).read_text("utf-8"))["answer"] == "33"


def test_history_survives_a_reload_asks_again_and_is_saved_whole(opened: Opened, served: str) -> None:
    page = opened(served)
    ask(page, STAIRS)
    expect(page.locator(".q-answer")).to_be_visible()
    ask(page, HURT)
    expect(page.locator(".q-answer")).to_contain_text("hurt")
    page.goto(served)
    page.get_by_role("button", name="Asked before").click()
    expect(page.locator(".q-history a")).to_have_text([HURT, STAIRS])
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save all as Markdown").click()
    text = Path(saved.value.path()).read_text("utf-8")
    assert text.index(HURT) < text.index(STAIRS) < text.index("14,965")
    page.get_by_role("link", name=STAIRS).click()
    expect(page.locator(".q-answer")).to_contain_text("14,965")
    page.go_back()
    expect(page.locator(".q-answer")).to_have_count(0)
    page.get_by_role("button", name="Forget all").click()
    expect(page.locator(".q-history")).to_contain_text("in this browser alone")


def test_a_link_is_answered_with_its_filters(opened: Opened, served: str) -> None:
    link = f"{served}?q={quote_plus(DEATHS)}&until=2024-03-12"
    page = opened(link)
    expect(page.locator(".q-answer")).to_have_text("34")
    expect(page.get_by_label("Question")).to_have_value(DEATHS)
    expect(page.locator(".q-chip")).to_contain_text("2024-03-12")
    assert page.url == link


def test_examples_lead_to_answers(opened: Opened, served: str) -> None:
    page = opened(served)
    page.locator(".q-example").first.click()
    expect(page.locator(".q-answer")).to_be_visible()
    expect(page.locator(".q-example")).to_have_count(0)
