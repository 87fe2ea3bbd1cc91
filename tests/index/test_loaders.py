from pathlib import Path

import pytest

from index.errors import DocumentError
from index.loaders import MAX_BYTES, Loaded, load_text, read_bytes


def load(path: Path, data: bytes) -> Loaded:
    path.write_bytes(data)
    return load_text(path, read_bytes(path))


def article(loaded: Loaded) -> str:
    return "".join(loaded.document.text[a:b] for a, b in loaded.article)


def test_front_matter_is_metadata_and_stays_in_the_text(tmp_path: Path) -> None:
    raw = '---\ntitle: "Talks: day two"\nsource: Wire\npublished: 2024-08\nurl: https://w.example\n---\nThey met.\n'
    loaded = load(tmp_path / "a.md", raw.encode())
    document = loaded.document
    assert (document.title, document.source, document.published) == ("Talks: day two", "Wire", "2024-08")
    assert document.url == "https://w.example"
    assert document.text == raw
    assert article(loaded) == "They met.\n"


def test_unknown_metadata_is_none(tmp_path: Path) -> None:
    loaded = load(tmp_path / "a.md", b"---\ntitle: T\nsource: unknown\npublished: Unknown\n---\nThey met.\n")
    assert (loaded.document.source, loaded.document.published, loaded.note) == (None, None, None)


def test_a_list_in_front_matter_is_joined(tmp_path: Path) -> None:
    loaded = load(tmp_path / "a.md", b"---\nauthor: [Ann Lee, Bob Ray]\nsource:\n- Wire\n- {a: b}\n---\nThey met.\n")
    assert (loaded.document.author, loaded.document.source) == ("Ann Lee, Bob Ray", None)


def test_broken_front_matter_is_noted_and_the_article_kept(tmp_path: Path) -> None:
    loaded = load(tmp_path / "a.md", b"---\ntitle: Talks: day two: more\n---\nThey met.\n")
    assert loaded.note is not None
    assert "line 2" in loaded.note
    assert article(loaded) == "They met.\n"


@pytest.mark.parametrize(
    "text",
    [
        "---\nThe mayor spoke to the council.\n\n---\n\nPhoto by X\n",
        "---\nThe mayor said: we will: rebuild the bridge.\n\nWork begins in May.\n---\nPhoto by X\n",
        "---\nSource: the mayor said: we will: rebuild.\n\nWork begins in May.\n---\nPhoto by X\n",
        "---\nThe mayor said: go.\nHe added: no.\n---\nPhoto by X\n",
        "---\nOutlet: 40 gallons a minute\nInlet: 38 gallons\n---\nThe dam leaks.\n",
        "---\n",
    ],
)
def test_a_rule_across_the_page_is_no_front_matter(tmp_path: Path, text: str) -> None:
    assert article(load(tmp_path / "a.md", text.encode())) == text


def test_front_matter_of_any_shape_breaks_nothing(tmp_path: Path) -> None:
    deep = load(tmp_path / "a.md", b"---\ntitle: " + b"[" * 3000 + b"\n---\nThey met.\n")
    assert deep.note is not None
    assert article(deep) == "They met.\n"
    emoji = load(tmp_path / "b.md", b'---\ntitle: "Hi \\ud83d\\ude00 \\ud83d"\n---\nThey met.\n')
    assert emoji.document.title == "Hi 😀 \ufffd"


def test_a_broken_byte_in_utf_8_is_noted_and_the_rest_stays(tmp_path: Path) -> None:
    loaded = load(tmp_path / "a.txt", "The mayor’s “plan” – a café’s “hope”\n".encode() + b"broken \xff byte")
    assert "mayor’s “plan”" in loaded.document.text
    assert loaded.document.text.endswith("broken \ufffd byte")
    assert loaded.note is not None
    assert "1 bytes are not UTF-8" in loaded.note


def test_a_date_that_is_none_is_noted(tmp_path: Path) -> None:
    loaded = load(tmp_path / "a.md", b"---\npublished: last week\n---\nThey met.\n")
    assert loaded.document.published is None
    assert loaded.note is not None
    assert "last week" in loaded.note


def test_the_first_line_is_the_title_of_a_plain_file(tmp_path: Path) -> None:
    assert load(tmp_path / "a.txt", b"\n# A headline\n\nText.").document.title == "A headline"
    long = load(tmp_path / "b.txt", b"word " * 100).document.title
    assert long.endswith("word …")
    assert len(long) <= 123


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\xef\xbb\xbfCaf\xc3\xa9\r\nopen", "Café\r\nopen"),
        ("Café\nopen".encode("utf-16"), "Café\nopen"),
        ("Der Bürgermeister von Köln sprach über die Brücke, die geschlossen wurde.".encode("cp1252"), None),
    ],
)
def test_encodings_and_newlines(tmp_path: Path, data: bytes, text: str | None) -> None:
    wanted = text or data.decode("cp1252")
    loaded = load(tmp_path / "a.txt", data)
    assert loaded.document.text == wanted
    assert (loaded.note is None) == (text is not None)


ENGLISH = "The council of Marwick voted on Monday to repair the old bridge over the river. "


@pytest.mark.parametrize("more", ["It will cost £5 million.", "The mayor’s plan stands.", "It is a “café”, he said – twice."])
def test_a_few_bytes_outside_ascii_are_windows_1252(tmp_path: Path, more: str) -> None:
    loaded = load(tmp_path / "a.txt", (ENGLISH + more).encode("cp1252"))
    assert loaded.document.text == ENGLISH + more
    assert "cp1252" in (loaded.note or "")


def test_many_bytes_outside_ascii_are_of_another_encoding(tmp_path: Path) -> None:
    text = "Мэр Марвика сообщил о наводнении в городе на реке Энна. " * 3
    assert load(tmp_path / "a.txt", text.encode("cp1251")).document.text == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty file"),
        (b" \n\t ", "white space"),
        (b"text\0more", "NUL"),
        (bytes(range(256)) * 40, "NUL"),
        (bytes(range(1, 256)) * 40, "binary file|not text"),
        (b"---\ntitle: T\n---\n", "without an article"),
    ],
)
def test_what_is_no_article_is_refused_with_the_reason(tmp_path: Path, data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        load(tmp_path / "a.md", data)


def test_only_regular_files_of_bearable_size_are_read(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(DocumentError, match="not a regular file"):
        read_bytes(tmp_path / "pipe.txt")
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(DocumentError, match="bytes, the most is"):
        read_bytes(tmp_path / "huge.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    with pytest.raises(DocumentError, match="cannot be read"):
        read_bytes(tmp_path / "gone.txt")
