import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from index import BadInputError, Embedder, Filter, IndexFormatError, IndexNotFoundError, LocalStore, Manifest, ingest
from index.removal import remove

ingest_module = sys.modules["index.ingest"]  # the package has a function of that name


def statuses(folder: Path, index: Path, embedder: Embedder) -> dict[str, str]:
    return {Path(f.path).name: f.status for f in ingest([folder], index, embedder).files}


def test_only_what_changed_is_done_again(folder: Path, tmp_path: Path, embedder: Embedder) -> None:
    index = tmp_path / "x.quoth"
    assert set(statuses(folder, index, embedder).values()) == {"added"}
    generation = LocalStore.open(index).manifest.generation
    assert set(statuses(folder, index, embedder).values()) == {"unchanged"}
    assert LocalStore.open(index).manifest.generation == generation
    (folder / "flood.md").write_text("The flood is over.\n")
    (folder / "chess.txt").unlink()
    (folder / "new.txt").write_text("A new article.\n")
    assert statuses(folder, index, embedder) == {
        "flood.md": "changed",
        "flood-later.md": "unchanged",
        "new.txt": "added",
        "chess.txt": "removed",
    }
    store = LocalStore.open(index)
    assert store.manifest.documents == 3
    assert store.lexical(["grandmaster"], 5, Filter()) == []
    assert len(store.lexical(["over"], 5, Filter())) == 1


def test_every_file_is_in_the_report_with_its_reason(folder: Path, tmp_path: Path, embedder: Embedder) -> None:
    (folder / "empty.txt").touch()
    (folder / "picture.jpg").write_bytes(b"\xff\xd8")
    (folder / "binary.txt").write_bytes(b"a\0b")
    (folder / ".hidden.txt").write_text("secret")
    (folder / ".git").mkdir()
    (folder / "sub").mkdir()
    (folder / "sub" / "deep.txt").write_text("A deep article.")
    (folder / "loop").symlink_to(folder)
    (folder / "gone.md").symlink_to(folder / "nowhere.md")
    os.mkfifo(folder / "pipe.txt")
    with open(os.fsencode(folder) + b"/bad\xff.txt", "wb") as file:  # noqa: PTH123 - a name that is no text
        file.write(b"An article under a name that is not UTF-8.")
    report = ingest([folder], tmp_path / "x.quoth", embedder)
    found = {Path(f.path).name: (f.status, f.reason) for f in report.files}
    assert found["deep.txt"] == ("added", None)
    assert found["empty.txt"] == ("failed", "empty file; write its article, or delete it")
    assert found["binary.txt"] == ("failed", "binary file: it holds NUL bytes; save it as text")
    assert found["loop"] == ("skipped", "a link; give what it points to")
    assert found["pipe.txt"] == ("failed", "not a regular file")
    assert found["gone.md"] == ("skipped", "a link; give what it points to")
    assert found["picture.jpg"] == ("skipped", "not a file of a kind that is read")
    assert found[".hidden.txt"] == ("skipped", "hidden")
    assert found[".git"] == ("skipped", "hidden")
    assert any("not UTF-8" in (f.reason or "") for f in report.files)
    assert (report.count("added"), report.count("failed")) == (4, 4)
    assert report.manifest.documents == 4


def test_a_folder_that_cannot_be_listed_keeps_its_documents(folder: Path, tmp_path: Path, embedder: Embedder) -> None:
    index, sub = tmp_path / "x.quoth", folder / "sub"
    sub.mkdir()
    (sub / "deep.txt").write_text("A deep article.")
    ingest([folder], index, embedder)
    real = os.scandir

    def refuse(path):
        if str(path) == str(sub):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    with pytest.MonkeyPatch.context() as patch:  # the tests may run as root, whom no permission stops
        patch.setattr(os, "scandir", refuse)
        report = ingest([folder], index, embedder)
    assert [(Path(f.path).name, f.status) for f in report.files if f.status != "unchanged"] == [("sub", "failed")]
    assert LocalStore.open(index).manifest.documents == 4


