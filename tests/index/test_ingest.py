import contextlib
import json
import os
import socket
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from index import BadInputError, Embedder, Filter, IndexFormatError, LocalStore, Report, ingest
from index.loaders import Loaded, load_text
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


def test_a_folder_that_was_renamed_leaves_nothing_behind(folder: Path, tmp_path: Path, embedder: Embedder) -> None:
    index = tmp_path / "x.quoth"
    ingest([folder], index, embedder)
    folder.rename(tmp_path / "renamed")
    ingest([tmp_path / "renamed"], index, embedder)
    report = ingest([folder], index, embedder)
    assert report.count("removed") == 3
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
    with pytest.raises(Exception, match=r"no index at|not a Quoth index"):
        LocalStore.open(tmp_path / "x.quoth")


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


class Counting:
    """The real embedder, counting the texts it is given."""

    def __init__(self, embedder: Embedder) -> None:
        self.name, self.fingerprint, self.dim = embedder.name, embedder.fingerprint, embedder.dim
        self.query = embedder.query
        self.texts: list[str] = []
        self._passages = embedder.passages

    def passages(self, texts):
        self.texts += texts
        return self._passages(texts)

    def asked(self) -> int:
        """How many texts came since the last time."""
        count = len(self.texts)
        self.texts.clear()
        return count


def lines(report: Report) -> dict[str, tuple[str, str | None]]:
    return {Path(f.path).name: (f.status, f.reason) for f in report.files if f.status != "unchanged"}


def test_what_moved_keeps_its_vectors(folder: Path, tmp_path: Path, embedder: Embedder) -> None:
    index, counting = tmp_path / "x.quoth", Counting(embedder)
    ingest([folder], index, counting)
    assert counting.asked() == 3
    before = LocalStore.open(index)
    wanted = before.dense(embedder.query("the flood in Marwick"), 3, Filter())
    (folder / "sub").mkdir()
    (folder / "flood.md").rename(folder / "sub" / "river.md")
    (folder / "chess.txt").unlink()
    report = ingest([folder], index, counting)
    assert counting.asked() == 0
    assert lines(report) == {
        "river.md": ("moved", f"from {folder / 'flood.md'}"),
        "chess.txt": ("removed", "no longer in the folder"),
    }
    store = LocalStore.open(index)
    assert {Path(d.path).name for d in store.documents()} == {"river.md", "flood-later.md"}
    after = store.dense(embedder.query("the flood in Marwick"), 3, Filter())
    assert [score for _, score in after] == [score for _, score in wanted[:2]]
    assert {p.text for p in store.passages([k for k, _ in after])} == {
        p.text for p in before.passages([k for k, _ in wanted[:2]])
    }
    assert len(store.lexical(["bridge"], 5, Filter())) == 1


def test_a_copy_under_another_name_is_added_not_moved(folder: Path, tmp_path: Path, embedder: Embedder) -> None:
    index, counting = tmp_path / "x.quoth", Counting(embedder)
    ingest([folder], index, counting)
    counting.asked()
    (folder / "again.md").write_bytes((folder / "flood.md").read_bytes())
    assert lines(ingest([folder], index, counting)) == {"again.md": ("added", None)}
    assert counting.asked() == 0


def test_a_change_within_the_same_second_is_seen(folder: Path, tmp_path: Path, embedder: Embedder) -> None:
    index, path = tmp_path / "x.quoth", folder / "chess.txt"
    ingest([folder], index, embedder)
    times, text = path.stat(), path.read_text()
    path.write_text(text.replace("Torvik", "Torvak"))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert path.stat().st_size == times.st_size
    assert lines(ingest([folder], index, embedder)) == {"chess.txt": ("changed", None)}


def test_missing_files_stay_where_that_is_asked_for(folder: Path, tmp_path: Path, embedder: Embedder) -> None:
    index = tmp_path / "x.quoth"
    ingest([folder], index, embedder)
    (folder / "chess.txt").unlink()
    (folder / "flood.md").rename(folder / "river.md")
    report = ingest([folder], index, embedder, keep_missing=True)
    assert lines(report) == {
        "chess.txt": ("missing", "no longer in the folder, kept"),
        "river.md": ("moved", f"from {folder / 'flood.md'}"),
    }
    assert report.manifest.documents == 3
    assert lines(ingest([folder], index, embedder)) == {"chess.txt": ("removed", "no longer in the folder")}


