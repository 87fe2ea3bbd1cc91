"""What kind of answer a question asks for, by its question words, and whether a span is of that kind."""

import re
from functools import lru_cache
from typing import Literal

from qa.timex import EXPRESSION

Kind = Literal["number", "date", "name", "place"]

_ASKS: dict[Kind, str] = {
    "number": (
        r"\bhow (?:many|much|far|long|large|big|high|old|tall|deep|fast|wide|heavy|often)\b"
        r"|\b(?:what|which) (?:\w+ ){0,4}(?:percentage|share|number|percent|proportion|price|sum|amount|age|population"
        r"|temperature|score|toll|total)\b"
    ),
    "date": r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|time)\b",
    "name": r"\bwho(?:m|se)?\b",
    "place": r"\bwhere\b|\b(?:what|which) (?:\w+ )?(?:city|country|town|place|state|village|island|province|port)\b",
}
_NUMBER = re.compile(
    r"\d|\b(?:no|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy"
    r"|eighty|ninety|hundreds?|thousands?|millions?|billions?|half|third|quarter|dozens?|none|nobody|all|most)\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\d|\b(?:today|yesterday|tomorrow|week|month|year|night|morning|afternoon|evening|noon|dawn|midnight|weekend|spring|summer"
    r"|autumn|winter|day|after|before|once|until)\b",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"[^\W\d_a-z]")


@lru_cache(maxsize=64)
def expected(question: str) -> Kind | None:
    """The kind of answer that the question's words ask for, None where they leave it open."""
    return next((kind for kind, words in _ASKS.items() if re.search(words, question, re.IGNORECASE)), None)


def fits(kind: Kind | None, answer: str) -> int:
    """1 if ``answer`` is of ``kind``, -1 if it is not, 0 where it may or may not be."""
    if kind == "number":
        return 1 if _NUMBER.search(answer) else -1
    if kind == "date":
        return 1 if _TIME.search(answer) or EXPRESSION.search(answer) else -1
    if kind == "name":
        return 1 if _CAPITAL.search(answer) else -1 if _NUMBER.match(answer) else 0
    if kind == "place":
        return 1 if _CAPITAL.search(answer) else 0
    return 0
