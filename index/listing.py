"""What a corpus holds, as figures and as a list that is searched, sorted and read a page at a time."""

from dataclasses import dataclass
from typing import Literal, get_args

from index.database import Query

Order = Literal["newest", "oldest", "title", "title backwards", "outlet", "outlet backwards", "longest", "shortest"]
ORDERS: tuple[Order, ...] = get_args(Order)

_SEARCHED_WORDS = 16
"""Of a search; each is looked up in every title and in the terms."""

# What is unknown comes last, whichever way the rest is sorted.
_SORTED: dict[Order, str] = {
    "newest": "published IS NULL, published DESC",
    "oldest": "published IS NULL, published",
    "title": "casefold(title)",
    "title backwards": "casefold(title) DESC",
    "outlet": "source IS NULL, casefold(source)",
    "outlet backwards": "source IS NULL, casefold(source) DESC",
    "longest": "words DESC",
    "shortest": "words",
}

# All that a list needs, beside the texts and not between them: to read those takes ten times as long as to sort.
_PREPARED = """
CREATE TEMP TABLE IF NOT EXISTS entries AS SELECT key, id, title, source, published, path, words(text) AS words,
    casefold(title || char(10) || coalesce(source, '') || char(10) || replace(file, rtrim(file, replace(file, '/', '')), ''))
    AS searched FROM documents
"""
_FITS = (
    "(instr(searched, ?) OR instr(coalesce(published, ''), ?) = 1 OR key IN "
    "(SELECT p.document FROM terms t JOIN passages p ON p.key = t.rowid WHERE terms MATCH ?))"
)


@dataclass(frozen=True, slots=True)
class Summary:
    """What a corpus is made of. ``size``: bytes of its files; ``outlets``: (name or None, documents), most documents first.

    ``oldest`` and ``newest`` are publication dates; None when no document has one. ``months``: ("2024-03", documents) in
    their order, of the documents whose month is known.
    """

    files: int
    size: int
    stories: int
    oldest: str | None
    newest: str | None
    undated: int
    outlets: tuple[tuple[str | None, int], ...]
    months: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A document without its text, which has ``words`` words."""

    id: str
    title: str
    source: str | None
    published: str | None
    path: str
    words: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a list, and how many documents are on all its pages."""

    entries: tuple[Entry, ...]
    total: int


def summary(query: Query) -> Summary:
    """Figures of the whole corpus."""
    ((stories, oldest, newest, undated),) = query(
        "SELECT count(DISTINCT story), min(published), max(published), count(*) - count(published) FROM documents", []
    )
    outlets = query("SELECT source, count(*) FROM documents GROUP BY source ORDER BY count(*) DESC, source", [])
    months = query(
        "SELECT substr(published, 1, 7), count(*) FROM documents WHERE length(published) >= 7 GROUP BY 1 ORDER BY 1", []
    )
    ((files, size),) = query("SELECT count(*), coalesce(sum(size), 0) FROM files", [])
    return Summary(files, size, stories, oldest, newest, undated, tuple(outlets), tuple(months))


def listing(query: Query, search: str, order: Order, limit: int, offset: int) -> Listing:
    """``limit`` documents from the ``offset``th on that hold every word of ``search``; "" is all of them.

    A word may begin a word of the text or a date, or stand anywhere in the title, the outlet or the file's name.
    """
    query(_PREPARED, [])
    # What SQLite and FTS5 do not take as text: halves of characters, NUL.
    words = search.encode("utf-8", "replace").decode().replace("\0", " ").casefold().split()[:_SEARCHED_WORDS]
    where = " AND ".join([_FITS] * len(words)) or "1"
    values = [value for word in words for value in (word, word, '"' + word.replace('"', '""') + '"*')]
    ((total,),) = query(f"SELECT count(*) FROM entries WHERE {where}", values)
    rows = query(
        f"SELECT id, title, source, published, path, words FROM entries WHERE {where} "
        # Equals stand by title, and those by key, so that pages fit.
        f"ORDER BY {_SORTED[order]}, casefold(title), key LIMIT ? OFFSET ?",
        [*values, limit, offset],
    )
    return Listing(tuple(Entry(*row) for row in rows), total)
