"""The dates that a question names. Absolute ones alone: a question has no day of its own from which to count "yesterday"."""

import datetime
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from qa.timex import EXPRESSION, calendar, iso

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question says of time, ISO 8601 at the precision it has, or None.

    ``as_of``: the state as it was known then ("as of 20 March 2024"; "by" in a question about the past). ``on``: when the
    thing happened or was told ("on 6 March 2024", "in April 2024"); without a year it is a month or day of any year, as XML
    Schema writes them: "--04", "--04-20". ``since`` and ``until``, both inclusive: "after 3 May 2024" is since 2024-05-04.
    """

    as_of: str | None = None
    on: str | None = None
    since: str | None = None
    until: str | None = None


_RANGE = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)?\s*(?:and|or|to|[-–,])\s*\Z")
_PART = (
    r"(?:(?:early|late|mid|(?:the\s+)?(?:start|end|beginning|middle|evening|morning|afternoon|night|close)\s+of)[\s-]+"
    r"|\d[\d:.]*\s*[ap]\.?m\.?,?\s+on\s+)?"
)
_LEAD = re.compile(
    rf"\b(?P<as_of>(?:as\s+of|as\s+at|up\s+to|through)\s+(?:late\s+on\s+)?|by\s+)?"
    rf"(?P<word>(?:on|in|during|at|since|after|before|until|till|from|between|to|and|of|for|or)\s+)?(?P<part>{_PART})\Z",
    re.I,
)
# A bare year is a date only where nothing follows that it could belong to: "in 2019?", "in 2019 after the vote".
_ENDS = re.compile(
    r"\s*(?:$|[?,.;:!)]|(?:in|on|at|by|for|from|to|of|after|before|since|until|when|while|because|as|and|with|without|under|during"
    r"|over|about|was|were|is|are|did|does|do|had|has|have|will|would|who|what|which|where|how|that)\b)",
    re.I,
)
_SEASON = re.compile(
    r"\b(?:spring|summer|autumn|fall|winter|(?:first|second|third|fourth|last)\s+(?:quarter|half)|course|start|end|beginning|middle)"
    r"\s+of\s+\Z",
    re.I,
)
_AHEAD = re.compile(
    r"\b(?:will|shall|must|should|would|is to|are to|due|expected|planned|plans?|aims?|going to|scheduled)\b", re.I
)
_TELLING = re.compile(
    r"\b(?:had|said|says?|told|accounts?|according|report(?:s|ed)?|published|announced|stated|given|gave|put|estimate[ds]?|known"
    r"|thought|believed|stood|polls?)\b",
    re.I,
)
"""With these a date is the day of the telling: "how many had died on 2 May", but not "how many died on 2 May"."""

_NEWS_DAYS = 3
"""What an article tells of a day stands within so many days of it."""

_QUOTED = re.compile(r"[\"“][^\"”]*[\"”]")


def asks_when(question: str) -> bool:
    """Whether the answer to ``question`` is a date."""
    return re.search(r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|time)\b", question, re.IGNORECASE) is not None


def asked_dates(question: str) -> Asked:
    """The dates of ``question``, each alone of its kind.

    What is part of a name ("the 2019 accord", "room 2024") or stands in quotation marks is no date. A question about what is
    to come has no ``since`` or ``until``, and no ``as_of`` from "by": "what must be paid by 1 June 2024?" asks for the rule,
    not for what was known in June.
    """
    text = _QUOTED.sub(lambda quoted: " " * len(quoted.group()), question)
    ahead = bool(_AHEAD.search(text))
    found: list[tuple[str, str]] = []
    for match in EXPRESSION.finditer(text):
        lead = _LEAD.search(text, 0, match.start())
        date = _date(match, text, lead)
        if date:
            found.append((_kind(text, lead, ahead), date))
    between = [date for kind, date in found if kind in {"between", "from", "and", "to", "until"}]
    if len(found) == len(between) == 2 and found[0][0] in {"between", "from"} and not between[0].startswith("-"):
        return Asked(since=between[0], until=between[1]) if between[0] <= between[1] else Asked()
    dates: dict[str, set[str]] = {}
    for kind, date in found:
        kind, date = _bounded("on" if kind in {"between", "from", "and", "to"} else kind, date)
        if kind:
            dates.setdefault(kind, set()).add(date)
    return Asked(**{kind: next(iter(one)) for kind, one in dates.items() if len(one) == 1})


def of_days(question: str, found: Sequence[T], published: Callable[[T], str | None], *, since: bool = True) -> Sequence[T]:
    """What is ``published`` on the days that ``question`` asks to be told of; all of ``found`` where that is nothing.

    A question of a state ("by 2 May", "had died on 2 May", "said in April") wants the articles of that time: those up to the
    day that tell of it, or of the day or month and the days after it. One of an event ("died on 2 May") is told of ever after.
    Without ``since`` a state "by 2 May" wants all articles up to that day.
    """
    asked, told = asked_dates(question), _TELLING.search(question)
    if asked.as_of and len(asked.as_of) == 10:
        first, last = (_shifted(asked.as_of, -_NEWS_DAYS) if since else ""), asked.as_of
    elif asked.on and told and not asked.on.startswith("-") and len(asked.on) > 4:
        first, last = asked.on, _shifted(asked.on, _NEWS_DAYS - 1) if len(asked.on) == 10 else _end(asked.on)
    elif (asked.since or asked.until) and told:
        first, last = asked.since or "", _end(asked.until or "9999")
    else:
        return found
    return [one for one in found if first <= (published(one) or "") <= last] or found


def _end(date: str) -> str:
    """The last day of a month or year, as text that sorts after all its days."""
    return date + {4: "-12-31", 7: "-31", 10: ""}[len(date)]


def _shifted(date: str, days: int) -> str:
    return (datetime.date.fromisoformat(date) + datetime.timedelta(days=days)).isoformat()


def without_as_of(question: str) -> str:
    """``question`` without its "as of 20 March 2024": the search keeps to that day, and no article has these words."""
    text = _QUOTED.sub(lambda quoted: " " * len(quoted.group()), question)
    for match in EXPRESSION.finditer(text):
        lead = _LEAD.search(text, 0, match.start())
        if lead and _date(match, text, lead) and _kind(text, lead, bool(_AHEAD.search(text))) == "as_of":
            left = f"{question[: lead.start()].rstrip()} {question[match.end() :].lstrip(' ,')}".strip()
            return re.sub(r"\s+(?=[?.!])", "", left)
    return question


def _kind(text: str, lead: re.Match[str] | None, ahead: bool) -> str:
    """The preposition of a date, or what it amounts to; "" where the date tells nothing."""
    if lead is None:
        return "on"
    word = (lead["word"] or "").strip().lower()
    if lead["as_of"]:
        return "" if ahead and lead["as_of"].lower().startswith(("by", "through", "up")) else "as_of"
    if word in {"since", "after", "before", "until", "till"}:
        # "before or after 2019?" is what is asked.
        return "" if ahead or re.search(r"\bor\s+\Z", text[: lead.start()], re.I) else {"till": "until"}.get(word, word)
    if word == "or":
        return "or"
    return word if word in {"between", "from", "and", "to"} else "on"


def _bounded(kind: str, date: str) -> tuple[str, str]:
    """``kind`` and ``date`` as a field of Asked and its value; "" for what has none."""
    if kind in {"on", "or"}:
        return "on", date
    if date.startswith("-"):
        return "", date
    if kind == "after":
        return "since", _neighbour(date, 1)
    if kind == "before":
        return "until", _neighbour(date, -1)
    return kind, date


def _neighbour(date: str, step: int) -> str:
    """The day, month or year after or before ``date``."""
    if len(date) == 4:
        return f"{int(date) + step:04}"
    if len(date) == 7:
        year, month = divmod(int(date[:4]) * 12 + int(date[5:]) - 1 + step, 12)
        return f"{year:04}-{month + 1:02}"
    return _shifted(date, step)


def _date(match: re.Match[str], text: str, lead: re.Match[str] | None) -> str | None:
    word = (lead["word"] or "").strip().lower() if lead else ""
    as_of = (lead["as_of"] or "").strip().lower() if lead else ""
    if match["iso"]:
        return iso(int(match["iso"][:4]), int(match["iso"][5:7] or 1), int(match["iso"][8:] or 0))
    if match["absolute"]:
        led = word in {"in", "during", "since", "before", "after", "until", "till", "from", "to", "between", "and"}
        led = led or as_of.startswith("as") or bool(lead and lead["part"]) or bool(_SEASON.search(text, 0, match.start()))
        return match["absolute"] if led and _ENDS.match(text, match.end()) else None
    written = calendar(match)
    if not written or written.of_year or match["whichmonth"] or _RANGE.search(text, 0, match.start()):
        return None
    if written.year:
        return iso(written.year, written.month, written.day)
    # Without a year or a preposition it may be a name: "the September 11 attacks", "June Carver", "14 May Street".
    if match["feast"] or word not in {"on", "in", "during"} or re.match(r"\s+[A-Z]|['’]s", text[match.end() :]):
        return None
    if not iso(2024, written.month, written.day):  # a leap year: 29 February is a day of some year
        return None
    return f"--{written.month:02}-{written.day:02}" if written.day else f"--{written.month:02}"
