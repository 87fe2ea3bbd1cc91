"""The page in a real Chromium, against a real server with the real models: one server and one browser a module."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from chromium import arrive
from playwright.sync_api import Browser, Page
from serving import serving

from index import Embedder, ingest

ROOT = Path(__file__).resolve().parents[3]
STORIES = ("dam", "treaty", "bridge")

PATIENCE = 120_000
"""Milliseconds; a machine may have other things to do."""


@contextmanager
def _serving(index: Path) -> Iterator[str]:
    with serving(index) as running:
        yield f"{running.url}/"


@pytest.fixture(scope="session", name="serving")
def serving_fixture() -> Callable[[Path], AbstractContextManager[str]]:
    """Serves the index in a folder: the address of the server, for as long as it is open."""
    return _serving


@pytest.fixture(scope="package")
def told(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    """An index of three stories with figures that move and accounts that differ, and of one very long article."""
    folder = tmp_path_factory.mktemp("told")
    (folder / "articles").mkdir()
    for story in STORIES:
        for path in (ROOT / "eval" / "stories" / "corpus").glob(f"{story}-*.md"):
            shutil.copy(path, folder / "articles")
    years = (f"In year {n} the lamp was trimmed by Warden {n}, who noted calm seas and wrote no more of it." for n in range(400))
    end = (
        "Keeper Ines Halloran put out the lamp for the last time on Monday.",
        "She had climbed the stairs of the tower 14,965 times, by her own count.",
        "The tower is for sale.",
    )
    (folder / "articles" / "lamp.txt").write_text("\n\n".join(["Four hundred years of a lamp", *years, *end]))
    ingest([folder / "articles"], folder / "told.quoth", embedder)
    return folder / "told.quoth"


@pytest.fixture(scope="package")
def served(told: Path, serving: Callable[[Path], AbstractContextManager[str]]) -> Iterator[str]:
    with serving(told) as url:
        yield url


@pytest.fixture(scope="module")
def opened(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens an address in a browser profile of its own; at the end no page has said or asked anything it should not have."""
    pages: list[Page] = []
    foreign: list[str] = []
    errors: list[str] = []

    def open_(url: str, **options: object) -> Page:
        context = browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        own = "/".join(url.split("/")[:3])
        page.on("request", lambda r: None if r.url.startswith((own, "data:", "blob:")) else foreign.append(r.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("dialog", lambda dialog: (errors.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        arrive(page, url)
        pages.append(page)
        return page

    yield open_
    for page in pages:
        page.context.close()
    assert foreign == []
    assert errors == []
