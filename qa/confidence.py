"""The probability that an answer is right, from a few features that can be explained.

A logistic model, fitted by training/calibrate.py on questions from passages the reader was never trained on, and stored beside
the reader's weights: p = 1 / (1 + exp(-(bias + sum of weight * feature))).
"""

import dataclasses
import json
import math
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index import Document, ModelError
from qa.retriever import STOP_WORDS
from qa.spans import Span

FILE = "confidence.json"

_STEM = 5
"""Words are compared by their first letters: "rejected" and "reject" are one, at no cost."""

_NAME = re.compile(r"\b[A-Z][\w’'-]*|\b\d[\d,.]*")
_LEAD_CAP = 12.0


@dataclass(frozen=True, slots=True)
class Features:
    """What the probability of one answer is made of. Others were tried and gave nothing (docs/adr/0003-confidence.md).

    margin: logit of the answer's best span over "no answer" in its window, unbounded.
    lead: that margin over the best one of a different answer, in [-12, 12].
    missing: names, years and numbers of the question that the document does not have, 0, 1 or 2 (and more).
    """

    margin: float
    lead: float
    missing: float


@dataclass(frozen=True, slots=True)
class Confidence:
    """A fitted model: a weight for each feature and a bias, and the probability below which it is better to be silent."""

    weights: Features
    bias: float
    threshold: float

    @classmethod
    def load(cls, path: Path) -> "Confidence":
        """Read a fitted model. Raises ModelError when the file is missing or of another make."""
        try:
            fields = json.loads(path.read_text("utf-8"))
            return cls(Features(**fields["weights"]), float(fields["bias"]), float(fields["threshold"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(f"{path} is not a fitted confidence model; reinstall quoth") from error

    def probability(self, features: Features) -> float:
        """In (0, 1), higher is surer."""
        pairs = zip(dataclasses.astuple(self.weights), dataclasses.astuple(features), strict=True)
        score = self.bias + sum(weight * value for weight, value in pairs)
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))


def stems(text: str) -> set[str]:
    """The content words of ``text`` by their first letters."""
    return {word[:_STEM] for word in re.findall(r"\w+", text.lower()) if word not in STOP_WORDS}


def names(question: str) -> set[str]:
    """Names, years and numbers of a question: capitalised words by their first letters, numbers whole.

    The first word is capitalised whatever it is ("Name the mayor"), so it never counts. "1,200" and "1200" are one.
    """
    found = set()
    for match in _NAME.finditer(question):
        if match.group()[0].isdigit():
            found.add(match.group().replace(",", "").rstrip("."))
        elif match.start() > 0:
            word = match.group().lower().replace("’", "'").removesuffix("'s")
            found |= {part[:_STEM] for part in re.findall(r"\w+", word) if part not in STOP_WORDS}
    return found


@cache
def _has_date(published: str | None) -> frozenset[str]:
    if published is None:
        return frozenset()
    import calendar

    year, *rest = published.split("-")
    month = [calendar.month_name[int(rest[0])].lower()[:_STEM]] if rest else []
    return frozenset([year, *month])


def missing_names(question: str, document: Document) -> int:
    """How many names, years and numbers of the question stand neither in the document nor in its title or date."""
    wanted = names(question)
    if not wanted:
        return 0
    text = f"{document.title} {document.source or ''} {document.text}".lower().replace(",", "")
    absent = [
        w
        for w in wanted - _has_date(document.published)
        if not re.search(rf"\b{re.escape(w)}" + (r"(?![\d.]\d|\d)" if w[0].isdigit() else ""), text)
    ]
    return min(2, len(absent))


def features(question: str, span: Span, best_other: float | None) -> Features:
    """The features of an answer whose best span is ``span``.

    ``best_other`` is the widest margin of a different answer to the same question, None if there is none.
    """
    lead = span.margin - (best_other if best_other is not None else min(0.0, span.margin))
    return Features(
        margin=span.margin,
        lead=max(-_LEAD_CAP, min(_LEAD_CAP, lead)),
        missing=float(missing_names(question, span.hit.document)),
    )
