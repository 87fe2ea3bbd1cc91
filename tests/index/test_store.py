import json
import os
from pathlib import Path

import pytest

from index import (
    BadInputError,
    Embedder,
    Filter,
    IndexDamagedError,
    IndexFormatError,
    IndexLockedError,
    IndexNotFoundError,
    IndexWriteError,
    LocalStore,
    ingest,
)
from index import manifest as manifest_module
from index import writer as writer_module
from index.verify import verify
from index.writer import writing


@pytest.fixture
def index(folder: Path, tmp_path: Path, embedder: Embedder) -> Path:
    ingest([folder], tmp_path / "x.quoth", embedder)
    return tmp_path / "x.quoth"


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


def test_a_large_file_that_nobody_touched_is_not_read_to_be_opened(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifest_module, "HASHED_UP_TO", 0)
    path = index / LocalStore.open(index).manifest.store
    when = path.stat().st_mtime_ns
    data = bytearray(path.read_bytes())
    data[-100] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(when, when))
    LocalStore.open(index)
    assert verify(index).damage
    os.utime(path, ns=(when, when + 1))
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
