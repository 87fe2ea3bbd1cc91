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


def test_a_picture_may_declare_what_it_likes(load: Load, make: ModuleType) -> None:
    file = io.BytesIO(make.docx(["The river rose."]))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("word/media/image1.svg", '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd"><svg/>')
    (loaded,) = load("a.docx", file.getvalue())
    assert loaded.document.text == "The river rose."


def test_what_was_moved_stands_once(load: Load, make: ModuleType) -> None:
    whole = make.docx(["It rose.", "The dam held."])
    moved = b'<w:moveFrom w:id="1"><w:r><w:t>The dam held.</w:t></w:r></w:moveFrom>'
    place = b'<w:moveTo w:id="2"><w:r><w:t>The dam held.</w:t></w:r></w:moveTo>'
    body = b"<w:p>" + place + b"</w:p><w:p><w:r><w:t>It rose. </w:t></w:r>" + moved + b"</w:p><w:p>" + moved + b"</w:p>"
    xml = document_xml(whole)
    start, end = xml.index(b"<w:p>"), xml.rindex(b"</w:p>") + len(b"</w:p>")
    (loaded,) = load("a.docx", repacked(whole, word_document=xml[:start] + body + xml[end:]))
    assert loaded.document.text == "The dam held.\nIt rose."


def test_footnotes_are_said_to_be_unread(load: Load) -> None:
    from docx import Document
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    for name, text, note in [("footnotes", "So she said.", "its footnotes are not read"), ("endnotes", "", None)]:
        word = Document()
        word.add_paragraph("The river rose.")
        word.part.relate_to(
            Part(
                PackURI(f"/word/{name}.xml"),
                f"application/vnd.openxmlformats-officedocument.wordprocessingml.{name}+xml",
                b'<w:notes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
                b"<w:p><w:r><w:separator/><w:t>" + text.encode() + b"</w:t></w:r></w:p></w:notes>",
            ),
            office + name,
        )
        file = io.BytesIO()
        word.save(file)
        (loaded,) = load("a.docx", file.getvalue())
        assert (loaded.document.text, loaded.note) == ("The river rose.", note)
