"""What day, month or year a relative or incomplete date of an article means.

The conventions are those of news: a bare weekday is within a week of publication, on the side the verb tells, and the
publication's own weekday is that day; a date without a year is within a year of publication, on the side the verb tells.
Where readings part ("last Tuesday" in a Thursday's article, "next Friday" in a Monday's) or the words count from another
event ("two days earlier") nothing is resolved: a wrong date is worse than none.
"""

import datetime
import re

from qa.tense import Tense, tense_at
from qa.timex import DAYS, EXPRESSION, NUMBERS, Calendar, calendar, iso

_DEICTIC = {"the day before yesterday": -2, "yesterday": -1, "last night": -1, "tomorrow": 1, "the day after tomorrow": 2}
_ROUGHLY = re.compile(r"\b(?:about|around|almost|nearly|than|over|least|most|some|just|under|roughly|every)\s+$", re.I)
_COUNTED = re.compile(
    r"\b(?:days?|hours?|weeks?|months?|years?|minutes?|time|soon|long)\s+(?:before|after|from|until)\s+(?:the\s+)?$", re.I
)
_RANGE_BEFORE = re.compile(r"\d(?:st|nd|rd|th)?\s*(?:and|or|to|[-–,])\s*$")
_RANGE_AFTER = re.compile(r"\s*(?:[-–]\s*|(?:and|or|to)\s+(?:the\s+)?)\d{1,2}(?:st|nd|rd|th)?(?![\d:]|[,.]\d|\s*[ap]\.?m)")
_LEAD = re.compile(
    r"(?:\b(?:on|at|in|by|for|from|since|until|till|before|after|of|mid|during|to|the|early|earlier|late|later|shortly|just"
    r"|about|around|hours?|night|nights|morning|afternoon|evening|least|latest|dawn|dusk|noon|midday|midnight|sunrise|sunset"
    r"|start|end|beginning|middle|p\.m\.|a\.m\.|pm|am|\d[\d:.]*)[\s,-]+)+\Z",
    re.I,
)
_BEFORE_MONTH = re.compile(
    r"(?:\b(?:on|at|in|by|for|from|since|until|till|before|after|during|to|of|early|late|mid|between|and)[\s-]+|\()\Z", re.I
)
_PREPOSITIONS = frozenset({"on", "at", "in", "by", "for", "from", "since", "until", "till", "before", "after", "during", "to"})
_HABIT = re.compile(r"\b(?:every year|each year|usually|annually|always|most years|normally)\b", re.I)
_LONGEST_SENTENCE = 1000
"""Characters. What is longer is a list or a table, and its verbs say nothing of the quote."""

_NEAR_MONTHS = 2
"""A date that is no further off on one side is taken where the verb tells nothing, and doubted where the verb tells the other."""


def resolved_date(quote: str, published: str | None, sentence: str = "") -> str | None:
    """The date ``quote`` means, ISO 8601 at the precision it has ("2024-08-22", "2024-07", "2023"), or None.

    None where the quote holds no relative or incomplete date, holds several or a full one, or its meaning is not certain.
    ``published`` is the ISO date of its article, or None; from a month or year alone only months and years are told.
    ``sentence`` is the text around the quote: its verb tells past from future.
    """
    if not published:
        return None
    quote, sentence = " ".join(quote.split()), " ".join(sentence.split())
    places = [m.start() for m in re.finditer(rf"(?<!\w){re.escape(quote)}(?!\w)", sentence)] if quote else []
    if not places or len(sentence) > _LONGEST_SENTENCE:
        sentence, places = quote, [0]
    found = {_resolve(sentence, place, place + len(quote), published) for place in places}
    return found.pop() if len(found) == 1 else None


def _resolve(text: str, start: int, end: int, published: str) -> str | None:
    inside = [m for m in EXPRESSION.finditer(text) if m.start() < end and m.end() > start]
    if len(inside) != 1:
        return None
    match = inside[0]
    before = text[: match.start()]
    if _COUNTED.search(before) or _RANGE_BEFORE.search(before) or _RANGE_AFTER.match(text, match.end()):
        return None
    day = datetime.date.fromisoformat(published) if len(published) == 10 else None
    return _meaning(match, text, published, day)


def _meaning(match: re.Match[str], text: str, published: str, day: datetime.date | None) -> str | None:
    part = match.groupdict()
    if part["span"]:
        return _month_or_year(part["whichspan"].lower(), part["unit"].lower(), published)
    if part["deictic"]:
        # Spoken words count from the day they were spoken, which the article need not tell.
        shift = _DEICTIC.get(part["deictic"].lower(), 0)
        return None if not day or _quoted(text, match.start()) else _shifted(day, shift)
    if part["ago"] or part["ahead"]:
        return _counted(match, text, day)
    if part["weekday"]:
        return _weekday(match, text, day) if day else None
    written = calendar(match)
    return _calendar(match, written, text, published) if written else None


def _month_or_year(which: str, unit: str, published: str) -> str | None:
    year, shift = int(published[:4]), {"last": -1, "this": 0, "next": 1}[which]
    if unit == "year":
        date = iso(year + shift, 1, 0)
        return date[:4] if date else None
    if len(published) < 7:
        return None
    years, month = divmod(year * 12 + int(published[5:7]) - 1 + shift, 12)
    return iso(years, month + 1, 0)


