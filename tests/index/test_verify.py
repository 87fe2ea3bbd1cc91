import sqlite3
from pathlib import Path

import pytest

from index import Embedder, Filter, IndexNotFoundError, LocalStore, Manifest, ingest
from index.embedder import file_sha256
from index.removal import remove
from index.verify import verify
from index.writer import writing


@pytest.fixture
def index(folder: Path, tmp_path: Path, embedder: Embedder) -> Path:
    ingest([folder], tmp_path / "x.quoth", embedder)
    return tmp_path / "x.quoth"


def contents(index: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in index.iterdir()}


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    path.write_bytes(data)


def test_a_whole_index_is_left_as_it_is(index: Path, tmp_path: Path) -> None:
    before = contents(index)
    found = verify(index)
    assert (found.damage, found.notes) == ((), ())
    assert contents(index) == before
    with pytest.raises(IndexNotFoundError):
        verify(tmp_path / "none")


@pytest.mark.parametrize("name", ["manifest.json", "store-1.sqlite"])
def test_damage_to_the_truth_is_named(name: str, index: Path) -> None:
    flip(index / name)
    (line,) = verify(index).damage
    assert line.startswith(f"{index / name}: ")


def test_damaged_vectors_are_made_again(index: Path, embedder: Embedder) -> None:
    vector = embedder.query("the flood in Marwick")
    wanted = LocalStore.open(index).dense(vector, 3, Filter())
    flip(index / "vectors-1.faiss")
    found = verify(index)
    assert found.damage == ()
    assert f"{index / 'vectors-1.faiss'}: was missing or damaged" in found.notes[0]
    assert verify(index).notes == ()
    assert LocalStore.open(index).dense(vector, 3, Filter()) == wanted


def test_damaged_vectors_under_a_writer_are_reported(index: Path, embedder: Embedder) -> None:
    (index / "vectors-1.faiss").unlink()
    with writing(index, embedder):
        (line,) = verify(index).damage
    assert "vectors-1.faiss" in line
    assert "is held by process" in line


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("UPDATE passages SET end = 9999 WHERE key = 1", "1 passages do not stand in their documents"),
        ("UPDATE passages SET vector = zeroblob(1536) WHERE key = 2", "1 vectors are not of unit norm"),
        ("UPDATE passages SET vector = x'00' WHERE key = 2", "1 vectors are not of unit norm"),
        ("UPDATE documents SET text = replace(text, 'river', 'lake')", "terms: "),
        ("DELETE FROM passages WHERE key = 1", "terms: "),
        ("DELETE FROM files", "SQLite: row "),
    ],
)
def test_a_store_that_is_wrong_within_is_found_out(sql: str, fault: str, index: Path) -> None:
    """What a fault of our own would leave: a good hash over bad rows."""
    path = index / "store-1.sqlite"
    database = sqlite3.connect(path)
    database.execute(sql)
    database.commit()
    database.close()
    manifest = Manifest.read(index)
    manifest.files[path.name] = file_sha256(path)
    manifest.write(index)
    assert any(fault in line for line in verify(index).damage)


def test_after_compacting_no_file_holds_what_was_removed(index: Path, folder: Path, embedder: Embedder) -> None:
    secret = "Xanthippe Quillfeather whispered of zyzzyvas."
    (folder / "secret.txt").write_text(f"{secret}\n\n" + "She said it again near the harbour wall. " * 400)
    ingest([folder], index, embedder)
    vector = next(iter(LocalStore.open(index)._rows("SELECT vector FROM passages ORDER BY key DESC", [])))[0]
    words = [b"xanthipp", b"quillfeath", b"zyzzyva", b"whisper", secret.encode(), vector]
    assert sum(word.lower() in data.lower() for word in words for data in contents(index).values()) >= len(words)
    remove([str(folder / "secret.txt")], index)
    before = sum(map(len, contents(index).values()))
    with writing(index, None) as writer:
        writer.compact()
        writer.commit(Manifest.read(index).roots, {})
    assert not [(name, word) for word in words for name, data in contents(index).items() if word.lower() in data.lower()]
    assert sum(map(len, contents(index).values())) < before
    assert verify(index).damage == verify(index).notes == ()
    assert len(LocalStore.open(index).lexical(["grandmaster", "bridge"], 9, Filter())) == 2
