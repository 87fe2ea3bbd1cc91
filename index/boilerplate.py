"""Which ranges of a text are the article: menus, link lists, comment forms and what follows the end are not.

Lines are judged, in texts of few and long lines sentences, by what they say (``furniture.kind``) and by where they stand. A
menu that stays costs a passage nobody retrieves; a paragraph that goes costs an answer. So prose inside the article stays
whatever it says, and the lines at its edges go only as far as something that is certainly furniture vouches for them.
"""

import re
from dataclasses import dataclass

from index.furniture import Kind, kind, menu_prefix
from index.sentences import sentences

LONG_LINE = 600
"""Characters: a line longer than the longest common paragraph holds a whole page and is judged by sentences."""

OPENING = 3
"""So many sentences at the start of a long line are not taken for furniture that runs on ("Breaking Storm shuts port")."""

LEAST_KEPT = 0.15
"""Where less of the words than this would be left, the judgement is wrong and the whole text stays."""

_CERTAIN = {Kind.FURNITURE, Kind.LIST, Kind.COMMENTS}
_EDGE = {*_CERTAIN, Kind.PLEA, Kind.LABEL, Kind.MENU, Kind.TEASER, Kind.AUTHOR}
_SHARING = re.compile(r"share|facebook|twitter|x|whatsapp|e-?mail|print|tweet|save|bookmark|copy link|\W*\d+.*", re.I)
_FORM = re.compile(r"reply|required|e-?mail|website|log(?:ged)? in|says:|\bago\b|post comment|moderat|community guidelines", re.I)
_OURS = re.compile(r"\b(?:us|our|we|newsletters?)\b|@|\[e-?mail", re.I)
_BLURBED = re.compile(r"newsletters?|about the \w+|written by", re.I)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line or sentence: [start, end) in the text, white space at its edges left out."""

    start: int
    end: int
    text: str
    kind: Kind

    @property
    def words(self) -> int:
        return len(self.text.split())


LONGEST_PAGE = 1_000_000
"""Characters. What is longer is a book or a dump and no saved page, and would take seconds to look through."""


def article_ranges(text: str, start: int = 0) -> tuple[tuple[int, int], ...]:
    """The [start, end) ranges of ``text`` from ``start`` on that are article, in order, never overlapping.

    A text without boilerplate is one range, (start, len(text)); one of which (almost) nothing would be left too, and one
    longer than LONGEST_PAGE. An empty text has none.
    """
    if not text[start:].strip():
        return ()
    if len(text) - start > LONGEST_PAGE:
        return ((start, len(text)),)
    lines = _lines(text, start)
    left_out = _left_out(lines)
    kept = sum(line.words for number, line in enumerate(lines) if number not in left_out)
    if not left_out or kept < LEAST_KEPT * sum(line.words for line in lines):
        return ((start, len(text)),)
    ranges = []
    first: int | None = start if 0 not in left_out else None
    for number, line in enumerate(lines):
        if number in left_out and first is not None:
            ranges.append((first, lines[number - 1].end))
            first = None
        elif number not in left_out and first is None:
            first = line.start
    if first is not None:
        ranges.append((first, len(text)))
    return tuple(ranges)


def _lines(text: str, start: int) -> list[_Line]:
    """The lines that are not blank, long ones as their sentences; a menu that runs into the first one stands by itself."""
    found: list[_Line] = []

    def add(first: int, last: int, stretch: bool = False) -> None:
        piece = text[first:last]
        if stripped := piece.strip():
            first += len(piece) - len(piece.lstrip())
            found.append(_Line(first, first + len(stripped), stripped, kind(stripped, stretch)))

    total = len(text) - start
    position = start
    for line in text[start:].splitlines(keepends=True):
        end = position + len(line)
        if not found and (menu := menu_prefix(line)) and line[menu:].strip():
            found.append(_Line(position, position + len(line[:menu].rstrip()), line[:menu].strip(), Kind.FURNITURE))
            position += menu
        if end - position > min(LONG_LINE, total / 2):
            for first, last in sentences(text[position:end]):
                add(position + first, position + last, stretch=len(found) >= OPENING)
        else:
            add(position, end)
        position = end
    return found


def _left_out(lines: list[_Line]) -> set[int]:
    """The numbers of the lines that are not article."""
    top = _top(lines)
    bottom = _bottom(lines)
    left_out = set(range(top)) | set(range(bottom, len(lines)))
    for number in range(top, bottom):
        if lines[number].kind in {Kind.FURNITURE, Kind.LIST}:
            left_out.add(number)
    left_out |= _lists_inside(lines, top, bottom)
    left_out |= _rows_of_buttons(lines, left_out)
    return left_out | _repeated(lines, left_out)


def _top(lines: list[_Line]) -> int:
    """How many lines at the top are the page's menu.

    It reaches to the last of its names above the first line that may be a headline (five words or more). The buttons below the
    headline ("Share", "3 min read") do not count: what stands above them may be a headline of two words.
    """
    names = [0]
    for number, line in enumerate(lines):
        if line.kind in {Kind.PROSE, Kind.TEASER} or (line.kind is Kind.SHORT and line.words > 4):
            break
        if line.kind in _EDGE and not _SHARING.fullmatch(line.text):
            names.append(number + 1)
    certain = any(line.kind in _CERTAIN for line in lines[: names[-1]])
    unknown = sum(line.kind is Kind.SHORT for line in lines[: names[-1]])
    enough = len(names) > 3 or (certain and len(names) > 1)
    return names[-1] if enough and unknown <= len(names) - 1 else 0


def _bottom(lines: list[_Line]) -> int:
    """The number of the first line after the article's end."""
    end = _comments(lines)
    first = end
    while first > 0:
        line, before = lines[first - 1], lines[first - 2] if first > 1 else None
        blurb = line.kind is Kind.PROSE and line.words <= 60 and before is not None and _BLURBED.match(before.text)
        # The headline above a teaser may end in a question mark or stop; so may headlines in a list.
        headline = line.kind is Kind.PROSE and line.words <= 16 and not line.text.endswith(".") and '"' not in line.text
        if not (line.kind in _EDGE or line.kind is Kind.SHORT or blurb or headline):
            break
        first -= 1
    for number in range(first, end):
        if _vouches(lines, number, end):
            return number
    if end < len(lines):
        return end
    return _headlines(lines, first)


