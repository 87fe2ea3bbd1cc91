"""The publication date of an article. Unknown stays unknown: a file's own time says nothing about its article."""

import datetime
import re

from index.errors import BadInputError

_ISO = re.compile(r"\d{4}(-\d{2}){0,2}")
_LEADING = re.compile(r"\s*date\s+(\d{4}-\d{2}-\d{2})\b", re.IGNORECASE)


def iso_date(value: object) -> str:
    """``value`` as "2024", "2024-08" or "2024-08-22", at the precision it has; a time of day is dropped.

    Takes dates, years as numbers, and ISO 8601 text. Raises BadInputError for anything else.
    """
    text = str(value).strip()
    candidate = text[:10] if len(text) > 10 and text[10] in "T " else text
    if _ISO.fullmatch(candidate):
        try:
            datetime.date.fromisoformat((candidate + "-01-01")[:10])
        except ValueError:
            pass
        else:
            return candidate
    raise BadInputError(f"not a date: {text[:40]!r}; write YYYY, YYYY-MM or YYYY-MM-DD")


def leading_date(text: str) -> tuple[str | None, int]:
    """The date that a text begins with ("date 2024-08-22 ..."), and where the article starts after it."""
    match = _LEADING.match(text)
    if match:
        try:
            return iso_date(match.group(1)), match.end()
        except BadInputError:
            pass
    return None, 0
