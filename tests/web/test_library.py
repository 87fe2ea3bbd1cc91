"""Sources, uploads, feedback and figures in a real Chromium, against a real server with the real models."""

import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from serving import serving

from eval.report import run
from index import BadInputError, Embedder, LocalStore, Manifest, ingest
from index.lock import locked
from index.uploads import take_out
from index.verify import verify
from qa import Assistant, Result
from qa.feedback import Feedback
from qa.settings import Settings

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
HOSTILE = '<img src=x onerror="document.title=1"> ${document.title=1} {{7*7}} <script>document.title=1</script>'
WON = "Who won the open tournament in Torvik?"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, article_texts: dict[str, str], embedder: Embedder) -> Path:
    folder = tmp_path_factory.mktemp("library")
    articles = folder / "articles"
    articles.mkdir()
    for name, text in article_texts.items():
        (articles / name).write_text(text, "utf-8")
    (articles / "<b>x.md").write_text(
        f"---\ntitle: '{HOSTILE}'\nsource: '<b onmouseover=alert(1)>wire</b>'\npublished: 2023-12-01\n---\n\nEels {HOSTILE}.\n"
    )
    for number in range(30):
        text = f"Harbour notice {number:02}\n\n{'Quay closed. ' * (number + 1)}\n"
        (articles / f"notice-{number:02}.txt").write_text(text)
    ingest([articles], folder / "news.quoth", embedder)
    return folder / "news.quoth"


@pytest.fixture(scope="module")
def server(index: Path) -> Iterator[str]:
    with serving(index, "--allow-upload") as running:
        yield f"{running.url}/"


def ask(index: Path, question: str) -> Result:
    return Assistant.open(index, Settings()).ask(question)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    page = browser.new_page()
    page.set_default_timeout(180_000)
    expect.set_options(timeout=180_000)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(server)
    page.locator(".q-result[data-link]").wait_for(state="attached")
    yield page
    assert page.title() == "Quoth"
    page.close()
    assert [url for url in requests if not url.startswith((server, "data:", "blob:"))] == []


def opened(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()


def put(page: Page, question: str) -> None:
    """Ask on the page, and wait until this question is what it shows."""
    box = page.get_by_label("Question")
    box.fill(question)
    box.press("Enter")
    page.wait_for_function(
        "q => new URLSearchParams(document.querySelector('.q-result').dataset.link).get('q') === q", arg=question
    )


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


def test_what_articles_say_stays_text(page: Page) -> None:
    opened(page, "Sources")
    page.get_by_label("Search the documents").fill("eels")
    expect(rows(page)).to_have_count(1)
    expect(first_title(page)).to_have_text(HOSTILE)
    page.get_by_role("button", name=f"Remove {HOSTILE}").click()
    expect(page.locator("#quoth-removal")).to_contain_text(HOSTILE)
    expect(page.locator("#quoth-keep")).to_be_focused()
    page.locator("#quoth-keep").click()
    expect(page.locator("#quoth-removal")).to_be_hidden()
    assert page.locator("#quoth-library").locator("img, script, b, [onerror], [onmouseover]").count() == 0


def test_an_upload_can_be_asked_about_and_removed(page: Page, index: Path, tmp_path: Path) -> None:
    text = "---\ntitle: New ferry\n---\n\nThe ferry Halvard was built by the Osmund yard, the harbour office said on Friday.\n"
    files = {"ferry <i>one.md": text, "nothing.txt": "", "broken.pdf": "%PDF-1.7 and nothing else"}
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    opened(page, "Add documents")
    add = page.get_by_role("button", name="Add to the index")
    expect(add).to_be_disabled()
    box = page.locator("#quoth-files input[type=file]")
    box.set_input_files([tmp_path / name for name in files])
    expect(add).to_be_enabled()
    add.click()
    report = page.locator("#quoth-report")
    expect(report).to_contain_text("1 added, 2 not taken.")
    expect(report.locator("tbody tr")).to_have_count(3)
    expect(report).to_contain_text("empty file")
    assert report.locator("i").count() == 0
    (kept,) = (index / "uploads").iterdir()
    assert kept.suffix == ".md"
    answer = ask(index, "Who built the ferry Halvard?").answer
    assert answer is not None
    assert "Osmund" in answer.text
    # The page asks it too, and refuses to overwrite what is there.
    kept_text = kept.read_text()
    (tmp_path / kept.name).write_text("Another ferry\n\nIt was built elsewhere.\n")
    box.set_input_files(tmp_path / kept.name)
    add.click()
    expect(report).to_contain_text("another upload has this name")
    assert kept.read_text() == kept_text
    opened(page, "Sources")
    page.get_by_label("Search the documents").fill("new ferry")
    page.get_by_role("button", name="Remove New ferry").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.locator("#quoth-removed")).to_contain_text("Removed “New ferry”; its file too.")
    expect(page.get_by_text("No document fits.")).to_be_visible()
    assert not kept.exists()
    assert not any("Halvard" in hit.passage.text for hit in ask(index, "Who built the ferry Halvard?").hits)
    assert verify(index).damage == ()


