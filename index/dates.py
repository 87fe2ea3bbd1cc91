"""The publication date of an article. Unknown stays unknown: a file's own time says nothing about its article.

The only place for dateparser and htmldate.
"""

import contextlib
import datetime
import re
from collections.abc import Iterator
from typing import Any

from index.errors import BadInputError

_ISO = re.compile(r"\d{4}(-\d{2}){0,2}")
_LEADING = re.compile(r"\s*date\s+(\d{4}-\d{2}-\d{2})\b", re.IGNORECASE)

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LABEL = re.compile(r"(?:first )?(?:published|posted|issued|dated?)(?: on)?\b[ :]*", re.IGNORECASE)
_PLACE = re.compile(r"[A-Z][A-Z.'’-]+\b")
"""A dateline opens with its place in capitals: CAIRO, NEW YORK, ST. PETERSBURG."""

_DASH = re.compile(r"\s*(?:—|–|--| - )\s*")
_FIRST_LINES = 6
_LINE_CHARACTERS = 120
_BEGINNING = 2000
_DATE_CHARACTERS = 60

_NUMBERS = re.compile(r"(?<![\d/.-])(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?![\d/-])")
_NAMES = ("name", "property", "itemprop", "http-equiv", "class")
_LATER = re.compile(r"image|modified|moddate|update|lastmod|last-mod|lastdate|revision|expir", re.IGNORECASE)
_FIRST = re.compile(r"publish", re.IGNORECASE)
"""Many a page names one element "published updated", which then holds both."""

_LATER_FIELD = re.compile(r'"\w*(?:modified|updated|expires|image|thumbnailUrl)"\s*:\s*"[^"]*",?', re.IGNORECASE)
_UPDATED = re.compile(r"\s*(?:last )?(?:updated|modified)\b", re.IGNORECASE)

_PROSE_CHARACTERS = 100
"""Running text longer than this is the article, in which any date may stand; bylines and stamps are shorter."""


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


def written_date(text: str) -> str:
    """A date as people write it ("Aug. 22, 2024", "August 2024"), or ISO 8601, as ``iso_date`` gives it.

    Never relative words, and not 08/09/2024, which is two dates. Raises BadInputError for what is no date.
    """
    try:
        return iso_date(text)
    except BadInputError:
        if len(text) > _DATE_CHARACTERS or not _YEAR.search(text):
            raise
        import dateparser

        # What differs between the two readings is not said: the day of "August 2024", the order of 08/09/2024.
        first, last = (
            dateparser.parse(
                text,
                languages=["en"],
                settings={
                    "PARSERS": ["absolute-time"],
                    "REQUIRE_PARTS": ["year", "month"],
                    "DATE_ORDER": order,
                    "PREFER_DAY_OF_MONTH": day,
                },
            )
            for order, day in (("MDY", "first"), ("DMY", "last"))
        )
        if not first or not last or (first.year, first.month) != (last.year, last.month) or str(first.year) not in text:
            raise
        return f"{first:%Y-%m-%d}" if first.day == last.day else f"{first:%Y-%m}"


def leading_date(text: str) -> tuple[str | None, int]:
    """The date that a text begins with ("date 2024-08-22 ..."), and where the article starts after it."""
    match = _LEADING.match(text)
    if match:
        try:
            return iso_date(match.group(1)), match.end()
        except BadInputError:
            pass
    return None, 0


def article_date(text: str, start: int = 0) -> str | None:
    """The date in the dateline ("CAIRO, Aug. 22, 2024 — ...") or the byline of an article that begins at ``start``."""
    beginning = text[start : start + _BEGINNING]
    for candidate in _candidates(beginning) if _YEAR.search(beginning) else ():
        if _YEAR.search(candidate):
            try:
                found = written_date(candidate)
            except BadInputError:
                continue
            if len(found) > len("2024"):  # a bare year in a line is a number
                return found
    return None


