from pathlib import Path

import pytest

from index import BadInputError, Embedder, Filter, IndexNotFoundError, LocalStore, ingest
from index.removal import remove


@pytest.fixture
def index(folder: Path, tmp_path: Path, embedder: Embedder) -> Path:
    (folder / "sub").mkdir()
    (folder / "sub" / "deep.txt").write_text("A deep article.")
    ingest([folder], tmp_path / "x.quoth", embedder)
    return tmp_path / "x.quoth"


def names(index: Path) -> set[str]:
    return {Path(d.path).name for d in LocalStore.open(index).documents()}


def test_by_path_id_and_folder(index: Path, folder: Path) -> None:
    (chess,) = (d for d in LocalStore.open(index).documents() if d.path.endswith("chess.txt"))
    removed = remove([chess.id, str(folder / "flood.md"), f"{folder}/sub/"], index)
    assert [Path(d.path).name for d in removed] == ["chess.txt", "flood.md", "deep.txt"]
    assert names(index) == {"flood-later.md"}
    store = LocalStore.open(index)
    assert store.lexical(["grandmaster"], 5, Filter()) == []
    assert (store.manifest.documents, store.manifest.changes) == (1, {"removed": 3})


def test_by_a_path_from_here(index: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    remove(["chess.txt"], index)
    assert "chess.txt" not in names(index)


def test_what_still_stands_in_its_folder_comes_back(index: Path, folder: Path, embedder: Embedder) -> None:
    remove([str(folder / "chess.txt")], index)
    assert ingest([folder], index, embedder).count("added") == 1
    assert "chess.txt" in names(index)


@pytest.mark.parametrize("name", ["", " ", "\n"])
def test_an_empty_name_is_not_every_document(name: str, index: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    with pytest.raises(BadInputError, match="empty name"):
        remove([str(folder / "chess.txt"), name], index)
    assert len(names(index)) == 4


def test_a_name_is_resolved_once(index: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    resolved: list[Path] = []
    real = Path.resolve
    monkeypatch.setattr(Path, "resolve", lambda path: resolved.append(path) or real(path))
    remove([str(folder)], index)
    assert resolved.count(folder) == 1
    assert names(index) == set()


def test_an_unknown_name_is_named_and_nothing_is_removed(index: Path, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"'ches\.txt'"):
        remove([str(folder / "chess.txt"), "ches.txt"], index)
    assert len(names(index)) == 4
    assert LocalStore.open(index).manifest.generation == 1
    with pytest.raises(IndexNotFoundError):
        remove(["x"], tmp_path / "none")
    assert not (tmp_path / "none").exists()
