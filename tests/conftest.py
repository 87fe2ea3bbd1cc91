"""Corpora and models the tests share. The models are the real ones; fakes are for pure logic only."""

from pathlib import Path

import pytest

from index import Embedder, Report, ingest, load_embedder
from qa import Assistant
from qa.settings import Settings, seeds_folder

ROOT = Path(__file__).resolve().parent.parent

SLOW = ("test_report", "test_training", "test_fine_tune", "test_torture", "test_hostile", "test_ask_page")
"""Their files go first: one of them begun last would keep one core waiting for the other."""

ARTICLES = {
    "flood.md": (
        "---\ntitle: River floods Marwick\nsource: Northern Wire\npublished: 2024-03-05\nurl: https://wire.example/flood\n---\n\n"
        "The river Enna burst its banks in Marwick on Monday, and 1,200 people left their homes, the mayor said.\n\n"
        "Mayor Edda Lorne told reporters that the bridge at Sill had been closed. Schools stay shut until Friday.\n"
    ),
    "flood-later.md": (
        "---\ntitle: Marwick counts the cost\nsource: The Marwick Post\npublished: 2024-03-19\n---\n\n"
        "Two weeks after the river Enna flooded Marwick, repairs are put at 14 million crowns.\n\n"
        "Edda Lorne, the mayor, rejected a plan to move the market to higher ground.\n"
    ),
    "chess.txt": "Girl of nine beats grandmaster\n\nNine-year-old Ilse Varga won the open tournament in Torvik on Sunday.\n",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.stem not in SLOW)


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    return load_embedder()


@pytest.fixture(scope="session")
def article_texts() -> dict[str, str]:
    return ARTICLES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A fresh folder with three small articles."""
    articles = tmp_path / "articles"
    articles.mkdir()
    for name, text in ARTICLES.items():
        (articles / name).write_text(text, "utf-8")
    return articles


@pytest.fixture(scope="session")
def seeds_index(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    """The default corpus, indexed with the packaged embedder."""
    index = tmp_path_factory.mktemp("index") / "seeds.quoth"
    report: Report = ingest([seeds_folder()], index, embedder)
    assert report.count("added") == 5
    return index


@pytest.fixture(scope="session")
def assistant(seeds_index: Path) -> Assistant:
    """The assistant of the default corpus, with the real models."""
    return Assistant.open(seeds_index, Settings())


@pytest.fixture
def small(folder: Path, tmp_path: Path, embedder: Embedder) -> Assistant:
    """The assistant of the three small articles."""
    ingest([folder], tmp_path / "small.quoth", embedder)
    return Assistant.open(tmp_path / "small.quoth", Settings())
