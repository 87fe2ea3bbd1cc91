import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import DocumentError
from index.loaders import Loaded

Load = Callable[[str, bytes | str], list[Loaded]]
PAGE = "<html><head><title>A page</title></head><body><article><p>{}</p></article></body></html>".format(
    "The river rose on Monday. " * 20
)


def texts(found: list[Loaded]) -> list[str]:
    return [loaded.document.text for loaded in found]


def rows(*rows: object) -> str:
    return "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows)


def test_a_row_is_a_document_with_what_it_says_of_itself(load: Load) -> None:
    fields = {
        "Title": "Flood",
        "text": "The river rose.\nFast.",
        "published": "Aug. 22, 2024",
        "source": "Wire",
        "url": "https://wire.example/f",
        "author": "Edda Lorne",
        "id": 7,
    }
    found = load("a.jsonl", rows(fields, "", {"text": "Second.", "published": 2024, "source": "unknown"}))
    document = found[0].document
    assert (document.title, document.text, document.published) == ("Flood", "The river rose.\nFast.", "2024-08-22")
    assert (document.source, document.url, document.author) == ("Wire", "https://wire.example/f", "Edda Lorne")
    assert document.path.endswith("a.jsonl#1")
    assert document.id == hashlib.sha256(document.path.encode()).hexdigest()[:16]
    second = found[1].document
    assert second.path.endswith("a.jsonl#3")  # the line's number, so that an editor finds it
    assert (second.title, second.published, second.source) == ("Second.", "2024", None)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_common_delimiter_and_quoted_newlines(delimiter: str, load: Load) -> None:
    header = delimiter.join(["title", "TEXT", "date"])
    found = load(
        "a.csv",
        f'{header}\r\nOne{delimiter}"Line{delimiter} one\r\nline ""two"""{delimiter}2024-08\r\n'
        f"\r\nTwo{delimiter}More{delimiter}\r\n",
    )
    assert texts(found) == [f'Line{delimiter} one\nline "two"', "More"]
    assert [loaded.document.published for loaded in found] == ["2024-08", None]
    assert [loaded.document.path[-2:] for loaded in found] == ["#1", "#2"]


def test_a_large_field_is_read(load: Load) -> None:
    (loaded,) = load("a.csv", 'title,text\nOne,"' + "The river rose. " * 20_000 + '"\n')
    assert len(loaded.document.text) == 16 * 20_000 - 1


def test_bad_rows_are_named_and_the_others_kept(load: Load) -> None:
    found = load("a.jsonl", rows({"text": "One."}, "{broken", ["a"], {"title": "no text"}, {"text": ["x"]}, {"text": "Six."}))
    assert texts(found) == ["One.", "Six."]
    assert found[0].note is not None
    assert found[0].note.startswith(
        "4 of 6 rows left out: row 2 is not JSON (column 2), row 3 is not a JSON object, row 4 has no text"
    )
    assert found[0].note.endswith("and 1 more")
    found = load("a.csv", 'title,text\nA,One.\nB,\nC,"Two, unquoted",x\nD,Three.\nE,"never closed\nF,lost\n')
    assert texts(found) == ["One.", "Three."]
    assert found[0].note is not None
    assert "3 of 5 rows left out: row 2 has no text, row 3 has 3 fields, the first line 2" in found[0].note
    assert "row 5 breaks off" in found[0].note


def test_a_date_that_is_none_is_noted_and_the_row_kept(load: Load) -> None:
    (loaded,) = load("a.jsonl", rows({"text": "One.", "published": "08/09/2024"}))
    assert loaded.document.published is None
    assert "row 1: publication date: not a date: '08/09/2024'" in (loaded.note or "")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.jsonl", '{"title": "x"}\n', "1 of 1 rows left out: row 1 has no text"),
        ("a.jsonl", '{"text": ' + "[" * 100_000 + "\n", "row 1 is not JSON"),
        ("a.csv", "title,body\na,b\n", "no column of articles"),
        ("a.csv", "title,text\n", "no rows in it"),
        ("a.jsonl", "", "empty file"),
    ],
)
def test_a_file_without_a_usable_row_is_refused(name: str, content: str, reason: str, load: Load) -> None:
    with pytest.raises(DocumentError, match=reason):
        load(name, content)


def test_emoji_spelt_as_surrogates_are_joined(load: Load) -> None:
    (loaded,) = load("a.jsonl", '{"text": "Hi \\ud83d\\ude00 \\ud83d.", "title": "\\ud83d\\ude00"}\n')
    assert (loaded.document.text, loaded.document.title) == ("Hi 😀 \ufffd.", "😀")


def test_a_saved_page_is_read_under_the_rows_name(load: Load, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "one.html").write_text(PAGE)
    (loaded,) = load("a.jsonl", rows({"path": "pages/one.html", "source": "Wire", "published": "2024-03"}))
    document = loaded.document
    assert document.text.startswith("The river rose on Monday.")
    assert (document.title, document.source, document.published) == ("A page", "Wire", "2024-03")
    assert document.path == f"{tmp_path / 'a.jsonl'}#1"
    assert document.id == hashlib.sha256(document.path.encode()).hexdigest()[:16]


def test_nothing_outside_the_listings_folder_is_read(load: Load, tmp_path: Path) -> None:
    (tmp_path.parent / "outside.txt").write_text("An outside text.")
    (tmp_path / "link.txt").symlink_to(tmp_path.parent / "outside.txt")
    (tmp_path / "folder").symlink_to(tmp_path.parent)
    (tmp_path / "inner.jsonl").write_text(rows({"text": "A."}, {"text": "B."}))
    (tmp_path / "bad.txt").write_bytes(b"\0")
    (tmp_path / "a.exe").write_text("x")
    for name, reason in [
        ("../outside.txt", "a path with .."),
        ("x\\..\\..\\outside.txt", "a path with .."),
        (str(tmp_path.parent / "outside.txt"), "an absolute path"),
        ("C:\\outside.txt", "an absolute path"),
        ("link.txt", "a link out of the folder"),
        ("folder/outside.txt", "a link out of the folder"),
        ("gone.txt", "No such file"),
        ("a\0b", "names 'ab': No such file|null|not a path"),
        ("inner.jsonl", "a listing itself"),
        ("a.jsonl", "a listing itself|rows left out"),
        ("bad.txt", "NUL"),
        ("a.exe", "no page"),
    ]:
        found = load("a.jsonl", rows({"text": "One."}, {"path": name}))
        assert texts(found) == ["One."]
        with pytest.raises(DocumentError, match=reason):
            load("a.jsonl", rows({"path": name}))
