"""Whether an answer is the accepted one: pure functions of texts."""

import re
import string
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def normalise(text: str) -> str:
    """As SQuAD's evaluation script (Rajpurkar et al. 2016): lower case, no punctuation, no articles, single spaces.

    Typographic quotes and dashes go the way of ASCII punctuation, which is all that the script of 2016 met.
    """
    text = "".join(c for c in text.lower() if c not in string.punctuation + "“”‘’–—…")
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text).split())


@lru_cache(maxsize=4096)
def digits(text: str) -> str:
    """``text`` with its numbers in digits: "four miners" is "4 miners", "71%" is "71 percent"."""
    from text_to_num import alpha2digit  # type: ignore[import-untyped]

    return str(alpha2digit(text.replace("%", " percent"), "en", threshold=0))


def numbers(text: str) -> frozenset[float]:
    """The numbers of a text, spelled or in digits."""
    return frozenset(float(found.replace(",", "")) for found in _NUMBER.findall(digits(text)))


def exact_match(answer: str, accepted: Sequence[str]) -> float:
    """1.0 if ``answer`` equals any of ``accepted`` after normalising, else 0.0."""
    return float(any(normalise(answer) == normalise(gold) for gold in accepted))


def f1(answer: str, accepted: Sequence[str]) -> float:
    """Token F1 with the nearest of ``accepted``, in [0, 1]: the harmonic mean of precision and recall over the bags of tokens."""
    best = 0.0
    for gold in accepted:
        got, want = normalise(answer).split(), normalise(gold).split()
        common = sum((Counter(got) & Counter(want)).values())
        if common:
            precision, recall = common / len(got), common / len(want)
            best = max(best, 2 * precision * recall / (precision + recall))
    return best


def correct(answer: str, accepted: Sequence[str]) -> bool:
    """Whether a person would take the answer for right.

    It equals an accepted answer, or one of the two holds the other whole and their F1 is at least one half: "on Tuesday" for
    "Tuesday" is right, the whole sentence around it is not. "four miners" is right for "4": spelled numbers are numbers. Without
    a number in common two texts that both have some are never the same: "15" is not "1.5".
    """
    return any(_near(answer, gold) or _near(digits(answer), digits(gold)) for gold in accepted)


def _near(answer: str, gold: str) -> bool:
    given, wanted = numbers(answer), numbers(gold)
    if given and wanted and not given & wanted:
        return False
    got, want = f" {normalise(answer)} ", f" {normalise(gold)} "
    return bool(want.strip()) and (got == want or ((want in got or got in want) and f1(answer, [gold]) >= 0.5))


def same_value(answer: str, gold: str) -> bool:
    """Whether ``answer`` states the value ``gold``: ``correct``, or the same numbers and every other word of ``gold``.

    "at least 27 people were dead" states "27"; "January 2025" does not state "June 2025".
    """
    if correct(answer, [gold]):
        return True
    words = set(normalise(_NUMBER.sub(" ", digits(gold))).split())
    return numbers(answer) == numbers(gold) != frozenset() and words <= set(normalise(digits(answer)).split())


def holds(text: str, wanted: str) -> bool:
    """Whether ``wanted`` stands in ``text`` as whole words, both normalised; spelled numbers are numbers."""
    for write in (str, digits):
        inside = f" {normalise(write(wanted))} "
        if inside.strip() and inside in f" {normalise(write(text))} ":
            return True
    return False