class Rows:
    """A parser of files with a document a line, for what ingest does with several of them."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def load(self, path: Path, data: bytes) -> list[Loaded]:
        if path.suffix != ".txt":
            return [load_text(path, data)]
        rows = [load_text(Path(f"{path}#{n}"), line) for n, line in enumerate(data.splitlines(), start=1)]
        assert len(rows) < 9, "parsed again"
        return rows


def test_rows_that_stand_unchanged_are_not_embedded_again(
    folder: Path, tmp_path: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest_module, "Parser", Rows)
    index, counting, path = tmp_path / "x.quoth", Counting(embedder), folder / "rows.txt"
    (folder / "chess.txt").unlink()
    path.write_text("The first row.\nThe second row.\nThe third row.\n")
    report = ingest([folder], index, counting)
    assert [(f.documents, f.passages) for f in report.files if f.path == str(path)] == [(3, 3)]
    assert counting.asked() == 5
    path.write_text("The third row.\nA new row.\nThe first row.\n")
    assert lines(ingest([folder], index, counting)) == {"rows.txt": ("changed", None)}
    assert counting.asked() == 1
    held = {d.path: d.text for d in LocalStore.open(index).documents() if "#" in d.path}
    assert held == {f"{path}#1": "The third row.", f"{path}#2": "A new row.", f"{path}#3": "The first row."}
    path.rename(folder / "other.txt")
    assert lines(ingest([folder], index, counting)) == {"other.txt": ("moved", f"from {path}")}
    assert counting.asked() == 0
    (other,) = (d for d in LocalStore.open(index).documents() if d.path.endswith("other.txt#2"))
    remove([other.id], index)
    assert lines(ingest([folder], index, counting)) == {"other.txt": ("changed", None)}
    assert counting.asked() == 1
    (folder / "other.txt").unlink()
    assert ingest([folder], index, counting).manifest.documents == 2


def test_the_report_as_json_names_every_file(folder: Path, tmp_path: Path, embedder: Embedder) -> None:
    index = tmp_path / "x.quoth"
    ingest([folder], index, embedder)
    (folder / "empty.txt").touch()
    (folder / "new.txt").write_text("A new article.")
    with (folder / "huge.txt").open("wb") as file:
        file.truncate(500_000_000)
    with socket.socket(socket.AF_UNIX) as listener, contextlib.chdir(folder):
        listener.bind("socket.txt")
    report = json.loads(json.dumps(ingest([folder], index, embedder).to_dict()))
    assert {Path(f["path"]).name: f["status"] for f in report["files"]} == {
        "flood.md": "unchanged",
        "flood-later.md": "unchanged",
        "chess.txt": "unchanged",
        "new.txt": "added",
        "empty.txt": "failed",
        "huge.txt": "failed",
        "socket.txt": "failed",
    }
    assert {status: count for status, count in report["counts"].items() if count} == {"unchanged": 3, "added": 1, "failed": 3}
    assert (report["generation"], report["documents"], report["passages"]) == (2, 4, 4)
    assert all(f["documents"] == f["passages"] == (f["status"] != "failed") for f in report["files"])
    assert all(f["reason"] for f in report["files"] if f["status"] == "failed")
    assert report["seconds"] > 0


def test_what_is_known_of_a_document_is_stored(
    folder: Path, tmp_path: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Known(Rows):
        def load(self, path: Path, data: bytes) -> list[Loaded]:
            loaded = load_text(path, data)
            return [replace(loaded, document=replace(loaded.document, author="Ada Wren", pages=(0, 40)))]

    monkeypatch.setattr(ingest_module, "Parser", Known)
    ingest([folder], tmp_path / "x.quoth", embedder)
    store = LocalStore.open(tmp_path / "x.quoth")
    documents = store.documents()
    assert {(d.author, d.pages, d.story) for d in documents} == {("Ada Wren", (0, 40), d.id) for d in documents}
    assert store.documents([documents[0].id]) == documents[:1]
    assert len(store.lexical(["5", "march", "2024"], 9, Filter(until="2024-03-10"))) == 1
    summary = store.summary()
    assert (summary.files, summary.stories, summary.undated) == (3, 3, 1)
    assert (summary.oldest, summary.newest) == ("2024-03-05", "2024-03-19")
    assert summary.outlets == ((None, 1), ("Northern Wire", 1), ("The Marwick Post", 1))


@pytest.mark.parametrize("text", ["A NUL \0 in it.", "Half a \ud83d character."])
def test_text_that_no_database_holds_fails_alone(
    text: str, folder: Path, tmp_path: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(Rows):
        def load(self, path: Path, data: bytes) -> list[Loaded]:
            loaded = load_text(path, data)
            broken = replace(loaded, document=replace(loaded.document, text=text))
            return [broken if path.name == "chess.txt" else loaded]

    monkeypatch.setattr(ingest_module, "Parser", Broken)
    report = ingest([folder], tmp_path / "x.quoth", embedder)
    assert lines(report)["chess.txt"][0] == "failed"
    assert report.manifest.documents == 2
