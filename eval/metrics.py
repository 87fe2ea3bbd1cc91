"""Standard measures of answers and of retrieval, as pure functions."""

import re
import string
from collections import Counter
from collections.abc import Sequence


def normalise(text: str) -> str:
    """As SQuAD's evaluation script (Rajpurkar et al. 2016): lower case, no punctuation, no articles, single spaces.

    Typographic quotes and dashes go the way of ASCII punctuation, which is all that the script of 2016 met.
    """
    text = "".join(c for c in text.lower() if c not in string.punctuation + "“”‘’–—…")
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text).split())


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
    "Tuesday" is right, the whole sentence around it is not.
    """
    got = f" {normalise(answer)} "
    for gold in accepted:
        want = f" {normalise(gold)} "
        if want.strip() and (got == want or ((want in got or got in want) and f1(answer, [gold]) >= 0.5)):
            return True
    return False


def recall_at(ranks: Sequence[int | None], k: int) -> float:
    """The share of questions whose first relevant passage has a rank of at most ``k``; None is not found."""
    return sum(rank is not None and rank <= k for rank in ranks) / len(ranks) if ranks else 0.0


def mean_reciprocal_rank(ranks: Sequence[int | None]) -> float:
    """The mean of 1 / rank of the first relevant passage, 0 where none was found (Voorhees 1999)."""
    return sum(1.0 / rank for rank in ranks if rank is not None) / len(ranks) if ranks else 0.0