def test_a_folder_that_cannot_be_entered_keeps_its_documents(
    folder: Path, tmp_path: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    index, sub = tmp_path / "x.quoth", folder / "sub"
    sub.mkdir()
    (sub / "deep.txt").write_text("A deep article.")
    ingest([folder], index, embedder)

    def refusing(real):
        def call(path, *args, **kwargs):
            if not isinstance(path, int) and sub in Path(path).parents:
                raise PermissionError(13, "Permission denied", str(path))
            return real(path, *args, **kwargs)

        return call

    with monkeypatch.context() as patch:  # mode 0444: its names can be read, and nothing of what they name
        for name in ("stat", "lstat", "open"):
            patch.setattr(os, name, refusing(getattr(os, name)))
        report = ingest([folder], index, embedder)
    assert [(Path(f.path).name, f.status, f.reason) for f in report.files if f.status != "unchanged"] == [
        ("deep.txt", "failed", "cannot be read: Permission denied")
    ]
    assert LocalStore.open(index).manifest.documents == 4


def test_what_is_gone_goes_though_all_the_rest_cannot_be_read(folder: Path, tmp_path: Path, embedder: Embedder) -> None:
    index = tmp_path / "x.quoth"
    ingest([folder], index, embedder)
    (folder / "flood.md").write_bytes(b"")
    (folder / "flood-later.md").write_bytes(b"")
    (folder / "chess.txt").unlink()
    assert statuses(folder, index, embedder) == {"flood.md": "failed", "flood-later.md": "failed", "chess.txt": "removed"}
    store = LocalStore.open(index)
    assert store.lexical(["grandmaster"], 5, Filter()) == []
    assert store.manifest.documents == 2
    assert set(statuses(folder, index, embedder).values()) == {"failed"}


def test_what_is_gone_is_found_without_comparing_each_file_with_each_root(tmp_path: Path) -> None:
    compared = 0

    class Counted(type(tmp_path)):
        def __eq__(self, other: object) -> bool:
            nonlocal compared
            compared += 1
            return super().__eq__(other)

        __hash__ = type(tmp_path).__hash__

    roots = [Counted(tmp_path / f"{number}.txt") for number in range(100)]
    held = SimpleNamespace(files=lambda: [*map(str, roots), str(tmp_path / "other.txt")])
    assert ingest_module._gone(held, roots, [], []) == list(map(str, roots))
    assert compared < 10 * len(roots)


def test_a_folder_that_was_renamed_leaves_nothing_behind(folder: Path, tmp_path: Path, embedder: Embedder) -> None:
    index = tmp_path / "x.quoth"
    ingest([folder], index, embedder)
    folder.rename(tmp_path / "renamed")
    before = Manifest.read(index)
    with pytest.raises(BadInputError, match="the folder is gone, and nothing was changed"):  # or its disk is not there
        ingest([folder, tmp_path / "renamed"], index, embedder)
    assert Manifest.read(index) == before
    ingest([tmp_path / "renamed"], index, embedder)
    remove([str(folder)], index)
    assert {Path(d.path).parent.name for d in LocalStore.open(index).documents()} == {"renamed"}


def test_a_folder_that_lost_all_its_files(folder: Path, tmp_path: Path, embedder: Embedder) -> None:
    index = tmp_path / "x.quoth"
    ingest([folder], index, embedder)
    for path in folder.iterdir():
        path.unlink()
    assert ingest([folder], index, embedder).count("removed") == 3
    store = LocalStore.open(index)
    assert store.dense(embedder.query("anything"), 5, Filter()) == store.lexical(["anything"], 5, Filter()) == []


def test_a_file_that_became_unreadable_keeps_its_old_text(folder: Path, tmp_path: Path, embedder: Embedder) -> None:
    index = tmp_path / "x.quoth"
    ingest([folder], index, embedder)
    (folder / "flood.md").write_bytes(b"")
    report = ingest([folder], index, embedder)
    assert report.count("failed") == 1
    assert LocalStore.open(index).manifest.documents == 3


@pytest.mark.parametrize("make", ["missing", "empty", "none", "other"])
def test_nothing_to_index_is_one_clear_line(make: str, tmp_path: Path, embedder: Embedder) -> None:
    path = tmp_path / "in"
    if make != "missing":
        path.mkdir()
    if make == "none":
        (path / "a.txt").touch()
    if make == "other":
        (path / "a.jpg").touch()
    with pytest.raises(BadInputError) as caught:
        ingest([path], tmp_path / "x.quoth", embedder)
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)
    with pytest.raises(IndexNotFoundError, match="no index at"):
        LocalStore.open(tmp_path / "x.quoth")
    assert not (tmp_path / "x.quoth").exists()


def test_a_folder_of_something_else_is_never_written_to(folder: Path, tmp_path: Path, embedder: Embedder) -> None:
    other = tmp_path / "photos"
    other.mkdir()
    (other / "a.jpg").touch()
    with pytest.raises(IndexFormatError, match="not a Quoth index"):
        ingest([folder], other, embedder)
    assert [p.name for p in other.iterdir()] == ["a.jpg"]


def test_an_index_inside_its_own_folder_is_not_indexed(folder: Path, embedder: Embedder) -> None:
    index = folder / "index.quoth"
    first = ingest([folder], index, embedder)
    second = ingest([folder], index, embedder)
    assert first.manifest.documents == second.manifest.documents == 3
    assert second.count("unchanged") == len(second.files) == 3


def test_a_listing_is_read_again_when_its_pages_change(tmp_path: Path, embedder: Embedder) -> None:
    folder, index = tmp_path / "in", tmp_path / "x.quoth"
    pages = folder / ".pages"  # not walked
    pages.mkdir(parents=True)
    listing = '{"path": ".pages/one.txt"}\n{"path": ".pages/two.txt"}\n{"path": ".pages/\\udcff.txt"}\n{"text": "A row."}\n'
    (folder / "a.jsonl").write_text(listing)
    one, two = pages / "one.txt", pages / "two.txt"

    def status() -> str:
        return ingest([folder], index, embedder).files[0].status

    def known() -> set[str]:
        return {d.text for d in LocalStore.open(index).documents()}

    one.write_text("The river rose.")
    assert (status(), known()) == ("added", {"The river rose.", "A row."})
    assert status() == "unchanged"
    one.write_text("The river fell.")
    assert (status(), known()) == ("changed", {"The river fell.", "A row."})
    two.write_text("The dam held.")
    assert (status(), known()) == ("changed", {"The river fell.", "The dam held.", "A row."})
    one.unlink()
    assert (status(), known()) == ("changed", {"The dam held.", "A row."})
    assert LocalStore.open(index).lexical(["fell"], 5, Filter()) == []
    assert status() == "unchanged"
