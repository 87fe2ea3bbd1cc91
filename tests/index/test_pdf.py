from collections.abc import Callable
from types import ModuleType

import pytest

from index.errors import DocumentError
from index.loaders import Loaded

Load = Callable[[str, bytes | str], list[Loaded]]
FIRST = [
    "River floods Marwick",
    "The river Enna burst its banks on Monday, and 1,200 people",
    "left their homes, the mayor of the low-",
    "lying town said.",
]
SECOND = ["Repairs are put at 14 million crowns."]


def test_pages_begin_where_they_say(load: Load, make: ModuleType) -> None:
    (loaded,) = load("a.pdf", make.pdf([FIRST, [], SECOND]))
    document = loaded.document
    assert len(document.pages) == 3
    assert document.text[document.pages[2] :] == SECOND[0]
    assert document.pages[0] == 0
    assert document.text[: document.pages[1]].strip().endswith("lying town said.")
    assert document.title == "River floods Marwick"
    assert document.published is None  # the PDF knows when it was made, which is another matter


def test_lines_of_a_paragraph_are_joined_and_hyphens_stay(load: Load, make: ModuleType) -> None:
    (loaded,) = load("a.pdf", make.pdf([FIRST]))
    assert "1,200 people left their homes, the mayor of the low-lying town said." in loaded.document.text
    assert loaded.document.text.startswith("River floods Marwick\n")


@pytest.mark.parametrize(
    ("stored", "title"),
    [
        ("Enna out of its banks", "Enna out of its banks"),
        ("untitled", FIRST[0]),
        ("Microsoft Word - a.doc", FIRST[0]),
        (None, FIRST[0]),
    ],
)
def test_a_stored_title_is_used_if_it_is_one(stored: str | None, title: str, load: Load, make: ModuleType) -> None:
    (loaded,) = load("a.pdf", make.pdf([FIRST], title=stored))
    assert loaded.document.title == title


def test_what_holds_no_text_for_us_is_refused_with_the_reason(load: Load, make: ModuleType) -> None:
    whole = make.pdf([FIRST, SECOND])
    for content, reason in [
        (make.pdf([FIRST], password="secret"), "locked with a password|encrypted"),
        (whole[: len(whole) // 2], "cut off"),
        (make.pdf([[], []]), "2 pages of the PDF: pictures alone"),
        (b"%PDF-1.4\n" + b"x" * 3000 + b"\n%%EOF", "damaged"),
    ]:
        with pytest.raises(DocumentError, match=reason):
            load("a.pdf", content)


def test_a_pdf_is_one_under_any_name_and_text_is_none(load: Load, make: ModuleType) -> None:
    (loaded,) = load("a.txt", make.pdf([FIRST]))
    assert loaded.document.title == "River floods Marwick"
    assert loaded.note == "named .txt, read as a PDF, which it is"
    (loaded,) = load("b.pdf", "Just text.")
    assert loaded.document.text == "Just text."
    assert loaded.note == "named .pdf, read as text, which it is"
