"""The list of documents: searched, sorted, a page at a time."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import LocalStore, ingest
from index.embedder import Embedder
from index.listing import ORDERS

ROWS = [
    {"title": "Älvdalen counts its moose", "source": "Skogsbladet", "published": "2023-11-02", "text": "Hunters met at dawn."},
    {"title": "bridge closed", "source": "Northern Wire", "published": "2024-03-05", "text": "The bridge at Sill is shut."},
    {"title": "Bridge opens", "source": "northern wire", "published": "2024-03", "text": "A mayor cut the ribbon. It rained."},
    {"title": "100% of_votes", "source": None, "published": "2024", "text": "Counting goes on."},
    {"title": "An undated note", "source": "Skogsbladet", "published": None, "text": "Flooding " * 40},
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> LocalStore:
    folder = tmp_path_factory.mktemp("listing")
    (folder / "archive-of-may.jsonl").write_text("\n".join(map(json.dumps, ROWS)), "utf-8")
    ingest([folder / "archive-of-may.jsonl"], folder / "index", embedder)
    return LocalStore.open(folder / "index")


def titles(store: LocalStore, search: str = "", **options: object) -> list[str]:
    return [entry.title for entry in store.listing(search, **options).entries]


def test_an_entry_has_what_a_list_shows(store: LocalStore) -> None:
    (entry,) = store.listing("ribbon").entries
    (document,) = store.documents([entry.id])
    assert (entry.title, entry.source, entry.published, entry.path) == (
        document.title,
        document.source,
        document.published,
        document.path,
    )
    assert entry.words == len(document.text.split()) == 7


def test_each_order_puts_the_unknown_last(store: LocalStore) -> None:
    first = {order: titles(store, order=order) for order in ORDERS}
    assert first["newest"][:2] == ["bridge closed", "Bridge opens"]
    assert first["oldest"] == ["Älvdalen counts its moose", "100% of_votes", "Bridge opens", "bridge closed", "An undated note"]
    assert first["newest"][-1] == "An undated note"
    assert first["title"] == ["100% of_votes", "An undated note", "bridge closed", "Bridge opens", "Älvdalen counts its moose"]
    assert first["title backwards"] == first["title"][::-1]
    assert first["outlet"] == ["bridge closed", "Bridge opens", "An undated note", "Älvdalen counts its moose", "100% of_votes"]
    assert first["outlet backwards"][-1] == "100% of_votes"
    assert first["longest"][0] == "An undated note" == first["shortest"][-1]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("BRIDGE", 2),
        ("älv", 1),
        ("%", 1),
        ("of_", 1),
        ("wire", 2),
        ("2024", 3),
        ("2024-03-05", 1),
        ("mayor", 1),
        ("flood", 1),
        ("flooded", 1),
        ("bridge wire 2024-03", 2),
        ("bridge moose", 0),
        ("archive-of", 5),
        ("listing", 0),
        ('"', 0),
        ("…", 0),
        ("NEAR(", 0),
        ("bridge OR moose", 0),
        ("\ud800", 0),
        ("", 5),
    ],
)
def test_every_word_of_a_search_must_fit(store: LocalStore, search: str, found: int) -> None:
    listing = store.listing(search)
    assert (listing.total, len(listing.entries)) == (found, found)


@given(search=st.text(max_size=20), limit=st.integers(1, 4), order=st.sampled_from(ORDERS))
def test_the_pages_are_the_list(store: LocalStore, search: str, limit: int, order: str) -> None:
    whole = store.listing(search, order)
    pages = [store.listing(search, order, limit, offset) for offset in range(0, whole.total, limit)]
    assert tuple(entry for page in pages for entry in page.entries) == whole.entries
    assert {page.total for page in pages} <= {len(whole.entries)}


def test_the_summary_counts_months_and_outlets(store: LocalStore) -> None:
    summary = store.summary()
    assert summary.months == (("2023-11", 1), ("2024-03", 2))
    assert summary.outlets == (("Skogsbladet", 2), (None, 1), ("Northern Wire", 1), ("northern wire", 1))
    assert (summary.oldest, summary.newest, summary.undated) == ("2023-11-02", "2024-03-05", 1)
