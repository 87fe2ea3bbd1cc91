"""The quantities of a short text: "nearly 2.5 million crowns", "a 9-mile queue", "2:35 a.m." Home of pint and text_to_num.

Number words are read by text2num, units converted by pint; both load when a text first needs them.
"""

import math
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

_FORMS = {
    "length": {
        "kilometer": "kilometre kilometres kilometer kilometers km kms",
        "meter": "metre metres meter meters",
        "centimeter": "centimetre centimetres centimeter centimeters cm",
        "millimeter": "millimetre millimetres millimeter millimeters mm",
        "mile": "mile miles",
        "yard": "yard yards",
        "foot": "foot feet ft",
        "inch": "inch inches",
        "nautical_mile": "nautical-mile nautical-miles",
    },
    "weight": {
        "kilogram": "kilogram kilograms kilo kilos kg kgs",
        "gram": "gram grams",
        "metric_ton": "tonne tonnes metric-ton metric-tons",
        "ton": "ton tons",
        "lb": "pound-weight lb lbs",
        "ounce": "ounce ounces",
        "stone": "stone",
    },
    "area": {
        "hectare": "hectare hectares",
        "acre": "acre acres",
        "kilometer**2": "square-kilometre square-kilometres square-kilometer square-kilometers",
        "meter**2": "square-metre square-metres square-meter square-meters",
        "mile**2": "square-mile square-miles",
        "foot**2": "square-foot square-feet",
    },
    "volume": {
        "liter": "litre litres liter liters",
        "gallon": "gallon gallons",
        "oil_barrel": "barrel barrels",
        "meter**3": "cubic-metre cubic-metres cubic-meter cubic-meters",
        "foot**3": "cubic-foot cubic-feet",
    },
    "speed": {
        "kilometer/hour": "kph km/h kmh",
        "mile/hour": "mph",
    },
    "temperature": {
        "degC": "degrees-celsius degree-celsius degrees-c °c ºc celsius",
        "degF": "degrees-fahrenheit degree-fahrenheit degrees-f °f ºf fahrenheit",
    },
    "power": {
        "megawatt": "megawatt megawatts mw",
        "gigawatt": "gigawatt gigawatts gw",
    },
    "duration": {
        "second": "second seconds",
        "minute": "minute minutes",
        "hour": "hour hours",
        "day": "day days",
        "week": "week weeks",
        "month": "month months",
        "year": "year years",
    },
    "percent": {
        "percent": "percent per-cent %",
    },
    "points": {
        "percentage point": "percentage-point percentage-points",
    },
    "money": {
        "dollar": "$ us$ dollar dollars usd us-dollar us-dollars",
        "euro": "€ euro euros eur",
        "pound": "£ pound pounds gbp",
        "yen": "¥ yen",
    },
}
_UNIT = {form: unit for units in _FORMS.values() for unit, forms in units.items() for form in forms.split()}
_KIND = {unit: kind for kind, units in _FORMS.items() for unit in units} | {"": "count", "clock": "clock"}
_CONVERTED = frozenset(_FORMS) - {"percent", "points", "money"}

_OVER = r"more than|greater than|higher than|over|at least|above|upwards of|no (?:fewer|less) than|not less than"
_ABOUT = (
    r"just (?:over|under)|well over|about|around|some|roughly|approximately|nearly|almost|close to|up to|as (?:many|much|few) as|"
    r"an estimated|estimated"
)
_UNDER = r"fewer than|less than|lower than|under|below|at most|no more than|not more than"
HEDGE = rf"(?:{_OVER}|{_ABOUT}|{_UNDER})"
"""A pattern of what qualifies the figure after it."""

