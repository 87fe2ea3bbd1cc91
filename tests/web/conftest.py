"""Servers the tests share: one as it comes, one with passwords. And a browser."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from index import Embedder, ingest

sys.path.insert(0, str(Path(__file__).parent))

from chromium import chromium
from serving import PASSWORD, USER, Server, serving


@pytest.fixture(scope="session")
def articles(tmp_path_factory: pytest.TempPathFactory, article_texts: dict[str, str]) -> Path:
    folder = tmp_path_factory.mktemp("served") / "articles"
    folder.mkdir()
    for name, text in article_texts.items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="session")
def server(articles: Path, embedder: Embedder) -> Iterator[Server]:
    """A server as it comes, over the small articles; its index may be changed."""
    index = articles.parent / "served.quoth"
    ingest([articles], index, embedder)
    with serving(index) as running:
        yield running


@pytest.fixture(scope="session")
def locked(articles: Path, embedder: Embedder) -> Iterator[Server]:
    """A server with passwords, on every address of the machine, in which no question may wait."""
    index = articles.parent / "locked.quoth"
    ingest([articles], index, embedder)
    made = subprocess.run(
        [sys.executable, "-m", "qa", "serve", "--hash-password", USER],
        input=f"{PASSWORD}\n".encode(),
        capture_output=True,
        check=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    users = articles.parent / "users"
    users.write_bytes(b"# who may ask\n\n" + made.stdout)
    with serving(index, "--auth", users, "--host", "0.0.0.0", "--queue", 0) as running:
        yield running


@pytest.fixture(scope="module", name="browser")
def browser_fixture() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def eventually() -> Callable[[Callable[[], bool]], bool]:
    """Whether something becomes true while one can wait for it."""

    def wait(true: Callable[[], bool]) -> bool:
        end = time.monotonic() + 120
        while time.monotonic() < end:
            if true():
                return True
            time.sleep(0.1)
        return False

    return wait
