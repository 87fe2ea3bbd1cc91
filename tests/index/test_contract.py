"""What every store must do, run over a folder of this machine and over a Milvus (its own, in a file: Milvus Lite)."""

import itertools
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index import BadInputError, Embedder, Filter, IndexLockedError, IndexMismatchError, IndexNotFoundError, ingest
from index.places import Address, Place, open_store, place, writing
from index.removal import remove

TITLES = {"flood.md": "River floods Marwick", "flood-later.md": "Marwick counts the cost"}
TITLES["chess.txt"] = "Girl of nine beats grandmaster"


def places(kind: str, root: Path) -> Iterator[Place]:
    if kind == "folder":
        yield root / "x.quoth"
        return
    from milvus_lite.server_manager import server_manager_instance

    yield place(f"milvus:{root}/x.db")
    server_manager_instance.release_server(f"{root}/x.db")


@pytest.fixture(params=["folder", "milvus"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """A place for an index, with none there yet."""
    yield from places(request.param, tmp_path)


@pytest.fixture
def index(where: Place, folder: Path, embedder: Embedder) -> Place:
    """The same place, with the three small articles indexed."""
    ingest([folder], where, embedder)
    return where


@pytest.fixture(scope="module", params=["folder", "milvus"])
def standing(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, article_texts: dict[str, str], embedder: Embedder
) -> Iterator[Place]:
    """An index of the three small articles for tests that only read."""
    root = tmp_path_factory.mktemp("standing")
    (root / "articles").mkdir()
    for name, text in article_texts.items():
        (root / "articles" / name).write_text(text, "utf-8")
    for found in places(request.param, root):
        ingest([root / "articles"], found, embedder)
        yield found


def titles(store, found: list[tuple[int, float]]) -> list[str]:
    passages = store.passages([key for key, _ in found])
    return [document.title for document in store.documents([p.document_id for p in passages])]


def names(where: Place) -> set[str]:
    return {Path(document.path).name for document in open_store(where).documents()}


def statuses(report) -> dict[str, str]:
    return {Path(file.path).name: file.status for file in report.files}


def test_both_searches_find_and_rank(standing: Place, embedder: Embedder) -> None:
    store = open_store(standing)
    dense = store.dense(embedder.query("Who won the chess tournament?"), 3, Filter())
    assert titles(store, dense)[0] == TITLES["chess.txt"]
    assert len(dense) == 3
    assert all(a >= b for (_, a), (_, b) in itertools.pairwise(dense))
    assert all(-1.001 <= score <= 1.001 for _, score in dense)
    lexical = store.lexical(["bridge", "closing"], 3, Filter())
    assert titles(store, lexical) == [TITLES["flood.md"]]
    assert lexical[0][1] > 0
    assert store.lexical(['"', "NEAR(", "*"], 3, Filter()) == []
    assert store.lexical([], 3, Filter()) == []
    assert (store.passages([]), store.documents([])) == ([], [])


def test_a_word_is_found_in_every_form_and_in_title_and_date(standing: Place) -> None:
    store = open_store(standing)
    for word in ("flooding", "MARWICK", "rivér"):
        assert TITLES["flood.md"] in titles(store, store.lexical([word], 3, Filter())), word
    assert titles(store, store.lexical(["march", "5"], 1, Filter())) == [TITLES["flood.md"]]
    assert titles(store, store.lexical(["grandmasters"], 3, Filter())) == [TITLES["chess.txt"]]


@pytest.mark.parametrize(
    ("where_", "wanted"),
    [
        (Filter(since="2024-03-06"), ("flood-later.md",)),
        (Filter(until="2024-03-05"), ("flood.md",)),
        (Filter(since="2024-03", until="2024"), ("flood.md", "flood-later.md")),
        (Filter(source="the marwick post"), ("flood-later.md",)),
        (Filter(source="the marwick post", until="2024-03-05"), ()),
        (Filter(document="no such document"), ()),
        (Filter(document='" or "" == "'), ()),
        (Filter(since="2025"), ()),
        (Filter(as_of="2024-03-18"), ("flood.md",)),
        (Filter(as_of="2024-03"), ("flood.md", "flood-later.md")),
    ],
    ids=str,
)
def test_filters_hold_in_both_searches(standing: Place, embedder: Embedder, where_: Filter, wanted: tuple[str, ...]) -> None:
    store = open_store(standing)
    passing = {TITLES[name] for name in wanted}
    assert set(titles(store, store.dense(embedder.query("the flood in Marwick"), 9, where_))) == passing
    assert set(titles(store, store.lexical(["marwick"], 9, where_))) == passing


def test_one_document_is_named_by_id_or_path(standing: Place, embedder: Embedder) -> None:
    store = open_store(standing)
    for document in store.documents():
        for name in (document.id, document.path):
            assert titles(store, store.dense(embedder.query("Marwick"), 9, Filter(document=name))) == [document.title]


def test_passages_are_the_documents_text(standing: Place, embedder: Embedder) -> None:
    store = open_store(standing)
    keys = [key for key, _ in store.dense(embedder.query("anything"), 99, Filter())]
    passages = store.passages(keys)
    assert len(passages) == store.manifest.passages == 3
    assert store.passages(keys[::-1]) == passages[::-1]
    for passage, document in zip(passages, store.documents([p.document_id for p in passages]), strict=True):
        assert document.text[passage.start : passage.end] == passage.text
        assert document.text == Path(document.path).read_text("utf-8")
    with pytest.raises(KeyError):
        store.documents(["no such id"])


def test_a_document_of_any_length_comes_back_letter_for_letter(where: Place, folder: Path, embedder: Embedder) -> None:
    # Over the 16,000 characters of one row in Milvus.
    lines = [f"Satz {n} über 🌊 'Wasser' \\ \"Brücken\".\n" for n in range(450)]
    text = "Über den Fluß 🌊\n\n" + "".join(lines)
    (folder / "long.txt").write_text(text, "utf-8")
    ingest([folder], where, embedder)
    store = open_store(where)
    (found,) = (d for d in store.documents() if d.path.endswith("long.txt"))
    assert found.text == text
    assert store.documents([found.id]) == [found]
    assert set(titles(store, store.lexical(["brucken"], 99, Filter()))) == {"Über den Fluß 🌊"}


def test_what_is_known_of_a_document_is_stored(standing: Place) -> None:
    store = open_store(standing)
    flood = next(d for d in store.documents() if d.path.endswith("flood.md"))
    assert (flood.title, flood.source, flood.published) == (TITLES["flood.md"], "Northern Wire", "2024-03-05")
    assert (flood.url, flood.author, flood.pages, flood.story) == ("https://wire.example/flood", None, (), flood.id)
    summary = store.summary()
    assert (summary.files, summary.stories, summary.undated) == (3, 3, 1)
    assert summary.size == sum(Path(d.path).stat().st_size for d in store.documents())
    assert (summary.oldest, summary.newest) == ("2024-03-05", "2024-03-19")
    assert summary.outlets == ((None, 1), ("Northern Wire", 1), ("The Marwick Post", 1))


def test_copies_are_one_story_until_the_last_is_alone(index: Place, folder: Path, embedder: Embedder) -> None:
    sentences = [f"On day {n} the council of Marwick heard speaker number {n} about the bridge." for n in range(12)]
    for name, source in (("wire.md", "Northern Wire"), ("paper.md", "The Marwick Post")):
        (folder / name).write_text(f"---\ntitle: Council\nsource: {source}\n---\n\n" + " ".join(sentences))
        ingest([folder], index, embedder)
    both = {d.id: d.story for d in open_store(index).documents() if d.title == "Council"}
    assert set(both.values()) == {min(both)}
    assert open_store(index).summary().stories == 4
    (folder / ("wire.md" if open_store(index).documents([min(both)])[0].path.endswith("wire.md") else "paper.md")).unlink()
    ingest([folder], index, embedder)
    (left,) = (d for d in open_store(index).documents() if d.title == "Council")
    assert (left.id, left.story) == (max(both), max(both))


def test_only_what_changed_is_done_again(index: Place, folder: Path, embedder: Embedder) -> None:
    embedded: list[str] = []

    class Counting:
        name, fingerprint, dim, query = embedder.name, embedder.fingerprint, embedder.dim, embedder.query

        def passages(self, texts):
            embedded.extend(texts)
            return embedder.passages(texts)

    generation = open_store(index).manifest.generation
    report = ingest([folder], index, Counting())
    assert set(statuses(report).values()) == {"unchanged"}
    assert [(f.documents, f.passages) for f in report.files] == [(1, 1)] * 3
    assert open_store(index).manifest.generation == generation
    (folder / "sub").mkdir()
    (folder / "flood.md").rename(folder / "sub" / "river.md")
    (folder / "flood-later.md").write_text("The flood is over.\n")
    (folder / "chess.txt").unlink()
    (folder / "new.txt").write_text("A new article.\n")
    wanted = {"river.md": "moved", "flood-later.md": "changed", "chess.txt": "removed", "new.txt": "added"}
    assert statuses(ingest([folder], index, Counting())) == wanted
    assert len(embedded) == 2
    store = open_store(index)
    assert names(index) == {"river.md", "flood-later.md", "new.txt"}
    assert (store.manifest.documents, store.manifest.passages) == (3, 3)
    assert store.lexical(["grandmaster"], 5, Filter()) == []
    assert titles(store, store.lexical(["bridge"], 5, Filter())) == [TITLES["flood.md"]]
    found = store.dense(embedder.query("A new article"), 5, Filter())
    assert titles(store, found)[0] == "A new article."
    assert len(found) == 3


def test_a_run_that_is_stopped_is_gone_on_with(where: Place, folder: Path, embedder: Embedder) -> None:
    def stop(done: int, *_: object) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest([folder], where, embedder, progress=stop, slice_seconds=0)
    kept = names(where)
    assert "chess.txt" in kept
    assert "flood.md" not in kept
    wanted = {name: "unchanged" if name in kept else "added" for name in TITLES}
    assert statuses(ingest([folder], where, embedder)) == wanted
    assert names(where) == set(TITLES)


def test_removal_by_path_and_id_until_the_next_run(index: Place, folder: Path, embedder: Embedder) -> None:
    (chess,) = (d for d in open_store(index).documents() if d.path.endswith("chess.txt"))
    assert [d.title for d in remove([chess.id, str(folder / "flood.md")], index)] == [TITLES["chess.txt"], TITLES["flood.md"]]
    store = open_store(index)
    assert names(index) == {"flood-later.md"}
    assert store.lexical(["grandmaster"], 5, Filter()) == []
    assert (store.manifest.documents, store.manifest.passages, store.manifest.changes) == (1, 1, {"removed": 2})
    with pytest.raises(BadInputError, match="no document 'chess'"):
        remove(["chess"], index)
    assert ingest([folder], index, embedder).count("added") == 2
    assert names(index) == {"flood.md", "flood-later.md", "chess.txt"}


def test_a_row_removed_from_a_file_comes_back_with_the_file(where: Place, folder: Path, embedder: Embedder) -> None:
    rows = [f'{{"title": "Row {n}", "text": "Row {n} says that bridge {n} is closed."}}' for n in range(3)]
    (folder / "rows.jsonl").write_text("\n".join(rows))
    ingest([folder], where, embedder)
    row = next(d for d in open_store(where).documents() if d.title == "Row 1")
    remove([row.id], where)
    assert open_store(where).manifest.documents == 5
    report = ingest([folder], where, embedder)
    assert [(f.status, f.documents, f.passages) for f in report.files if f.path.endswith("rows.jsonl")] == [("changed", 3, 3)]
    assert open_store(where).documents([row.id]) == [row]


def test_no_index_says_how_to_make_one(where: Place) -> None:
    with pytest.raises(IndexNotFoundError, match="quoth index FOLDER --index"):
        open_store(where)
    with pytest.raises(IndexNotFoundError, match="quoth index FOLDER --index"):
        remove(["x"], where)


def test_a_first_run_that_fails_leaves_no_index(where: Place, tmp_path: Path, embedder: Embedder) -> None:
    (tmp_path / "a.txt").touch()
    with pytest.raises(BadInputError, match="none of 1 files"):
        ingest([tmp_path / "a.txt"], where, embedder)
    with pytest.raises(IndexNotFoundError):
        open_store(where)


def test_another_embedder_is_refused_with_what_mends_it(index: Place, folder: Path) -> None:
    class Other:
        name, fingerprint, dim = "other", "0" * 64, 384

        def passages(self, texts):
            return np.zeros((len(texts), 384), np.float32)

        def query(self, text):
            return np.zeros(384, np.float32)

    with pytest.raises(IndexMismatchError, match="--embedder other"):
        ingest([folder], index, Other())


def test_one_writer_and_the_second_is_told_who(index: Place, folder: Path, embedder: Embedder) -> None:
    with writing(index, embedder), pytest.raises(IndexLockedError, match=r"process \d+ on "):
        ingest([folder], index, embedder)
    ingest([folder], index, embedder)


def test_what_is_not_committed_never_was(index: Place, folder: Path, embedder: Embedder) -> None:
    before = open_store(index).documents()

    def change_and_fail() -> None:
        with writing(index, embedder) as writer:
            known = writer.known(writer.contents(str(folder / "flood.md"))[0])
            assert writer.remove_file(before[0].path) == 1
            writer.add_file("elsewhere", "0" * 64, 9, None, {})
            writer.add(replace(before[0], id="other", path="elsewhere"), "elsewhere", known)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_and_fail()
    assert open_store(index).documents() == before
    report = ingest([folder], index, embedder)
    assert set(statuses(report).values()) == {"unchanged"}
    assert open_store(index).documents() == before


def test_a_reader_stays_with_its_generation(index: Place, folder: Path, embedder: Embedder) -> None:
    old = open_store(index)
    (folder / "chess.txt").unlink()
    (folder / "flood.md").write_text("The flood is over.\n")
    ingest([folder], index, embedder)
    (folder / "new.txt").write_text("A new article.\n")
    ingest([folder], index, embedder)
    assert sorted(d.title for d in old.documents()) == sorted(TITLES.values())
    assert titles(old, old.lexical(["grandmaster"], 3, Filter())) == [TITLES["chess.txt"]]
    assert set(titles(old, old.dense(embedder.query("flood"), 9, Filter()))) == set(TITLES.values())
    new = open_store(index)
    assert (old.manifest.generation, new.manifest.generation) == (1, 3)
    assert sorted(d.title for d in new.documents()) == ["A new article.", TITLES["flood-later.md"], "The flood is over."]


def test_threads_share_a_store(standing: Place, embedder: Embedder) -> None:
    store = open_store(standing)
    vector = embedder.query("the flood in Marwick")
    wanted = store.lexical(["marwick"], 9, Filter()), store.dense(vector, 9, Filter())
    wrong: list[object] = []

    def ask() -> None:
        for _ in range(20):
            wrong.extend(1 for _ in [0] if (store.lexical(["marwick"], 9, Filter()), store.dense(vector, 9, Filter())) != wanted)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_an_address_hides_the_password() -> None:
    address = place("milvus:https://ada:secret@db.example:19530/news")
    assert isinstance(address, Address)
    assert str(address) == "milvus:https://db.example:19530/news"
    assert "secret" in address.uri
    with pytest.raises(BadInputError, match=r"milvus:http://HOST:PORT"):
        place("milvus:somewhere")
