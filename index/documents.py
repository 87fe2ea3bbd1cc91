"""The unit of a corpus: one article with where it came from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """One article.

    ``text`` is the decoded file itself for .txt and .md, so offsets into it hold in the file. ``published`` is ISO 8601 at the
    precision that is known ("2024", "2024-08" or "2024-08-22"). ``path`` is the file, followed by "#" and the row's number
    where a file holds several documents. ``pages`` are the offsets in ``text`` at which its pages begin, empty where the
    format has none. ``story`` names the group of copies the document belongs to: the smallest id in it, so that documents
    which are no copies have different ones; None before the index has looked. What is unknown is None.
    """

    id: str
    title: str
    text: str
    source: str | None
    published: str | None
    url: str | None
    path: str
    author: str | None = None
    pages: tuple[int, ...] = ()
    story: str | None = None
