"""Spans that say the same thing -> one group. Pure; false merges are worse than missed ones."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from qa.quantities import Quantity, equal, read
from qa.spans import Span
from qa.timex import DAYS, MONTH, MONTHS


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ALIAS = [
    (re.compile(pattern), name)
    for pattern, name in (
        (r"\bUS(?!\$)A?\b|\bU\.\s?S\.(?:\s?A\.)?|\b[Uu]nited [Ss]tates(?: of America)?\b", " Usa "),
        (r"\bUK\b|\bU\.\s?K\.|\bUnited Kingdom\b|\bGreat Britain\b", " Britain "),
        (r"\bUN\b|\bU\.\s?N\.|\bUnited Nations\b", " Unations "),
        (r"\bEU\b|\bE\.\s?U\.|\bEuropean Union\b", " Eunion "),
        (r"\b[Nn]o[ -]one\b", " nobody "),
        (r"\bcan't\b|\bcan’t\b|\bcannot\b", " can not "),
        (r"(?<=\w)n['’]t\b", " not "),
        (r"['’]s\b|['’](?=\s|$)", " "),
        (r"\bper cent\b", "percent"),
    )
]
_MAY_HAVE_ALIAS = re.compile(r"U|['’]|per cent|nited|[Nn]o[ -]one|can")
_NEGATION = _words("no not never nobody none nothing neither nor without hardly denied deny denies refused unlikely")
_CHANGES = _words(
    # What makes another thing of the words it is put before.
    """
    deputy vice former ex acting assistant interim incoming outgoing late future alleged suspected would-be half quarter double
    before after since until till by and or but except besides against despite next last previous 1st 2nd 3rd 4th 5th new old
    north south east west northern southern eastern western upper lower san santa st saint lake mount mt port fort cape
    if unless almost nearly partly only son daughter wife husband brother sister mother father widow lawyer spokesman spokeswoman
    """
)
_PREPOSITIONS = _words("""
    of in at for to from by with on about over under near after before since until who which that where when whose while as into
    off against between during through because if than around towards
    """)
_DROPPED = _words("a an the")
_LEADING = _words("on in at for")

_MONTH = rf"(?P<m>{MONTH})"
_DATES = [
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: of)?\s+{_MONTH}(?:,?\s+(?P<y>\d{{4}}))?"),
    re.compile(rf"\b{_MONTH}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<y>\d{{4}}))?"),
    re.compile(rf"\b{_MONTH},?\s+(?P<y>\d{{4}})(?P<d>)"),
    re.compile(r"\b(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)\b"),
]
_RELATIVE = re.compile(rf"\b(?:(next|last|this|coming)\s+)?({'|'.join(DAYS)})\b|\b(yesterday|today|tomorrow)\b", re.IGNORECASE)

Day = tuple[int | None, int, int | None]
"""(year, month, day), None where it is not said."""


@dataclass(frozen=True, slots=True)
class _Claim:
    words: tuple[str, ...]
    known: frozenset[str]
    names: frozenset[str]
    head: str
    negated: bool
    quantities: tuple[Quantity, ...]
    dates: tuple[Day, ...]
    relative: tuple[str, str] | None


def normalise(text: str) -> str:
    """The key under which answers are equal at first sight: lower case, without articles, punctuation and extra space.

    What tells numbers apart stays: "1.5" is not "15", "40%" not "40", "-5" not "5"; "34,000" is "34000".
    """
    text = re.sub(r"(?<=\w)[-–—](?=\w)", " ", text.lower())
    text = re.sub(r"(?<=\d),(?=\d)", "", text)
    text = re.sub(r"(?<!\d)\.|\.(?!\d)|[^\w\s.%-]|-(?!\d)", "", text)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text).split())


def dates(text: str) -> tuple[Day, ...]:
    """The dates that ``text`` names by day and month or month and year."""
    return _claim(text).dates


def same(one: str, other: str, published_one: str | None = None, published_other: str | None = None) -> bool:
    """Whether two answers to one question say the same thing.

    They do when one holds the other's content words in their order, the head among them, with equal figures and dates, and
    nothing more that would change its meaning. ``published_...``, ISO 8601, are the days "Tuesday" is read from.
    """
    return _same(_claim(one), _claim(other), one, other, published_one, published_other)


def _same(a: _Claim, b: _Claim, one: str, other: str, published_one: str | None, published_other: str | None) -> bool:
    if not (a.quantities or b.quantities or a.dates or b.dates or a.relative or b.relative) and not a.known & b.known:
        return a.words == b.words and normalise(one) == normalise(other)
    if len(a.quantities) != len(b.quantities) or a.negated != b.negated or not _dates_agree(a, b, published_one, published_other):
        return False
    if not all(map(equal, a.quantities, b.quantities)):
        return False
    if a.words == b.words or "".join(a.words) == "".join(b.words) != "":
        return bool(a.words or a.quantities or a.dates or a.relative) or normalise(one) == normalise(other)
    shorter, longer = sorted((a, b), key=lambda claim: len(claim.words))
    if a.quantities and [q.unit for q in a.quantities] != [q.unit for q in b.quantities] and all(q.unit for q in a.quantities):
        return not _CHANGES & set(a.words + b.words)  # equal in other units: "500 metres deep", "1,640 feet below ground"
    extra = _without(longer.words, shorter.words)
    if extra is None or _CHANGES & set(extra):
        return False
    if a.quantities or ((a.dates or a.relative) and (b.dates or b.relative)):
        return True
    return bool(shorter.words) and longer.head == shorter.head and (bool(shorter.names) or not longer.names & set(extra))


def merge(spans: Sequence[Span]) -> list[list[Span]]:
    """Groups of spans that say the same thing, the group of the widest margin first, widest first inside too.

    A span joins the first group with all of whose spans it agrees (complete linkage), so that "Dole" never brings "Mary Dole"
    and "Casimir Dole" together.
    """
    groups: list[list[Span]] = []
    said: list[list[tuple[_Claim, str, str | None]]] = []  # each wording of a group once, with its day
    home: dict[tuple[str, str | None], int] = {}
    for span in sorted(spans, key=lambda s: (-s.margin, s.hit.rank, s.start)):
        text, published = span.text, span.hit.document.published
        claim = _claim(text)
        if (text, published) not in home:
            fits = (
                i
                for i, group in enumerate(said)
                if all(_same(known, claim, words, text, day, published) for known, words, day in group)
            )
            home[text, published] = at = next(fits, len(groups))
            if at == len(groups):
                groups.append([])
                said.append([])
            said[at].append((claim, text, published))
        groups[home[text, published]].append(span)
    return groups


@lru_cache(maxsize=4096)
def _claim(text: str) -> _Claim:
    for pattern, name in _ALIAS if _MAY_HAVE_ALIAS.search(text) else ():
        text = pattern.sub(name, text)
    dates: list[Day] = []
    for pattern in _DATES if any(character.isdigit() for character in text) else ():
        for match in pattern.finditer(text):
            month = match["m"][:3].lower()
            year, day = (int(match[k]) if match[k] else None for k in ("y", "d"))
            dates.append((year, int(month) if month.isdigit() else 1 + MONTHS.index(month), day))
        text = pattern.sub(" ", text)
    days = [(m[1] or "", m[2] or m[3]) for m in _RELATIVE.finditer(text)] if re.search("day|tomorrow", text) else []
    relative = (days[0][0].lower(), days[0][1].lower()) if len(days) == 1 else None
    if relative:
        text = _RELATIVE.sub(" ", text)
    quantities, left = read(text)
    # A dot inside an initial or an abbreviation ends no clause; a comma, a bracket or a dash does.
    found = re.findall(r"[^\W_]+|[,;:(—]", re.sub(r"(?<=\w)[-–](?=\w)", " ", left))
    words = [w for w in found if w.lower() not in _DROPPED]
    while words and (words[0].lower() in _LEADING or not words[0].isalnum()):
        words = words[1:]
    chunk: list[str] = []
    for i, word in enumerate(words):
        if i and (not word.isalnum() or word.lower() in _PREPOSITIONS):
            # "The mayor, Ida Brandt" is about Ida Brandt; "Lune, Osk" is a list.
            if word != "," or any(w[0].isupper() for w in words[:i]) or not "".join(words[i + 1 : i + 2]).istitle():
                break
            chunk.clear()
        elif word.isalnum():
            chunk.append(word.lower())
    content = tuple(w.lower() for w in words if w.isalnum())
    return _Claim(
        words=content,
        known=frozenset(content) | {"".join(content)},
        names=frozenset(w.lower() for w in words if w[0].isupper()),
        head=chunk[-1] if chunk else "",
        negated=bool(_NEGATION & set(content)),
        quantities=quantities,
        dates=tuple(sorted(dates, key=str)),
        relative=relative,
    )


def _without(longer: Sequence[str], shorter: Sequence[str]) -> list[str] | None:
    """The words of ``longer`` that are not ``shorter``'s, None unless all of ``shorter`` stands in it in its order."""
    extra, position = [], 0
    for word in longer:
        if position < len(shorter) and word == shorter[position]:
            position += 1
        else:
            extra.append(word)
    return extra if position == len(shorter) else None