def _counted(match: re.Match[str], text: str, day: datetime.date | None) -> str | None:
    word = (match["ago"] or match["ahead"]).lower()
    count = NUMBERS.get(word) or int(word if word.isdigit() else 0)
    # Tens and fives of days are round numbers, and "nearly three days ago" is no day.
    if not day or not count or (count >= 10 and count % 5 == 0) or _ROUGHLY.search(text[: match.start()]):
        return None
    if match["ago"]:
        return _shifted(day, -count)
    return _shifted(day, count) if match["time"] or _tense(text, match) == "future" else None


def _shifted(day: datetime.date, days: int) -> str | None:
    try:
        return (day + datetime.timedelta(days=days)).isoformat()
    except OverflowError:  # the day after the last day of the year 9999
        return None


def _weekday(match: re.Match[str], text: str, day: datetime.date) -> str | None:
    wanted = next(n for n, name in enumerate(DAYS) if name.startswith(match["weekday"].lower().rstrip(".")))
    behind = (day.weekday() - wanted) % 7  # days since the last such day, 0 today
    which = (match["which"] or "").lower()
    if match["odd"] or which not in {"", "last", "next", "this", "coming", "past", "this coming", "this past", "the"}:
        return None
    if which == "the" or (which and match["week"]):
        return None
    if match["week"]:
        # Weeks that begin on Monday and weeks that begin on Sunday have to agree.
        shift = 7 * {"last": -1, "this": 0, "next": 1}[match["week"].lower()]
        monday = wanted - day.weekday() + shift
        sunday = (wanted + 1) % 7 - (day.weekday() + 1) % 7 + shift
        return _shifted(day, monday) if monday == sunday else None
    if which.endswith("coming"):
        return _shifted(day, 7 - behind)
    if which.endswith("past"):
        return _shifted(day, -(behind or 7))
    if which in {"last", "next"}:
        # The nearest such day, and that day of the week before or after: certain only where they are one.
        of_week = wanted - day.weekday() + (7 if which == "next" else -7)
        nearest = 7 - behind if which == "next" else -(behind or 7)
        return _shifted(day, nearest) if nearest == of_week else None
    tense = _tense(text, match)
    if tense is None:
        return None
    return _shifted(day, -behind if tense == "past" else (7 - behind) % 7)


def _calendar(match: re.Match[str], written: Calendar, text: str, published: str) -> str | None:
    which = (match["whichmonth"] or "").lower()
    if written.year or (which and (written.of_year or which not in {"last", "this", "next"})):
        return None
    if written.of_year:
        years = [int(_month_or_year(written.of_year, "year", published) or 0)]
    else:
        years = _years(match, text, published, written.month, written.day, which)
    dates = [date for date in (iso(year, written.month, written.day) for year in years) if date]
    if match["named"]:
        wanted = match.group()[:3].lower()
        dates = [date for date in dates if DAYS[datetime.date.fromisoformat(date).weekday()].startswith(wanted)]
    return dates[0] if len(dates) == 1 else None


def _years(match: re.Match[str], text: str, published: str, month: int, number: int, which: str) -> list[int]:
    """The year of a month, or of a day of it, that names none; empty where it is not certain."""
    if len(published) < 7 or _HABIT.search(text):
        return []
    if match["month"] and not which and match.start() and not _BEFORE_MONTH.search(text, 0, match.start()):
        return []  # "the July frosts"
    if any(m["absolute"] or m["monthyear"] or m["yeard"] or m["yearn"] or m["iso"] for m in EXPRESSION.finditer(text)):
        return []  # "elected in March 2019, he left in April": of that year, or of this
    year, own = int(published[:4]), int(published[5:7])
    key = (month, number if number and len(published) == 10 else 0)
    here = (own, int(published[8:10]) if key[1] else 0)
    past, future = (year if key <= here else year - 1), (year if key >= here else year + 1)
    if which == "this":
        return [year]
    if which == "last":
        return [past] if month != own and past == year - 1 else []
    if which == "next":
        return [future] if month != own and future == year + 1 else []
    tense = _tense(text, match)
    if match["named"]:
        return [year - 1, year, year + 1]  # the weekday picks one
    near = [y for y in {past, future} if abs((y - year) * 12 + month - own) <= _NEAR_MONTHS]
    told = [past if tense == "past" else future] if tense else near
    return told if not near or told == near else []


def _tense(text: str, match: re.Match[str]) -> Tense | None:
    start = match.start()
    lead = _LEAD.search(text, 0, start)
    words = lead.group().lower().split() if lead else []
    last = next((word for word in reversed(words) if word in _PREPOSITIONS), "")
    told = tense_at(text, lead.start() if lead else start, match.end())
    if "since" in words:
        return "past"
    if last == "to":
        return None  # "was put back to 19 April": the verb is past, the day to come
    if last == "for":
        # "a march planned for Friday was banned" was banned before or after it; "called a strike for Friday" is to come.
        done = match["month"] or re.search(r"\b(?:was|were|had|has|have)\b", text)
        return None if done else "future"
    if last == "before" or {"by", "until", "till"} & set(words):
        # "had left by Friday", "By Friday it was over"; but "told them to leave by Friday", "adjourned it until Friday".
        over = lead is not None and (lead.start() == 0 or re.search(r"\bhad\b[^,;]*$", text[: lead.start()]))
        return "future" if told != "past" else "past" if over else None
    return told


def _quoted(text: str, place: int) -> bool:
    before = text[:place]
    return before.count('"') % 2 == 1 or before.count("“") > before.count("”")
