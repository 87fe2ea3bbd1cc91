"""What a file or a row says of its article: which names its title, date and outlet go by, and how their values are cleaned."""

import re

from index.dates import written_date
from index.errors import BadInputError

TEXT = "text"

_NAMES = {
    TEXT: "text body content articletext fulltext maintext articlebody article",
    "title": "title headline",
    "published": "published date pubdate publishedat publisheddate datepublished datepublish publishdate publicationdate",
    "source": "source outlet publisher publication newspaper",
    "url": "url link articleurl",
    "author": "author authors byline",
    "path": "path file",
}
"""Each field, and the names it goes by in listings and front matter, its own first: the first that says anything holds."""

_ALIASES = {name: field for field, names in _NAMES.items() for name in names.split()}

KEYS = frozenset({"title", "published", "date", "source", "url", "author", "original"})
"""Front matter has at least one of these; a block between rules that has none is article."""

_NOTHING = frozenset({"", "unknown", "null", "none", "~"})


def spelled(name: object) -> str:
    """The name of a field or column as it is compared: "Publish Date" and "publish_date" are publishdate."""
    return re.sub(r"[\s_-]+", "", str(name).lower())


def field(name: object) -> str | None:
    """The field that a column of this name holds; None for a column that is none of a document's."""
    return _ALIASES.get(spelled(name))


def under_fields(values: dict[str, object]) -> dict[str, object]:
    """Values under the fields that their names stand for: of several names of one, the first that says anything."""
    given = {spelled(name): value for name, value in values.items()}
    found = {one: [given[name] for name in names.split() if name in given] for one, names in _NAMES.items()}
    return {one: next(filter(_line, several), several[0]) for one, several in found.items() if several}


def _line(value: object) -> str:
    """A value on one line, a list of strings joined with ", "; empty for what says nothing or is no text."""
    parts = value if isinstance(value, list) else [value]
    if not all(isinstance(part, str) for part in parts):
        return ""
    line = ", ".join(filter(None, map(tidy, parts)))
    return "" if line.lower() in _NOTHING else line


def known(values: dict[str, object]) -> dict[str, str]:
    """The fields that hold a value, on one line; lists of strings are joined with ", ".

    "unknown" and its like are left out.
    """
    return {name: line for name, value in under_fields(values).items() if (line := _line(value))}


def dated(fields: dict[str, str]) -> tuple[str | None, str | None]:
    """The date under "published", and a note where what stands there is none."""
    given = fields.get("published")
    try:
        return (written_date(given) if given else None), None
    except BadInputError as error:
        return None, f"publication date: {error}"


def tidy(value: str) -> str:
    """A title, name or address on one line: white space and control characters are single spaces."""
    if value.isprintable():
        return " ".join(value.split())
    return " ".join("".join(c if c.isprintable() else " " for c in joined(value)).split())


def joined(text: str) -> str:
    """Text whose lone surrogates are gone: YAML and JSON may spell an emoji as two, which are no text until they are joined."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        pass
    else:
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
