"""The probability that an answer is right, from a few features that can be explained.

One multinomial logit over all candidate answers to a question, with "the corpus does not say" as the reference (McFadden 1974):
score = bias + sum of weight * feature, P(candidate) = exp(score) / (1 + sum of exp(scores)). What speaks for one candidate so
speaks against the others, and the probabilities of all and of silence sum to one. Fitted by training/calibrate.py on questions
from passages the reader was never trained on, and stored beside the reader's weights.
"""

import dataclasses
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul
from pathlib import Path

from index import ModelError
from qa.spans import Span
from qa.words import missing_names, near, stems

FILE = "confidence.json"

_LONGEST_SCORE = 30.0


@dataclass(frozen=True, slots=True)
class Features:
    """What the probability of one answer is made of (docs/adr/0005-one-model-ranks-and-decides.md).

    margin: logit of the answer's best span over "no answer" in its window, unbounded.
    near: share of the question's content words in the answer's sentence, in [0, 1].
    missing: names, years and numbers of the question that the document does not have, 0, 1 or 2 (and more).
    rank: natural logarithm of the best retrieval rank among the answer's passages, from 0.
    """

    margin: float
    near: float
    missing: float
    rank: float


_USUAL_NEAR, _USUAL_RANK = 0.5, math.log(2)
"""Of an answer that is right."""


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

    def evidence(self, margin: float) -> float:
        """What a span's margin alone speaks for it, in nats: the same scale for every reader, for it is fitted with each."""
        weights = self.weights
        return self.bias + weights.near * _USUAL_NEAR + weights.rank * _USUAL_RANK + weights.margin * margin

    def probabilities(self, candidates: Sequence[Features]) -> list[float]:
        """P of each candidate, in (0, 1); their sum falls short of 1 by the probability that none of them is right."""
        weights = dataclasses.astuple(self.weights)
        scores = [
            max(-_LONGEST_SCORE, min(_LONGEST_SCORE, self.bias + sum(map(mul, weights, dataclasses.astuple(c)))))
            for c in candidates
        ]
        whole = 1.0 + sum(map(math.exp, scores))
        return [math.exp(score) / whole for score in scores]


def features(question: str, group: Sequence[Span]) -> Features:
    """The features of an answer whose spans, widest margin first, are ``group``."""
    best = group[0]
    passage = best.hit.passage
    asked = stems(question)
    sentence = near(passage.text, best.start - passage.start, best.end - passage.start)
    return Features(
        margin=float(best.margin),
        near=len(asked & stems(sentence)) / len(asked) if asked else 0.0,
        missing=float(missing_names(question, best.hit.document)),
        rank=math.log(min(span.hit.rank for span in group)),
    )
