import contextlib
import json
import os
import socket
import sys
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest

from index import Embedder, Filter, LocalStore, Report, ingest
from index.loaders import Loaded, load_text
from index.removal import remove

ingest_module = sys.modules["index.ingest"]  # the package has a function of that name


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

    pages: ClassVar[dict[str, str]] = {}

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
