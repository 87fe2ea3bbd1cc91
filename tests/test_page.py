"""The page in a real Chromium, against a real server with the real models."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from app import render, render_passage
from qa import Assistant

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def server(seeds_index: Path) -> Iterator[str]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "qa", "serve", "--index", seeds_index, "--port", str(port)], cwd=ROOT)
    url = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(url, timeout=2).close()
                break
            except OSError:
                assert process.poll() is None, "the server ended"
                time.sleep(0.5)
        yield url
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    page = browser.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(server)
    yield page
    page.close()
    assert [url for url in requests if not url.startswith((server, "data:", "blob:"))] == []


def ask(page: Page, question: str) -> None:
    box = page.get_by_label("Question")
    box.fill(question)
    box.press("Enter")


def test_a_question_is_answered_with_its_quote_highlighted(page: Page) -> None:
    ask(page, "what did Egypt reject?")
    answer = page.locator(".q-answer")
    expect(answer).to_contain_text("propos", timeout=30_000)
    card = page.locator(".q-card").first
    expect(card.locator("mark")).to_have_text(answer.inner_text())
    expect(card.locator(".q-sentence")).to_contain_text("Egypt has rejected")
    expect(card.locator("h3")).to_contain_text("Egypt rejects tower proposals")
    expect(card.locator(".q-from")).to_have_text("outlet unknown, 2024-08-22; Egyptian officials said (reported)")
    expect(page.locator(".q-meta").first).to_contain_text("%")


def test_an_example_asks_itself(page: Page) -> None:
    page.get_by_text("How many observation towers did Israel suggest?").click()
    expect(page.locator(".q-answer")).to_have_text("eight", timeout=30_000)
    expect(page.get_by_label("Question")).to_have_value("How many observation towers did Israel suggest?")


def test_silence_is_a_proper_answer(page: Page) -> None:
    ask(page, "How long does banana bread bake?")
    expect(page.locator(".q-silent")).to_have_text("The articles do not say.", timeout=30_000)
    expect(page.locator(".q-card").first).to_be_visible()


def test_bad_input_is_said_on_the_page(page: Page) -> None:
    ask(page, "x" * 5000)
    expect(page.locator("[role=alert]")).to_contain_text("5,000 characters", timeout=30_000)


HOSTILE = '<img src=x onerror="document.title=1"> ${document.title=1} {{7*7}} <script>document.title=1</script>'


def test_a_hostile_question_stays_text(page: Page) -> None:
    ask(page, f"what did Egypt reject? {HOSTILE}")
    expect(page.locator(".q-meta").first).to_be_visible(timeout=30_000)
    assert page.title() == "Quoth"
    assert page.locator("#quoth-result img").count() == 0


def test_hostile_articles_stay_text(tmp_path: Path, embedder, browser: Browser) -> None:
    from index import ingest

    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "<b>x.md").write_text(
        f"---\ntitle: '{HOSTILE}'\nsource: '<b onmouseover=alert(1)>wire</b>'\n---\n\n"
        f"Ilse Varga won the open tournament in Torvik on Sunday {HOSTILE} & went home.\n"
    )
    ingest([tmp_path / "a"], tmp_path / "x", embedder)
    result = Assistant.open(tmp_path / "x").ask("Who won the open tournament in Torvik?")
    assert result.answer is not None
    page = browser.new_page()
    page.set_content(f"<title>Quoth</title><div id=out>{render(result)}</div>")
    assert page.title() == "Quoth"
    assert page.locator("#out img, #out script, #out b, #out [onmouseover], #out [onerror]").count() == 0
    assert HOSTILE in page.locator("#out h3").first.inner_text()
    page.close()


def test_the_rendered_passage_is_the_passage(assistant: Assistant) -> None:
    import html
    import re

    for question in ("what did Egypt reject?", "How many observation towers did Israel suggest?", "How many hostages are held?"):
        for answer in assistant.ask(question).answers:
            for citation in answer.citations:
                rendered = render_passage(citation)
                assert html.unescape(re.sub(r"<[^>]+>", "", rendered)) == citation.passage
                assert html.unescape(re.search(r"<mark>(.*?)</mark>", rendered, re.DOTALL).group(1)) == citation.quote
