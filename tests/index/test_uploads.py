"""Uploads: kept with the index, whatever happens to the folders it was made of."""

import json
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import BadInputError, IndexLockedError, LocalStore, ingest
from index.embedder import Embedder
from index.lock import locked
from index.uploads import add, safe_name, take_out
from index.verify import verify

STORM = "Storm over Aldby\n\nA storm tore the roof off the Aldby mill on Friday, the owner said.\n"
OTHER = "Storm passes\n\nThe Aldby mill has a new roof, the owner said on Sunday.\n"


@pytest.fixture
def index(folder: Path, tmp_path: Path, embedder: Embedder) -> Path:
    ingest([folder], tmp_path / "news.quoth", embedder)
    return tmp_path / "news.quoth"


@pytest.fixture
def dropped(tmp_path: Path) -> Path:
    (tmp_path / "dropped").mkdir()
    return tmp_path / "dropped"


def file(folder: Path, name: str, content: str | bytes) -> Path:
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder / name


def titles(index: Path) -> set[str]:
    return {document.title for document in LocalStore.open(index).documents()}


def uploads(index: Path) -> set[str]:
    return {path.name for path in (index / "uploads").iterdir()} if (index / "uploads").exists() else set()


def test_what_is_taken_and_what_is_not(index: Path, dropped: Path, embedder: Embedder) -> None:
    rows = "\n".join(json.dumps({"title": f"Row {i}", "text": f"Row number {i} speaks of eels."}) for i in range(2))
    files = [
        file(dropped, "storm.txt", STORM),
        file(dropped, "rows.jsonl", rows),
        file(dropped, "empty.md", ""),
        file(dropped, "picture.png", b"\x89PNG"),
        file(dropped, "broken.pdf", b"%PDF-1.7 and nothing else"),
    ]
    seen: list[tuple[int, int, str]] = []
    reports = add(files, index, embedder, lambda *now: seen.append(now))
    assert [(r.path, r.status, r.documents) for r in reports] == [
        ("storm.txt", "added", 1),
        ("rows.jsonl", "added", 2),
        ("empty.md", "failed", 0),
        ("picture.png", "skipped", 0),
        ("broken.pdf", "failed", 0),
    ]
    assert all(r.reason for r in reports if r.status in ("failed", "skipped"))
    assert seen[0] == (0, 4, "storm.txt")
    assert seen[-1] == (4, 4, "")
    assert titles(index) >= {"Storm over Aldby", "Row 0", "Row 1", "River floods Marwick"}
    assert uploads(index) == {"storm.txt", "rows.jsonl"}
    assert LocalStore.open(index).manifest.roots[-1] == str(index / "uploads")
    assert verify(index).damage == ()


def test_no_upload_overwrites_another_unasked(index: Path, dropped: Path, embedder: Embedder) -> None:
    (report,) = add([file(dropped, "storm.txt", STORM)], index, embedder)
    (same,) = add([file(dropped, "storm.txt", STORM)], index, embedder)
    (refused,) = add([file(dropped, "storm.txt", OTHER)], index, embedder)
    assert (report.status, same.status, refused.status) == ("added", "unchanged", "skipped")
    assert "another upload has this name" in (refused.reason or "")
    assert "Storm over Aldby" in titles(index)
    (replaced,) = add([file(dropped, "storm.txt", OTHER)], index, embedder, replace=True)
    assert replaced.status == "changed"
    assert titles(index) & {"Storm over Aldby", "Storm passes"} == {"Storm passes"}
    (broken,) = add([file(dropped, "storm.txt", "\0\1\2")], index, embedder, replace=True)
    assert broken.status == "failed"
    assert "Storm passes" in titles(index)
    assert (index / "uploads" / "storm.txt").read_text() == OTHER
    assert uploads(index) == {"storm.txt"}


def test_indexing_other_folders_leaves_uploads_alone(index: Path, folder: Path, dropped: Path, embedder: Embedder) -> None:
    add([file(dropped, "storm.txt", STORM)], index, embedder)
    (folder / "chess.txt").unlink()
    report = ingest([folder], index, embedder)
    assert report.count("removed") == 1
    assert "Storm over Aldby" in titles(index)
    # Nor does a folder that the index itself lies in, whose walk passes the index over.
    report = ingest([index.parent / "articles", index.parent], index, embedder)
    assert "Storm over Aldby" in titles(index)
    assert str(index / "uploads" / "storm.txt") not in {f.path for f in report.files}
    # Given by name, they are a folder like any other.
    (index / "uploads" / "storm.txt").unlink()
    assert ingest([index / "uploads"], index, embedder).count("removed") == 1
    with pytest.raises(BadInputError, match="is the index itself"):
        ingest([index], index, embedder)


