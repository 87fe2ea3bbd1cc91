"""Fit the confidence of a reader: ``python -m training.calibrate DATA --weights qa/weights``.

Asks questions the reader was never trained on over an open corpus (training/asking.py): the written news and the Wikipedia
articles of SQuADShifts. Fits one multinomial logit to which candidate answer was right, if any, on all three kinds of questions.
Probabilities are judged by cross-validation over stories: no story is in both the fit and the judgement.
"""

import argparse
import dataclasses
import json
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from eval.calibration import expected_calibration_error, pairs_of
from qa.confidence import FILE, Confidence, Features
from qa.reader import OnnxReader
from training.asking import Judged, collect, fitting_questions, sampled, surest, write_corpus
from training.data import SEED

ANSWERABLE_SHARE = 2 / 3
"""Of the questions people ask. The kinds are weighted to it; it moves all probabilities together and ranks nothing anew."""

RISK = 0.15
"""The share of unanswerable questions that may get an answer: the threshold is the lowest that keeps to it."""

RIDGE = 0.001
"""Weight of the squared weights in the loss: enough to keep features that say the same from running apart."""

FIELDS = [f.name for f in dataclasses.fields(Features)]


def fit_weights(judged: Sequence[Judged], weight: np.ndarray) -> tuple[Features, float]:
    """Weights and bias of the highest likelihood: of any right candidate where there is one, else of silence."""
    packs = [(np.array([(*dataclasses.astuple(c), 1.0) for c in j.candidates]), np.array(j.right)) for j in judged]

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        total, slope = 0.0, np.zeros_like(w)
        for (x, right), times in zip(packs, weight, strict=True):
            score = x @ w
            top = max(0.0, float(score.max()))
            e = np.exp(score - top)
            p = e / (e.sum() + np.exp(-top))
            target = p * right / p[right].sum() if right.any() else np.zeros_like(p)
            total -= times * np.log((p[right].sum() if right.any() else 1.0 - p.sum()) + 1e-12)
            slope -= times * (x.T @ (target - p))
        ridge = RIDGE * np.append(np.ones(len(w) - 1), 0.0)
        return total / weight.sum() + float(ridge @ w**2), slope / weight.sum() + 2 * ridge * w

    best = minimize(loss, np.zeros(len(FIELDS) + 1), jac=True, method="L-BFGS-B").x
    return Features(*map(float, best[:-1])), float(best[-1])


def fit(judged: Sequence[Judged]) -> dict[str, object]:
    """The fitted model as it is stored, with the figures of its cross-validation."""
    groups = [j.asked.story for j in judged]
    kinds = np.array([j.asked.kind for j in judged])
    answerable = kinds == "answerable"
    weight = np.where(answerable, ANSWERABLE_SHARE / answerable.mean(), (1 - ANSWERABLE_SHARE) / (~answerable).mean())
    p, right = np.zeros(len(judged)), np.zeros(len(judged), dtype=bool)
    for train, test in GroupKFold(5).split(groups, groups=groups):
        model = Confidence(*fit_weights([judged[i] for i in train], weight[train]), 0.0)
        for i in test:
            p[i], right[i] = surest(judged[i], model)
    weights, bias = fit_weights(judged, weight)
    threshold = round(float(np.quantile(p[~answerable], 1 - RISK)), 2)
    silent = p < threshold
    widest = np.array([j.right[0] for j in judged])
    # As many unanswerable ones as people ask: a calibration error has to be measured on the share that was fitted for.
    silence = random.Random(SEED).sample(list(np.flatnonzero(~answerable)), k=int(answerable.sum() * (1 / ANSWERABLE_SHARE - 1)))
    as_asked = [(float(p[i]), bool(right[i])) for i in (*np.flatnonzero(answerable), *silence)]
    return {
        "weights": {name: round(value, 4) for name, value in dataclasses.asdict(weights).items()},
        "bias": round(bias, 4),
        "threshold": threshold,
        "fitted": {
            "of_kind": {kind: int((kinds == kind).sum()) for kind in sorted(set(kinds))},
            "top_answer_right": round(float(right[answerable].mean()), 4),
            "widest_margin_right": round(float(widest[answerable].mean()), 4),
            "mrr_found": round(float(np.mean([j.found for j in judged if j.asked.kind == "answerable"])), 4),
            "mrr_read": round(float(np.mean([j.read for j in judged if j.asked.kind == "answerable"])), 4),
            "auc": round(float(roc_auc_score(right, p)), 4),
            "calibration_error": round(expected_calibration_error(pairs_of(as_asked)), 4),
            "answered_and_right": round(float((~silent & right)[answerable].mean()), 4),
            "silent": {kind: round(float(silent[kinds == kind].mean()), 4) for kind in sorted(set(kinds))},
        },
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--weights", type=Path, required=True, help="folder of the exported reader; confidence.json goes there")
    parser.add_argument("--share", type=float, default=1.0, help="share of the questions, for a trial run")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as articles:
        write_corpus(options.data, Path(articles))
        questions = sampled(fitting_questions(options.data), options.share)
        (asked_all,) = collect([Path(articles)], questions, [OnnxReader(options.weights)])
    fitted = fit(asked_all)
    (options.weights / FILE).write_text(json.dumps(fitted, indent=1) + "\n", "utf-8")
    print(json.dumps(fitted, indent=1))