_COUNTED = frozenset({"people", "men", "women", "children", "staff", "crew", "police"})
_SCALE = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0}
_SCALE |= {"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "tn": 1e12}

_CLOCK = re.compile(r"\b(\d{1,2})(?:[:.](\d{2}))?\s?([ap])\.?m\b\.?|\b(\d{1,2}):(\d{2})\b", re.IGNORECASE)
_NUMBER = re.compile(
    rf"(?:(?:\b(?P<about>{_ABOUT})|\b(?P<under>{_UNDER})|\b(?P<over>{_OVER}))\s+(?:an?\s+|the\s+)?)?"
    r"(?<![\w.,])(?<!\w[-–])(?P<sign>[-−](?=\d|[$£€¥]))?(?P<mark>(?:US)?[$£€¥]\s?)?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?!(?:st|nd|rd|th)\b)"
    r"(?:[\s-]?(?P<scale>hundred|thousand|million|billion|trillion|dozen)s?\b|(?P<short>bn|mn|tn|m|k)\b)?"
    r"(?P<rest>(?:[\s-]?[^\W\d_]+\b|\s?[%°º][CF]?(?:\b|(?<=%)))?(?:[\s-][^\W\d_]+\b)?)(?![\d])",
    re.IGNORECASE,
)
_LATER = re.compile(r"^\s*(?:or (?P<over>more)|or (?P<about>so)|at (?P<least>least))\b", re.IGNORECASE)
_WORD = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]{3,5}teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|"
    r"hundred|thousand|[mbtr]{1,2}illion|dozen|half|first|third|[a-z]{3,6}th)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(no|any|every|some|each)[ -]one\b|\bone another\b|\bone of\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit.

    ``value`` is in ``unit``, which is a pint name, "percent", a currency, "clock" (minutes after midnight) or "" for a bare
    number or a count. ``step`` is the size of the last digit given that is not a trailing zero: 0.1 for "14.5", 10 for
    "1,640". ``hedge`` is "", "over" (at least), "about" (nearly, some) or "under" (fewer than). ``noun`` is the word after a
    number without unit, "" if there is none.
    """

    value: float
    step: float
    unit: str
    hedge: str
    noun: str


@lru_cache(maxsize=4096)
def read(text: str) -> tuple[tuple[Quantity, ...], str]:
    """The quantities of ``text`` in their order, and what is left of it without them, number words as digits there too."""
    if not _WORD.search(text) and not any(character.isdigit() for character in text):
        return (), text
    text = _digits(text)
    found: list[tuple[int, int, Quantity]] = []
    for match in _CLOCK.finditer(text):
        hour, minute, half, bare_hour, bare_minute = match.groups()
        minutes = int(hour or bare_hour) % (12 if half else 24) * 60 + int(minute or bare_minute or 0)
        minutes += 720 if half and half.lower() == "p" else 0
        found.append((match.start(), match.end(), Quantity(minutes, 1.0, "clock", "", "")))
    for match in _NUMBER.finditer(text):
        if not any(start < match.end("digits") and match.start("digits") < end for start, end, _ in found):
            found.append(_number(match, text))
    found.sort(key=lambda item: item[0])
    left, position = "", 0
    for start, end, _ in found:
        left, position = f"{left}{text[position:start]} ", max(position, end)
    return tuple(quantity for _, _, quantity in found), left + text[position:]


def equal(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities are the same figure, in whatever units, within the digits that are given.

    "Nearly 34,000" and "34,000" are; "fewer than 34,000" is another claim. A number without unit may leave out a currency,
    but no unit of measure: "9" is not "9 miles", and 9 dollars are not 9 crowns.
    """
    if (one.hedge == "under") != (other.hedge == "under"):
        return False
    bare = {kind(one), kind(other)} == {"money", "count"} and not one.noun and not other.noun
    if one.unit == other.unit or bare:
        return math.isclose(one.value, other.value, rel_tol=1e-9)
    return _fits(one, other) or _fits(other, one)


def kind(quantity: Quantity) -> str:
    """What it measures: "length", "weight", "duration", "money", "percent", "clock" ...; "count" for a number without unit."""
    return _KIND[quantity.unit]


