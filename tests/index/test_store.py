import itertools
import json
import threading
from pathlib import Path

import numpy as np
import pytest

from index import (
    BadInputError,
    Embedder,
    Filter,
    IndexDamagedError,
    IndexFormatError,
    IndexLockedError,
    IndexMismatchError,
    IndexNotFoundError,
    IndexWriteError,
    LocalStore,
    ingest,
)
from index import writer as writer_module
from index.writer import writing


@pytest.fixture
def index(folder: Path, tmp_path: Path, embedder: Embedder) -> Path:
    ingest([folder], tmp_path / "x.quoth", embedder)
    return tmp_path / "x.quoth"


def titles(store: LocalStore, keys: list[tuple[int, float]]) -> list[str]:
    passages = store.passages([key for key, _ in keys])
    return [d.title for d in store.documents([p.document_id for p in passages])]


def test_both_searches_find_and_rank(index: Path, embedder: Embedder) -> None:
    store = LocalStore.open(index)
    dense = store.dense(embedder.query("Who won the chess tournament?"), 3, Filter())
    assert titles(store, dense)[0] == "Girl of nine beats grandmaster"
    assert all(a >= b for (_, a), (_, b) in itertools.pairwise(dense))
    assert all(-1.001 <= score <= 1.001 for _, score in dense)
    lexical = store.lexical(["bridge", "closing"], 3, Filter())
    assert titles(store, lexical) == ["River floods Marwick"]
    assert lexical[0][1] > 0
    assert store.lexical(['"', "NEAR(", "*"], 3, Filter()) == []


@pytest.mark.parametrize(
    ("where", "wanted"),
    [
        (Filter(since="2024-03-06"), {"Marwick counts the cost"}),
        (Filter(until="2024-03-05"), {"River floods Marwick"}),
        (Filter(since="2024-03", until="2024"), {"River floods Marwick", "Marwick counts the cost"}),
        (Filter(source="the marwick post"), {"Marwick counts the cost"}),
        (Filter(document="no such document"), set()),
        (Filter(since="2025"), set()),
        (Filter(as_of="2024-03-18"), {"River floods Marwick"}),
        (Filter(as_of="2024-03"), {"River floods Marwick", "Marwick counts the cost"}),
    ],
)
def test_filters_hold_in_both_searches(index: Path, embedder: Embedder, where: Filter, wanted: set[str]) -> None:
    store = LocalStore.open(index)
    assert set(titles(store, store.dense(embedder.query("the flood in Marwick"), 9, where))) == wanted
    assert set(titles(store, store.lexical(["marwick"], 9, where))) == wanted


def test_passages_are_the_documents_text(index: Path) -> None:
    store = LocalStore.open(index)
    text = {d.id: d.text for d in store.documents()}
    passages = store.passages(list(range(1, store.manifest.passages + 1)))
    assert passages
    assert all(text[p.document_id][p.start : p.end] == p.text for p in passages)


def test_a_missing_or_damaged_faiss_file_is_made_again(index: Path, embedder: Embedder) -> None:
    vector = embedder.query("the flood in Marwick")
    store = LocalStore.open(index)
    wanted = store.dense(vector, 3, Filter())
    path = index / store.manifest.vectors
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert LocalStore.open(index).dense(vector, 3, Filter()) == wanted
    path.unlink()
    assert LocalStore.open(index).dense(vector, 3, Filter()) == wanted


def test_damage_to_the_truth_is_named(index: Path) -> None:
    path = index / LocalStore.open(index).manifest.store
    data = bytearray(path.read_bytes())
    data[-100] ^= 1
    path.write_bytes(data)
    with pytest.raises(IndexDamagedError, match=path.name):
        LocalStore.open(index)
    path.unlink()
    with pytest.raises(IndexDamagedError, match=path.name):
        LocalStore.open(index)


@pytest.mark.parametrize(
    ("manifest", "error"),
    [
        ("", IndexDamagedError),
        ("[1, 2]", IndexFormatError),
        ('{"name": "another program"}', IndexFormatError),
        ('{"format": 99}', IndexFormatError),
        ('{"format": 1}', IndexFormatError),
        ('{"format": 3}', IndexDamagedError),
        ('{"format": 3, "files": {}, "store": "../../x"}', IndexDamagedError),
    ],
)
def test_a_manifest_of_something_else_is_refused(tmp_path: Path, manifest: str, error: type[Exception]) -> None:
    (tmp_path / "manifest.json").write_text(manifest)
    with pytest.raises(error):
        LocalStore.open(tmp_path)


def test_no_index_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFoundError, match="quoth index FOLDER --index"):
        LocalStore.open(tmp_path / "none")
    with pytest.raises(IndexNotFoundError):
        LocalStore.open(tmp_path)


