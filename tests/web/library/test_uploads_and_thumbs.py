"""What people change from the page: uploads, removals, and what they say of an answer."""

import urllib.request
from pathlib import Path

import pytest
from chromium import ask
from playwright.sync_api import Page, expect

from index import BadInputError, Manifest
from index.lock import locked
from index.uploads import take_out
from index.verify import verify
from qa import Assistant, Result
from qa.feedback import Feedback
from qa.settings import Settings

WON = "Who won the open tournament in Torvik?"


def opened(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()


def answered(index: Path, question: str) -> Result:
    return Assistant.open(index, Settings()).ask(question)


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
    answer = answered(index, "Who built the ferry Halvard?").answer
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
    assert not any("Halvard" in hit.passage.text for hit in answered(index, "Who built the ferry Halvard?").hits)
    assert verify(index).damage == ()


def test_a_locked_index_is_said_in_words(page: Page, index: Path, tmp_path: Path) -> None:
    (tmp_path / "late.txt").write_text("Late news\n\nThe ferry is late.\n")
    opened(page, "Add documents")
    page.locator("#quoth-files input[type=file]").set_input_files(tmp_path / "late.txt")
    with locked(index):
        page.get_by_role("button", name="Add to the index").click()
        expect(page.locator("#quoth-report [role=alert]")).to_contain_text("is held by process")
        assert answered(index, WON).answer is not None
    page.get_by_role("button", name="Add to the index").click()
    expect(page.locator("#quoth-report")).to_contain_text("1 added.")


def test_thumbs_become_a_question_set(page: Page, index: Path) -> None:
    expect(page.locator("#quoth-right")).to_be_hidden()
    for question in (WON, "Who is the mayor of Marwick?"):
        ask(page, question)
        page.locator("#quoth-right").click()
        expect(page.locator("#quoth-thanks")).to_contain_text("kept with the index")
    page.locator("#quoth-wrong").click()
    expect(page.get_by_label("What would be right?")).to_be_focused()
    page.keyboard.type("Edda Lorne of <b>Marwick</b>")
    page.locator("#quoth-send").click()
    expect(page.locator("#quoth-correction")).to_be_hidden()
    expect(page.locator("#quoth-thanks")).to_contain_text("kept with the index")
    ask(page, "How deep is the Mariana Trench?")
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


def test_a_forged_removal_removes_nothing(index: Path) -> None:
    before = Manifest.read(index)
    with pytest.raises(BadInputError):
        take_out(str(index.parent / "articles"), index)
    assert Manifest.read(index) == before


def test_no_file_of_the_index_is_served(server: str, index: Path) -> None:
    for path in (index / "manifest.json", index / "feedback.sqlite", index / "uploads" / "late.txt"):
        with pytest.raises(OSError, match=r"40[34]"):
            urllib.request.urlopen(f"{server}gradio_api/file={path}", timeout=20)
