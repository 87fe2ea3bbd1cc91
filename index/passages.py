"""Documents cut into passages. The only place for langchain-text-splitters."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from index.documents import Document
from index.errors import CitationError
from index.sentences import sentences

if TYPE_CHECKING:
    from langchain_text_splitters import TextSplitter

PASSAGE_CHARACTERS = 500
"""Measured best for answers, and read twice as fast as 900: docs/adr/0006-passages.md."""

OVERLAP_CHARACTERS = 100
"""A short sentence, so that a pronoun at the start of a passage has its noun beside it."""

SPLITTER = f"unwrapped sentences/{PASSAGE_CHARACTERS}/{OVERLAP_CHARACTERS}"
"""Stands in the manifest: passages of different splitters do not mix."""

_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document: ``document.text[start:end] == text``, offsets [start, end) in code points."""

    id: str
    document_id: str
    start: int
    end: int
    text: str


@cache
def _splitter() -> "TextSplitter":
    from langchain_text_splitters import RecursiveCharacterTextSplitter, TextSplitter

    words = RecursiveCharacterTextSplitter(
        separators=[" ", ""],
        keep_separator="end",
        strip_whitespace=False,
        chunk_size=PASSAGE_CHARACTERS,
        chunk_overlap=0,
    )

    class SentenceSplitter(TextSplitter):
        """Whole sentences packed up to the size; only a sentence that is longer by itself is cut, between words."""

        def split_text(self, text: str) -> list[str]:
            pieces: list[str] = []
            for start, end in sentences(text):
                piece = text[start:end]
                pieces += [piece] if len(piece) <= PASSAGE_CHARACTERS else words.split_text(piece)
            return self._merge_splits(pieces, separator="")

    return SentenceSplitter(
        chunk_size=PASSAGE_CHARACTERS,
        chunk_overlap=OVERLAP_CHARACTERS,
        strip_whitespace=False,
        add_start_index=True,
    )


def header(document: Document) -> str:
    """What a passage is embedded and found with besides its own words: the title, and the date as people write it."""
    if not document.published:
        return document.title
    year, *rest = document.published.split("-")
    month = [_MONTHS[int(rest[0]) - 1]] if rest else []
    day = [str(int(rest[1]))] if len(rest) > 1 else []
    return f"{document.title}, {' '.join([*day, *month, year])}"


def split(document: Document, ranges: Iterable[tuple[int, int]]) -> list[Passage]:
    """The passages of the given [start, end) ranges of ``document.text``, in order; white space at their edges is cut off.

    Raises CitationError if a passage does not stand where it says.
    """
    found = []
    for first, last in ranges:
        for chunk in _splitter().create_documents([document.text[first:last]]):
            text = chunk.page_content.strip()
            if not text:
                continue
            lead = len(chunk.page_content) - len(chunk.page_content.lstrip())
            start = first + chunk.metadata["start_index"] + lead
            end = start + len(text)
            if document.text[start:end] != text:
                raise CitationError(f"{document.path}: passage at {start} is not the document's text")
            found.append(Passage(f"{document.id}:{start}", document.id, start, end, text))
    return found