def test_another_embedder_is_refused_with_what_mends_it(index: Path, folder: Path) -> None:
    class Other:
        name, fingerprint, dim = "other", "0" * 64, 384

        def passages(self, texts):
            return np.zeros((len(texts), 384), np.float32)

        def query(self, text):
            return np.zeros(384, np.float32)

    with pytest.raises(IndexMismatchError, match="--embedder other"):
        ingest([folder], index, Other())


def test_one_writer_and_the_second_is_told_who(index: Path, folder: Path, embedder: Embedder) -> None:
    with writing(index, embedder), pytest.raises(IndexLockedError, match=r"process \d+ on "):
        ingest([folder], index, embedder)
    ingest([folder], index, embedder)


def test_what_a_killed_first_run_left_does_no_harm(folder: Path, tmp_path: Path, embedder: Embedder) -> None:
    index = tmp_path / "x.quoth"
    index.mkdir()
    for name in ("staging.sqlite", "staging.sqlite-journal", "store-1.sqlite", "vectors-1.faiss", "manifest.json.part", "lock"):
        (index / name).write_bytes(b"left behind")
    ingest([folder], index, embedder)
    assert LocalStore.open(index).manifest.documents == 3
    assert sorted(p.name for p in index.iterdir()) == ["lock", "manifest.json", "store-1.sqlite", "vectors-1.faiss"]


def test_files_of_others_are_left_alone(folder: Path, tmp_path: Path, embedder: Embedder) -> None:
    other = tmp_path / "downloads"
    other.mkdir()
    (other / "film.mkv.part").touch()
    (other / "store-2023.sqlite").touch()
    with pytest.raises(IndexFormatError):
        ingest([folder], other, embedder)
    assert len(list(other.iterdir())) == 2


def test_a_lost_truth_is_named_to_the_writer_too(index: Path, folder: Path, embedder: Embedder) -> None:
    (index / LocalStore.open(index).manifest.store).unlink()
    with pytest.raises(IndexDamagedError, match="missing or damaged"):
        ingest([folder], index, embedder)


def test_a_full_disk_is_one_clear_line_and_the_old_generation_stays(
    index: Path, folder: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    (folder / "new.txt").write_text("A new article.")
    monkeypatch.setattr(writer_module, "sync", full)
    with pytest.raises(IndexWriteError, match="No space left on device"):
        ingest([folder], index, embedder)
    monkeypatch.undo()
    assert LocalStore.open(index).manifest.documents == 3
    assert ingest([folder], index, embedder).manifest.documents == 4


def test_what_fails_outside_the_index_is_not_called_a_full_disk(
    index: Path, folder: Path, tmp_path: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(_: object) -> None:
        raise FileNotFoundError(2, "No such file or directory", "weights")

    (folder / "new.txt").write_text("A new article.")
    monkeypatch.setattr(embedder, "passages", lost)
    for target in (index, tmp_path / "first.quoth"):
        with pytest.raises(FileNotFoundError, match="weights"):
            ingest([folder], target, embedder)
    assert LocalStore.open(index).manifest.documents == 3
    assert not (tmp_path / "first.quoth").exists()


def test_a_failed_first_run_leaves_an_empty_folder_empty(tmp_path: Path, embedder: Embedder) -> None:
    (tmp_path / "a.txt").touch()
    (tmp_path / "x.quoth").mkdir()
    with pytest.raises(BadInputError, match=r"none of 1 files"):
        ingest([tmp_path / "a.txt"], tmp_path / "x.quoth", embedder)
    assert list((tmp_path / "x.quoth").iterdir()) == []


def test_what_is_not_committed_never_was(index: Path, embedder: Embedder) -> None:
    before = sorted(p.name for p in index.iterdir())

    def change_and_fail() -> None:
        with writing(index, embedder) as writer:
            assert writer.remove_file(LocalStore.open(index).documents()[0].path) == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_and_fail()
    assert LocalStore.open(index).manifest.documents == 3
    assert sorted(p.name for p in index.iterdir()) == before


def test_a_reader_stays_with_its_generation(index: Path, folder: Path, embedder: Embedder) -> None:
    old = LocalStore.open(index)
    (folder / "chess.txt").unlink()
    ingest([folder], index, embedder)
    assert len(old.documents()) == 3
    assert old.lexical(["grandmaster"], 3, Filter())
    new = LocalStore.open(index)
    assert len(new.documents()) == 2
    assert len(list(index.glob("store-*.sqlite"))) == 1
    assert json.loads((index / "manifest.json").read_text())["generation"] == 2


def test_threads_share_a_store(index: Path, embedder: Embedder) -> None:
    store = LocalStore.open(index)
    wanted = store.lexical(["marwick"], 9, Filter())
    wrong: list[object] = []

    def ask() -> None:
        wrong.extend(1 for _ in range(50) if store.lexical(["marwick"], 9, Filter()) != wanted)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