def _vouches(lines: list[_Line], number: int, end: int) -> bool:
    """Whether the article is over at this line, one of the short ones at the end."""
    line = lines[number]
    if line.kind in _CERTAIN:
        return number > 0
    if line.kind is Kind.PLEA:
        # By itself it may be advice; who speaks for the page says "us", or other furniture follows.
        return number > 0 and (
            _OURS.search(line.text) is not None or any(other.kind in _EDGE for other in lines[number + 1 : end])
        )
    if line.kind is Kind.AUTHOR:
        # Somebody the article is about is named in it; of its author at most a line that says so ("By Ann Lee") does.
        name = line.text.split(maxsplit=1)[0]
        return not any(other.kind is Kind.PROSE and re.search(rf"\b{re.escape(name)}\b", other.text) for other in lines)
    if line.kind in {Kind.LABEL, Kind.MENU}:
        return number > 0 and any(other.kind in _EDGE for other in lines[number + 1 : min(number + 5, end)])
    return False


def _comments(lines: list[_Line]) -> int:
    """The number of the line that heads the readers' comments: in the second half, with marks of a form or replies below it."""
    total = sum(line.words for line in lines)
    form = max((number for number, line in enumerate(lines) if _FORM.search(line.text)), default=-1)
    above = 0
    for number, line in enumerate(lines):
        if line.kind is Kind.COMMENTS and above >= total / 2 and number <= form:
            return number
        above += line.words
    return len(lines)


def _lists_inside(lines: list[_Line], top: int, bottom: int) -> set[int]:
    """The headlines right below the head of a list of other articles, between two paragraphs."""
    found = set()
    for number in range(top, bottom):
        if lines[number].kind is Kind.LIST:
            below = number + 1
            while below < bottom and lines[below].kind is Kind.SHORT and lines[below].words > 2:
                found.add(below)
                below += 1
    return found


def _rows_of_buttons(lines: list[_Line], left_out: set[int]) -> set[int]:
    """Buttons and section names beside furniture: "Share", "Facebook", "Copy link"."""
    found: set[int] = set()
    for step in (1, -1):
        previous = False
        for number in range(len(lines))[::step]:
            if lines[number].kind in {Kind.MENU, Kind.LABEL, Kind.COMMENTS} and previous:
                found.add(number)
            previous = lines[number].kind is Kind.FURNITURE or number in found
    return found - left_out


def _repeated(lines: list[_Line], left_out: set[int]) -> set[int]:
    """The title again, and a caption that stands twice in a row; lines of one to three words are repeated on purpose."""
    found: set[int] = set()
    title = next((line for number, line in enumerate(lines) if number not in left_out), None)
    for number, line in enumerate(lines):
        words = " ".join(re.findall(r"\w+", line.text.casefold()))
        if number in left_out or line.words < 4 or title is None:
            continue
        again = number > 0 and words == " ".join(re.findall(r"\w+", lines[number - 1].text.casefold()))
        of_title = line is not title and words == " ".join(re.findall(r"\w+", title.text.casefold()))
        if again or of_title:
            found.add(number)
    return found


def _headlines(lines: list[_Line], first: int) -> int:
    """Where a list of headlines without a head begins at the end: three or more, Every Word Like This, about other things."""
    begin = len(lines)
    while begin > first and _capitalised(lines[begin - 1]):
        begin -= 1
    above = {word for line in lines[:begin] for word in _content(line.text)}
    below = [word for line in lines[begin:] for word in _content(line.text)]
    # Commas are what lists of names and offices have: signatories, the dead, a cast.
    named = sum("," in line.text for line in lines[begin:]) * 2 > len(lines) - begin
    if begin == 0 or len(lines) - begin < 3 or named or sum(word in above for word in below) > len(below) / 5:
        return len(lines)
    return begin


def _capitalised(line: _Line) -> bool:
    """Whether a line is set like a headline; the title of a book and its author's name are no headline."""
    long = [word for word in re.findall(r"[^\W\d_]+", line.text) if len(word) > 3]
    capitals = sum(word[0].isupper() for word in long)
    return line.words >= 5 and len(long) >= 3 and capitals >= 0.8 * len(long) and " by " not in line.text


def _content(text: str) -> set[str]:
    return {word for word in re.findall(r"[^\W\d_]+", text.casefold()) if len(word) > 3}