def test_uploads_may_lie_on_another_disk(index: Path, folder: Path, dropped: Path, embedder: Embedder, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (index / "uploads").symlink_to(tmp_path / "elsewhere")
    (report,) = add([file(dropped, "storm.txt", STORM)], index, embedder)
    assert (report.path, report.status) == ("storm.txt", "added")
    ingest([folder], index, embedder)
    (document,) = [d for d in LocalStore.open(index).documents() if d.title == "Storm over Aldby"]
    assert take_out(document.id, index)[1]
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_removing_the_last_of_an_upload_deletes_its_file(index: Path, folder: Path, dropped: Path, embedder: Embedder) -> None:
    rows = "\n".join(json.dumps({"title": f"Row {i}", "text": f"Row number {i} speaks of eels."}) for i in range(2))
    add([file(dropped, "storm.txt", STORM), file(dropped, "rows.jsonl", rows)], index, embedder)
    ids = {document.title: document.id for document in LocalStore.open(index).documents()}
    document, deleted = take_out(ids["Storm over Aldby"], index)
    assert (document.title, deleted) == ("Storm over Aldby", True)
    assert [take_out(ids[f"Row {i}"], index)[1] for i in range(2)] == [False, True]
    assert uploads(index) == set()
    assert take_out(ids["River floods Marwick"], index)[1] is False
    assert (folder / "flood.md").exists()
    for name in (ids["River floods Marwick"], str(folder), "", "..", "0" * 16):
        with pytest.raises(BadInputError):
            take_out(name, index)
    assert len(titles(index)) == 2


def test_while_another_process_writes_nothing_changes(index: Path, dropped: Path, embedder: Embedder) -> None:
    with locked(index), pytest.raises(IndexLockedError, match="is held by"):
        add([file(dropped, "storm.txt", STORM)], index, embedder)
    assert uploads(index) == set()
    (report,) = add([file(dropped, "storm.txt", STORM)], index, embedder)
    with locked(index), pytest.raises(IndexLockedError):
        add([file(dropped, "storm.txt", OTHER)], index, embedder, replace=True)
    assert report.status == "added"
    assert (index / "uploads" / "storm.txt").read_text() == STORM


def test_an_interrupted_upload_leaves_nothing(index: Path, dropped: Path, embedder: Embedder) -> None:
    def interrupt(done: int, total: int, name: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        add([file(dropped, "storm.txt", STORM)], index, embedder, interrupt)
    assert uploads(index) == set()


HOSTILE = [
    "../../etc/passwd.txt",
    "..\\..\\x.md",
    "/etc/cron.d/x.txt",
    "a\0b.txt",
    "<b>x</b>.md",
    "  .txt",
    "...md",
    "\u202egpj.txt",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_in_their_folder(name: str) -> None:
    try:
        safe = safe_name(name)
    except BadInputError:
        return
    assert Path(safe).name == safe
    assert not safe.startswith(".")
    assert not set(safe) & set('<>:"/\\|?*\0\u202e')


@given(st.text(max_size=300), st.sampled_from([".txt", ".MD", ".pdf", ".Jsonl"]))
def test_every_safe_name_is_a_name(stem: str, ending: str) -> None:
    try:
        safe = safe_name(stem + ending)
    except BadInputError:
        return
    assert Path(safe).name == safe
    assert safe.isprintable()
    assert not safe.startswith((".", " "))
    assert len(safe.encode()) <= 180
    assert safe.endswith(ending.lower())
    assert safe_name(safe) == safe


def test_a_question_does_not_wait_for_all_that_is_embedded(embedder: Embedder) -> None:
    begun, done = threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        embedder.passages(["The harbour master counted the boats again."] * 256)
        done.set()

    thread = threading.Thread(target=work)
    thread.start()
    begun.wait()
    embedder.query("who counted the boats?")
    assert not done.is_set()
    thread.join()