def comparable(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities measure the same kind of thing, so that they may agree or differ. "Pounds" may be a weight."""
    kinds = {kind(one), kind(other)}
    if kinds == {"money", "count"} and not one.noun and not other.noun:  # "190 million dollars" and then "310 million"
        return min(abs(one.value), abs(other.value)) >= 1e5
    return len(kinds) == 1 or (kinds == {"money", "weight"} and "pound" in (one.unit, other.unit))


def _fits(rough: Quantity, exact: Quantity) -> bool:
    # 14.5 kilometres are 9.01 miles, which is "9 miles" in its digits; trailing zeros say little, so 5% is the most.
    if not comparable(rough, exact) or not {kind(rough), kind(exact)} & _CONVERTED:
        return False
    # Nobody means 28 to 31 days by "a month", nor 365 by "a year".
    if kind(rough) == "duration" and (rough.unit in ("month", "year")) != (exact.unit in ("month", "year")):
        return False
    converted = float(_registry().Quantity(exact.value, exact.unit).to(rough.unit).magnitude)
    if abs(converted - rough.value) > rough.step / 2 * (1 + 1e-9):
        return False
    return rough.unit in ("degC", "degF") or abs(converted - rough.value) <= 0.05 * abs(rough.value)


@cache
def _registry() -> Any:
    import pint

    return pint.UnitRegistry(autoconvert_offset_to_baseunit=True)


def _digits(text: str) -> str:
    if not _WORD.search(text):
        return text
    from text_to_num import alpha2digit  # type: ignore[import-untyped]

    text = _PRONOUN.sub(lambda match: match.group().replace("one", "1ne").replace("One", "1ne"), text)
    text = re.sub(r"\bhalf an? (?=million|billion|dozen)", "0.5", text, flags=re.IGNORECASE)
    text = re.sub(r"\ban? (?=dozen|million|billion|hundred|thousand)", "one ", text, flags=re.IGNORECASE)
    text = re.sub(rf"({_WORD.pattern})-(?!{_WORD.pattern})", r"\1 ", text, flags=re.IGNORECASE)
    # A scale after digits is left to _NUMBER; text2num would make "2.5 million" two numbers.
    text = re.sub(r"(?<=\d)[ -](?=(?:hundred|thousand|million|billion|trillion)\b)", "", text, flags=re.IGNORECASE)
    text = re.sub(r"\b(seconds?)\b", r"\1_", text, flags=re.IGNORECASE)
    text = alpha2digit(text, "en", threshold=0).replace("_", "").replace("1ne", "one")
    return re.sub(r"\b(\d+) and a half\b", r"\1.5", text)


def _number(match: re.Match[str], text: str) -> tuple[int, int, Quantity]:
    digits = match["digits"].replace(",", "")
    scale = _SCALE[(match["scale"] or match["short"]).lower()] if match["scale"] or match["short"] else 1.0
    zeros = len(digits) - len(digits.rstrip("0")) if "." not in digits and float(digits) else 0
    step = scale * 10.0 ** (zeros - len(digits.partition(".")[2]))
    value = round(float(digits) * scale, 6) * (-1 if match["sign"] else 1)
    end = match.end("short") if match["short"] else match.end("scale") if match["scale"] else match.end("digits")
    words = re.findall(r"[%°º][CF]?|[^\W\d_]+", match["rest"])
    unit, noun = "", ""
    if match["mark"]:
        unit = _UNIT[match["mark"].strip().lower()[-1]]
    elif words:
        pair = "-".join(words[:2]).lower()
        taken = 2 if len(words) > 1 and pair in _UNIT else 1
        unit = _UNIT.get(pair if taken == 2 else words[0].lower(), "")
        if unit and not (words[0] == "stone" and len(words) > 1):
            end = match.start("rest") + match["rest"].index(words[taken - 1], len(words[0]) if taken == 2 else 0)
            end += len(words[taken - 1])
        else:
            noun = words[0].lower() if words[0].endswith("s") or words[0].lower() in _COUNTED else ""
    hedge = next((name for name in ("about", "under", "over") if match[name]), "")
    after = _LATER.match(text[end:])
    if after:
        end, noun, hedge = end + after.end(), "", hedge or ("about" if after["about"] else "over")
    return match.start(), end, Quantity(value, step, unit, hedge, noun)
