"""The unit of a corpus: one article with where it came from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """One article.

    ``text`` is the decoded file itself for .txt and .md, so offsets into it hold in the file. ``published`` is ISO 8601 at the
    precision that is known ("2024", "2024-08" or "2024-08-22"). What is unknown is None.
    """

    id: str
    title: str
    text: str
    source: str | None
    published: str | None
    url: str | None
    path: str