def test_a_locked_index_is_said_in_words(page: Page, index: Path, tmp_path: Path) -> None:
    (tmp_path / "late.txt").write_text("Late news\n\nThe ferry is late.\n")
    opened(page, "Add documents")
    page.locator("#quoth-files input[type=file]").set_input_files(tmp_path / "late.txt")
    with locked(index):
        page.get_by_role("button", name="Add to the index").click()
        expect(page.locator("#quoth-report [role=alert]")).to_contain_text("is held by process")
        assert ask(index, WON).answer is not None
    page.get_by_role("button", name="Add to the index").click()
    expect(page.locator("#quoth-report")).to_contain_text("1 added.")


def test_thumbs_become_a_question_set(page: Page, index: Path) -> None:
    expect(page.locator("#quoth-right")).to_be_hidden()
    for question in (WON, "Who is the mayor of Marwick?"):
        put(page, question)
        page.locator("#quoth-right").click()
        expect(page.locator("#quoth-thanks")).to_contain_text("kept with the index")
    page.locator("#quoth-wrong").click()
    expect(page.get_by_label("What would be right?")).to_be_focused()
    page.keyboard.type("Edda Lorne of <b>Marwick</b>")
    page.locator("#quoth-send").click()
    expect(page.locator("#quoth-correction")).to_be_hidden()
    expect(page.locator("#quoth-thanks")).to_contain_text("kept with the index")
    put(page, "How deep is the Mariana Trench?")
    expect(page.locator(".q-silent")).to_be_visible()
    expect(page.locator("#quoth-thanks")).to_be_empty()
    page.locator("#quoth-wrong").click()
    page.get_by_label("What would be right?").fill("…")
    page.locator("#quoth-send").click()
    expect(page.locator("#quoth-thanks [role=alert]")).to_contain_text("this is no answer")
    page.get_by_label("The articles do not say").check()
    page.locator("#quoth-send").click()
    expect(page.locator("#quoth-correction")).to_be_hidden()
    answers = {row["question"]: row["answers"] for row in Feedback(index).questions()}
    assert answers == {
        WON: ["Ilse Varga"],
        "Who is the mayor of Marwick?": ["Edda Lorne of <b>Marwick</b>"],
        "How deep is the Mariana Trench?": [],
    }


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
        response = Axe().run(page, options={"resultTypes": ["violations"]}).response
        assert response["testEngine"]["name"] == "axe-core"
        assert [(v["impact"], v["id"], n["html"][:200]) for v in response["violations"] for n in v["nodes"]] == []


def test_a_forged_removal_removes_nothing(index: Path) -> None:
    before = Manifest.read(index)
    with pytest.raises(BadInputError):
        take_out(str(index.parent / "articles"), index)
    assert Manifest.read(index) == before


def test_no_file_of_the_index_is_served(server: str, index: Path) -> None:
    for path in (index / "manifest.json", index / "feedback.sqlite", index / "uploads" / "late.txt"):
        with pytest.raises(OSError, match=r"40[34]"):
            urllib.request.urlopen(f"{server}gradio_api/file={path}", timeout=20)
