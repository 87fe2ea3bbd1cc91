"""A saved RSS or Atom feed -> a document an entry. The only place for feedparser."""

import contextlib
import datetime
import io
from collections.abc import Iterator
from email.utils import parsedate
from pathlib import Path
from typing import Any

from index.dates import written_date
from index.errors import BadInputError, DocumentError
from index.html import visible_text
from index.loaders import Loaded, loaded, plain
from index.tables import LeftOut


def load_feed(path: Path, data: bytes) -> Iterator[Loaded | LeftOut]:
    """The entries of a feed, numbered from 1: the text an entry carries, else its summary. Raises DocumentError for no feed."""
    import feedparser

    # Bytes in a file object: a string that looks like an address would be fetched.
    feed = feedparser.parse(io.BytesIO(data), resolve_relative_uris=False, sanitize_html=False)
    # It takes what is called "item" in any XML for an entry, but knows no version then.
    if not feed.version:
        raise DocumentError("XML that is neither RSS nor Atom; save its articles as HTML or text")
    if not feed.entries:
        raise DocumentError("a feed without entries; save it once more, or delete it")
    for number, entry in enumerate(feed.entries, 1):
        text = max(map(_text, [*entry.get("content", []), entry.get("summary_detail", {})]), key=len)
        if not text:
            yield LeftOut(f"entry {number}", "has no text")
            continue
        yield loaded(
            f"{path}#{number}",
            text,
            title=_text(entry.get("title_detail", {})),
            source=entry.get("source", {}).get("title") or feed.feed.get("title"),
            published=_published(entry),
            url=entry.get("link"),
            author=entry.get("author"),
        )


def _text(part: Any) -> str:
    """The text of a title, summary or content; what says that it is plain text has no tags, whatever it looks like."""
    value = part.get("value", "")
    return plain(value) if part.get("type") == "text/plain" else visible_text(value)


def _published(entry: Any) -> str | None:
    """The day in the publisher's own time zone. RSS 1.0 has its date where Atom has that of the last change."""
    for key in ("published", "updated"):
        # Not feedparser's own reading of it, which is in UTC: late in the evening that is another day.
        if key in entry:
            try:
                return written_date(entry[key])
            except BadInputError:
                # RFC 822 has years of two digits.
                if parsed := parsedate(entry[key]):
                    with contextlib.suppress(ValueError):
                        return datetime.date(*parsed[:3]).isoformat()
    return None