def _candidates(beginning: str) -> Iterator[str]:
    """What may be the date, piece by piece, of the first lines."""
    lines = [line.strip(" \t*_#>") for line in beginning.splitlines() if line.strip()]
    for number, line in enumerate(lines[:_FIRST_LINES]):
        dateline = _DASH.split(line[:_LINE_CHARACTERS], maxsplit=1)
        if len(dateline) == 2 and _PLACE.match(line):
            yield from _pieces(dateline[0].replace("(", ",").replace(")", ","))
        if len(line) > _LINE_CHARACTERS:
            return  # the article has begun
        yield _LABEL.sub("", line, count=1)
        by = line.lower().startswith("by ")
        parts = re.split(r"[|•·]", line)
        if by or (number and len(parts) > 1):
            for part in parts:
                yield from _pieces(part, whole=True)


def _pieces(text: str, whole: bool = False) -> Iterator[str]:
    """What stands between any two commas of ``text``; with ``whole``, between one and the end: a byline ends with its date."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    for first in range(len(parts)):
        for last in range(len(parts), len(parts) - 1 if whole else first, -1):
            yield _LABEL.sub("", ", ".join(parts[first:last]), count=1)


def page_date(tree: Any) -> str | None:
    """The date that a page, an lxml tree, gives in its metadata, its URL, or above its running text; the rest of it is lost."""
    import htmldate

    _only_its_own(tree)
    stated = [
        text.strip() for element in tree.iter() for text in (*element.attrib.values(), element.text or "", element.tail or "")
    ]
    today = datetime.date.today()
    tomorrow = today + datetime.timedelta(days=1)
    # htmldate writes into the tree it is given.
    found = htmldate.find_date(tree, extensive_search=False, original_date=True, max_date=tomorrow.isoformat())
    if not found or any(found in value.replace("/", "-") for value in stated):
        return found
    # It completes "2024-08" with today's day and "2024" with the first of January.
    shorter = None
    for value in stated:
        if len(value) <= _DATE_CHARACTERS and _YEAR.search(value):
            for part in re.split(r"[|•·]", value):
                with contextlib.suppress(BadInputError):
                    read = written_date(_LABEL.sub("", part.strip(), count=1))
                    if read == found:
                        return found
                    if found.startswith(read):
                        shorter = shorter or read
    completed = found.endswith(("-01", f"-{today:%d}")) if len(shorter or "") > len("2024") else found.endswith("-01-01")
    return shorter if shorter and completed else found


def _only_its_own(tree: Any) -> None:
    """Take out of a page the dates that are not when its article was published, or that are two dates."""
    for element in list(tree.iter("nav", "aside", "ul", "footer")):
        element.clear(keep_tail=True)
    for element in list(tree.iter()):
        if not isinstance(element.tag, str):
            element.drop_tree()  # a comment: what stands around it is one text
    # Given the whole page, htmldate takes any date in the text when it finds no other; what it must not see goes first.
    prose = 0
    for element in tree.iter():
        names = " ".join(element.get(name, "") for name in _NAMES)
        if element.tag in {"meta", "time"} and _LATER.search(names) and not _FIRST.search(names):
            element.attrib.clear()
            element.text = None
        if element.tag == "script":
            element.text = _LATER_FIELD.sub("", element.text or "")
        for name, value in element.attrib.items():
            element.set(name, _NUMBERS.sub(_unless_ambiguous, value))
        for side in ("text", "tail"):
            text = getattr(element, side) or ""
            setattr(element, side, "" if _UPDATED.match(text) else _NUMBERS.sub(_unless_ambiguous, text))
        if element.tag in {"html", "head", "meta", "link", "title", "script"}:
            continue
        if prose > 1:
            element.attrib.clear()
            element.text = element.tail = None
            continue
        for side in ("text", "tail"):
            if len((getattr(element, side) or "").strip()) > _PROSE_CHARACTERS:
                setattr(element, side, None)
                prose += 1


def _unless_ambiguous(match: re.Match[str]) -> str:
    first, second, year = match.groups()
    two_dates = max(int(first), int(second)) <= 12 and first != second
    return "" if two_dates or len(year) < len("2024") else match.group()