def _dates_agree(a: _Claim, b: _Claim, published_a: str | None, published_b: str | None) -> bool:
    if a.relative == b.relative and a.dates == b.dates and (a.relative is None or published_a == published_b):
        return True
    known_a, known_b = _days(a, published_a), _days(b, published_b)
    if not (a.dates or a.relative) or not (b.dates or b.relative):  # "rejected it on Friday" still says "rejected it"
        return bool((a.words or a.quantities) and (b.words or b.quantities))
    if len(known_a) != len(known_b) or (a.relative and not published_a) or (b.relative and not published_b):
        return a.relative == b.relative and a.dates == b.dates and not (published_a and published_b)
    return all(x[1:] == y[1:] and (x[0] == y[0] or None in (x[0], y[0])) for x, y in zip(known_a, known_b, strict=True))


def _days(claim: _Claim, published: str | None) -> tuple[Day, ...]:
    """The dates a claim names; its weekday counts when no date stands beside it: the last such day by ``published``."""
    if claim.dates or claim.relative is None or published is None or len(published) < 10:
        return claim.dates
    which, name = claim.relative
    day = datetime.date.fromisoformat(published[:10])
    if name in DAYS:
        back = (day.weekday() - DAYS.index(name)) % 7
        day += datetime.timedelta(days=7 - back if which in ("next", "coming") else -back)
    else:
        day += datetime.timedelta(days={"yesterday": -1, "today": 0, "tomorrow": 1}[name])
    return ((day.year, day.month, day.day),)
