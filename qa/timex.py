"""Expressions of time as articles write them: one grammar, its groups named by kind."""

import datetime
import re
from dataclasses import dataclass

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NUMBERS = {word: n for n, word in enumerate(("a", "two", "three", "four", "five", "six", "seven", "eight", "nine"), start=1)}
NUMBERS |= {"one": 1, "ten": 10, "eleven": 11, "twelve": 12}
FEASTS = {
    "christmas eve": (24, 12),
    "christmas day": (25, 12),
    "boxing day": (26, 12),
    "new year's eve": (31, 12),
    "new year's day": (1, 1),
}

_WEEKDAY = r"(?i:monday|tuesday|wednesday|thursday|friday|saturday|sunday)|(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\b\.?"
MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|JANUARY|FEBRUARY|MARCH|APRIL|MAY|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b(?:\.|(?!\s[A-Z])))"
)
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?:1\d|20)\d\d"
_COUNT = r"(?:a|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})"
_OF_YEAR = r"(?:,?\s+(?:of\s+)?(?P<ofyear{0}>(?i:last|this|next))\s+(?i:year))?"
_DATE = (
    rf"(?:(?P<day{{0}}>{_DAY})\s+(?:of\s+)?(?P<month{{0}}>{MONTH})|(?P<month_{{0}}>{MONTH})\s+(?P<day_{{0}}>{_DAY})(?![\w:]))"
    rf"(?:,?\s+(?P<year{{0}}>{_YEAR})\b)?{_OF_YEAR}"
)
EXPRESSION = re.compile(
    "|".join(
        (
            rf"(?P<iso>\b{_YEAR}-\d\d(?:-\d\d)?\b)",
            rf"\b(?:{_WEEKDAY}),?\s+(?:the\s+)?(?P<named>{_DATE.format('n')})\b",
            r"\b(?P<name>(?i:black|good|ash|super|palm|bloody|cyber|easter|whit|shrove|holy|maundy|fat|sheffield|giving)\s+"
            rf"(?:{_WEEKDAY}))",
            r"\b(?:(?P<which>(?i:this coming|this past|last|next|this|coming|past|every|each|a|an|one|the first|the last|the next"
            r"|the|that|previous|following|alternate|most|many|first|second|third))\s+)?"
            rf"(?P<weekday>{_WEEKDAY})\b(?P<day_of_week>,?\s+(?:of\s+)?(?P<week>(?i:last|next|this))\s+(?i:week)\b)?"
            r"(?P<odd>\s+(?i:week|last)\b)?",
            rf"(?P<dated>\b{_DATE.format('d')})\b",
            rf"(?P<feast>\b(?i:{'|'.join(FEASTS)})\b)".replace("'", "['’]"),
            rf"\b(?:(?P<whichmonth>(?i:last|this|next|every|each|that|previous|following))\s+)?(?P<month>{MONTH})(?!\w)"
            rf"(?:,?\s+(?:of\s+)?(?P<monthyear>{_YEAR})\b)?{_OF_YEAR.format('m')}",
            r"(?P<span>(?<!\bthe )(?<!\bhis )(?<!\bits )(?<!\bher )(?<!\btheir )\b(?P<whichspan>(?i:last|this|next))\s+"
            r"(?P<unit>(?i:month|year))\b(?!-))",
            r"(?P<deictic>\b(?i:the day before yesterday|the day after tomorrow|yesterday|today|tonight|tomorrow|last night"
            r"|this (?:morning|afternoon|evening))\b)",
            rf"\b(?P<ago>(?i:{_COUNT}))\s+(?i:days?)\s+(?i:ago)\b",
            rf"\b(?i:in)\s+(?P<ahead>(?i:{_COUNT}))\s+(?i:days?)\b(?P<time>['’]?s?\s+(?i:time)\b)?",
            rf"(?P<absolute>\b{_YEAR}\b)",
        )
    )
)


@dataclass(frozen=True, slots=True)
class Calendar:
    """A date as it is written. ``year`` is None and ``day`` 0 where it has none; ``of_year`` is "last", "this", "next" or ""."""

    year: int | None
    month: int
    day: int
    of_year: str


def calendar(match: re.Match[str]) -> Calendar | None:
    """The calendar date that a match of EXPRESSION is, with a weekday or without; None for one of another kind."""
    part = match.groupdict()
    if part["feast"]:
        day, month = FEASTS[part["feast"].lower().replace("’", "'")]
        return Calendar(None, month, day, "")
    name = part["monthn"] or part["month_n"] or part["monthd"] or part["month_d"] or part["month"]
    if not name:
        return None
    digits = re.sub(r"\D", "", part["dayn"] or part["day_n"] or part["dayd"] or part["day_d"] or "")
    year = part["yearn"] or part["yeard"] or part["monthyear"]
    of_year = part["ofyearn"] or part["ofyeard"] or part["ofyearm"] or ""
    return Calendar(int(year) if year else None, 1 + MONTHS.index(name[:3].lower()), int(digits or 0), of_year.lower())


def iso(year: int, month: int, day: int) -> str | None:
    """A date as ISO 8601, "2024-08" where ``day`` is 0; None if the calendar has no such day."""
    try:
        date = datetime.date(year, month, day or 1).isoformat()
    except ValueError:
        return None
    return date if day else date[:7]
