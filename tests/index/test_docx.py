import io
import zipfile
from collections.abc import Callable
from types import ModuleType

import pytest

from index.docx import MAX_UNPACKED
from index.errors import DocumentError
from index.loaders import Loaded

Load = Callable[[str, bytes | str], list[Loaded]]


def repacked(data: bytes, **parts: bytes) -> bytes:
    """A Word document with some of its parts replaced; word_document stands for word/document.xml."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            key = name.removesuffix(".xml").replace("/", "_")
            new.writestr(name, parts.get(key, old.read(name)))
    return file.getvalue()


def document_xml(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("word/document.xml")


def test_paragraphs_and_what_the_file_says_of_itself(load: Load, make: ModuleType) -> None:
    (loaded,) = load("a.docx", make.docx(list(make.STORY), title="River floods Marwick", author="Edda Lorne"))
    document = loaded.document
    assert document.text == "\n".join(make.STORY)
    assert (document.title, document.author, document.published) == ("River floods Marwick", "Edda Lorne", "2024-03-05")


def test_the_programs_own_author_is_nobody_and_the_first_line_the_title(load: Load, make: ModuleType) -> None:
    (loaded,) = load("a.docx", make.docx(["River floods Marwick", "The river rose."], author="python-docx"))
    assert (loaded.document.title, loaded.document.author) == ("River floods Marwick", None)


def test_tables_and_inserted_text_are_read_and_deleted_text_is_not(load: Load) -> None:
    from docx import Document

    word = Document()
    word.add_paragraph("Before.")
    table = word.add_table(2, 2)
    for cell, text in zip(table._cells, ["Town", "People", "Sill", "1200"], strict=True):
        cell.text = text
    word.add_paragraph("After.")
    file = io.BytesIO()
    word.save(file)
    changed = document_xml(file.getvalue()).replace(
        b"<w:r><w:t>After.</w:t></w:r>",
        b'<w:ins w:id="1" w:author="x"><w:r><w:t>Came </w:t></w:r></w:ins><w:del w:id="2" w:author="x"><w:r><w:delText>Went'
        b"</w:delText></w:r></w:del><w:r><w:t>after.</w:t></w:r>",
    )
    (loaded,) = load("a.docx", repacked(file.getvalue(), word_document=changed))
    assert loaded.document.text == "Before.\nTown | People\nSill | 1200\nCame after."


def test_bombs_entities_and_broken_archives_are_refused(load: Load, make: ModuleType) -> None:
    whole = make.docx(["The river rose."])
    xml = document_xml(whole)
    entities = xml.replace(b"<w:document", b'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname">]><w:document', 1)
    liar = bytearray(repacked(whole, word_document=b" " * (MAX_UNPACKED + 1)))
    at = liar.rindex(b"word/document.xml") - 22  # the size the archive's directory declares
    assert int.from_bytes(liar[at : at + 4], "little") == MAX_UNPACKED + 1
    liar[at : at + 4] = (1000).to_bytes(4, "little")
    for content, reason in [
        (repacked(whole, word_document=b" " * (MAX_UNPACKED + 1)), "unpacks to 135,"),
        (bytes(liar), "damaged"),
        (repacked(whole, word_document=entities), "entities"),
        (whole[: len(whole) // 2], "damaged or cut off"),
        (repacked(whole, word_document=xml[:-30]), "damaged"),
        (make.docx([]), "no text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Word document"),
    ]:
        with pytest.raises(DocumentError, match=reason):
            load("a.docx", content)


def test_other_archives_are_named_for_what_they_are(load: Load) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "text")
    with pytest.raises(DocumentError, match="a zip archive"):
        load("a.txt", file.getvalue())
    with pytest.raises(DocumentError, match="RTF"):
        load("b.txt", "{\\rtf1 text}")
