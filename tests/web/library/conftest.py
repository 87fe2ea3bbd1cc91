"""One server with uploads over one index, which the tests of this folder look at and change in turn."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import arrive
from playwright.sync_api import Browser, Page, expect
from serving import serving

from index import Embedder, ingest

HOSTILE = '<img src=x onerror="document.title=1"> ${document.title=1} {{7*7}} <script>document.title=1</script>'


@pytest.fixture(scope="package")
def hostile() -> str:
    """The title of one of the articles."""
    return HOSTILE


@pytest.fixture(scope="package")
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


@pytest.fixture(scope="package")
def server(index: Path) -> Iterator[str]:
    with serving(index, "--allow-upload") as running:
        yield f"{running.url}/"


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    page = browser.new_page()
    page.set_default_timeout(180_000)
    expect.set_options(timeout=180_000)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    arrive(page, server)
    yield page
    assert page.title() == "Quoth"
    page.close()
    assert [url for url in requests if not url.startswith((server, "data:", "blob:"))] == []
