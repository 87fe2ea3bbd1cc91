import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import DocumentError
from index.loaders import Loaded
from index.parsing import Parser
from index.tables import Row

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


@pytest.mark.parametrize(
    "names",
    [
        ("headline", "body", "outlet", "publish_date", "link", "byline"),
        ("title", "content", "publication", "date", "url", "author"),
        ("Headline", "Full-Text", "Publisher", "Pub Date", "URL", "Authors"),
        ("TITLE", "Article Text", "newspaper", "published_at", "Article URL", "author"),
    ],
)
@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_columns_go_by_the_names_that_others_give_them(name: str, names: tuple[str, ...], load: Load) -> None:
    values = ("Flood", "The river rose.", "Wire", "2024-08-22", "https://wire.example/f", "Edda Lorne")
    lines = [",".join(names), ",".join(values)]
    (found,) = load(name, "\n".join(lines) if name == "a.csv" else rows(dict(zip(names, values, strict=True))))
    d = found.document
    assert (d.title, d.text, d.source, d.published, d.url, d.author) == values


@pytest.mark.parametrize(
    ("row", "text", "published", "source"),
    [
        ({"text": "A.", "published": "unknown", "date": "2024-03-04"}, "A.", "2024-03-04", None),
        ({"text": "  ", "content": "B."}, "B.", None, None),
        ({"content": {"rendered": "x"}, "body": "C.", "source": {"id": 1}, "outlet": "BBC"}, "C.", None, "BBC"),
        ({"title": "D", "article": 12, "content": "D."}, "D.", None, None),
    ],
)
def test_a_name_that_says_nothing_leaves_it_to_the_others(
    row: dict[str, object], text: str, published: str | None, source: str | None, load: Load
) -> None:
    (found,) = load("a.jsonl", rows(row))
    assert (found.document.text, found.document.published, found.document.source) == (text, published, source)


@pytest.mark.parametrize("beside", [("article", "17"), ("content", "text/html"), ("path", " ")])
def test_what_stands_beside_a_saved_page_is_not_taken_for_its_text(beside: tuple[str, str], load: Load, tmp_path: Path) -> None:
    (tmp_path / "p.html").write_text(PAGE)
    (found,) = load("a.csv", f"{beside[0]},file\n{beside[1]},p.html\n")
    assert "river rose" in found.document.text


def test_of_two_names_of_one_field_its_own_holds(load: Load) -> None:
    (found,) = load(
        "a.jsonl", rows({"content": "Teaser.", "text": "The river rose.", "date": "2024-08-21", "published": "2024-08-22"})
    )
    assert (found.document.text, found.document.published) == ("The river rose.", "2024-08-22")


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
    assert found[0].note.startswith("4 of 6 rows left out: lines 6-7 from the row with a quote that is stray or never closed")
    assert "row 2 has no text, row 3 has 3 fields, the first line 2" in found[0].note


def test_a_date_that_is_none_is_noted_and_the_row_kept(load: Load) -> None:
    (loaded,) = load("a.jsonl", rows({"text": "One.", "published": "08/09/2024"}))
    assert loaded.document.published is None
    assert "row 1: publication date: not a date: '08/09/2024'" in (loaded.note or "")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.jsonl", '{"title": "x"}\n', "1 of 1 rows left out: row 1 has no text"),
        ("a.jsonl", '{"text": ' + "[" * 100_000 + "\n", "row 1 is not JSON"),
        ("a.csv", "title,teaser\na,b\n", "no column of articles"),
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


@pytest.mark.parametrize("mark", ["\u2028", "\u0085", "\f", "\v"])
def test_only_newlines_end_a_row(mark: str, load: Load) -> None:
    found = load("a.csv", f"title{mark}of it,text\nOne,The river {mark}rose.\rTwo,It fell.\r\nThree,{'It is gone. ' * 30}\n")
    assert [loaded.document.path[-2:] for loaded in found] == ["#1", "#2", "#3"]
    assert [text.split()[:3] for text in texts(found)] == [["The", "river", "rose."], ["It", "fell."], ["It", "is", "gone."]]


def test_nothing_after_a_stray_quote_is_taken_for_rows(load: Load) -> None:
    lost = "".join(f"{number},A line.\n" for number in range(50))
    (loaded,) = load("a.csv", f'title,text\nOne,"Two\nlines."\nTwo,"He said "no" twice,\nand left, they say."\n{lost}')
    assert loaded.document.text == "Two\nlines."
    assert (loaded.note or "").startswith("52 of 53 rows left out: lines 4-55 from the row with a quote that is stray")


def test_a_page_that_many_rows_name_is_read_once(tmp_path: Path) -> None:
    class Counting(Parser):
        asked = 0

        def _ask(self, path: Path, data: bytes, page: bool = False) -> list[Row]:
            self.asked += page
            return super()._ask(path, data, page)

    (tmp_path / "one.html").write_text(PAGE)
    (tmp_path / "bad.txt").write_bytes(b"\0")
    (tmp_path / "listing.csv").write_text("text\nA row.\n")
    listing = "path\n" + "one.html\n./one.html\nbad.txt\na.csv\nlisting.csv\n" * 20
    (tmp_path / "a.csv").write_text(listing)
    with Counting() as parser:
        found = parser.load(tmp_path / "a.csv", listing.encode())
    assert (len(found), parser.asked) == (40, 3)
    assert (found[0].note or "").startswith("60 of 100 rows left out: row 3 names 'bad.txt': binary file: it holds NUL bytes")
    assert "row 4 names 'a.csv': a listing itself" in (found[0].note or "")
    assert "row 5 names 'listing.csv': a listing itself" in (found[0].note or "")


def test_a_feed_is_no_page_however_few_its_entries(load: Load, tmp_path: Path) -> None:
    feed = "<rss version='2.0'><channel><title>x</title><item><description>A flood.</description></item></channel></rss>"
    (tmp_path / "feed.xml").write_text(feed)
    with pytest.raises(DocumentError, match="a listing itself"):
        load("a.csv", "path\nfeed.xml\n")
