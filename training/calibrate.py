"""Fit the confidence of a reader: ``python -m training.calibrate DATA --weights qa/weights``.

Asks questions the reader was never trained on over an open corpus and fits one multinomial logit to which candidate answer was
right, if any. Three kinds in one fit: answerable questions, near misses (the passage is there, the answer is not), and
questions whose answer was taken out of the corpus with every passage that holds it. The corpus is the written news and the
Wikipedia articles of SQuADShifts. Only questions that name something are asked: "how many were hurt?" has as many answers as
there are accidents in the corpus, and its label would be chance. Probabilities are judged by cross-validation over stories: no
story is in both the fit and the judgement.
"""

import argparse
import dataclasses
import json
import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from eval.calibration import expected_calibration_error, pairs_of
from eval.metrics import correct
from index import Filter, LocalStore, ingest, load_embedder
from qa.answers import candidates
from qa.confidence import FILE, Confidence, Features
from qa.reader import OnnxReader, Reader
from qa.reading import read
from qa.retriever import content_words, retrieve
from qa.settings import Settings
from qa.words import names
from training.data import SEED, held_out, load_squad, written_split
from training.news import load_news, news_split

GONE_SHARE = 0.5
"""Of the answerable questions, asked again with every passage that holds an accepted answer out of reach."""

ANSWERABLE_SHARE = 2 / 3
"""Of the questions people ask. The kinds are weighted to it; it moves all probabilities together and ranks nothing anew."""

RISK = 0.15
"""The share of unanswerable questions that may get an answer: the threshold is the lowest that keeps to it."""

RIDGE = 0.001
"""Weight of the squared weights in the loss: enough to keep features that say the same from running apart."""

FIELDS = [f.name for f in dataclasses.fields(Features)]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, its accepted answers, the story it was written for, and its kind."""

    question: str
    answers: tuple[str, ...]
    story: str
    kind: str


@dataclass(frozen=True, slots=True)
class Judged:
    """The candidates for one question, the widest margin first, and which of them are right."""

    asked: Asked
    candidates: tuple[Features, ...]
    right: tuple[bool, ...]


def corpus(data: Path, folder: Path) -> list[Asked]:
    """Write the corpus into ``folder``; the questions that may be asked of it."""
    written = load_squad(data / "news_written.json")
    wiki = load_squad(data / "new_wiki.json")
    news = load_news()
    for paragraph in written:
        (folder / f"{paragraph.title}.txt").write_text(paragraph.context, "utf-8")
    articles: dict[str, list[str]] = {}
    for paragraph in wiki:
        articles.setdefault(paragraph.title, []).append(paragraph.context)
    for number, (title, paragraphs) in enumerate(articles.items()):
        head = f"---\ntitle: {json.dumps(title.replace('_', ' '))}\n---\n\n"
        (folder / f"wiki-{number}.md").write_text(head + "\n\n".join(paragraphs), "utf-8")
    for number, article in enumerate(news):
        fields = {name: json.dumps(getattr(article, name), ensure_ascii=False) for name in ("title", "source", "published")}
        head = "".join(f"{name}: {value}\n" for name, value in fields.items())
        (folder / f"{article.story}-{number}.md").write_text(f"---\n{head}---\n\n{article.context}", "utf-8")
    out = held_out(data)
    fitting = [*written_split(written)[1], *(p for p in wiki if p.context in out)]
    asked = [(q, tuple(text for text, _ in answers), p.title) for p in fitting for q, answers in p.questions]
    asked += [(q, answers, a.story) for a in news_split(news)[1] for q, answers in a.questions]
    return [Asked(q, answers, story, "answerable" if answers else "near miss") for q, answers, story in asked if names(q)]


def judge(asked: Asked, store: LocalStore, reader: Reader) -> Judged:
    """Ask one question."""
    embedder, top_k = load_embedder(), Settings().top_k
    hits = retrieve(embedder.query(asked.question), content_words(asked.question), store, 4 * top_k, Filter())
    accepted = asked.answers
    if asked.kind == "gone":
        hits = [h for h in hits if not any(a.casefold() in h.passage.text.casefold() for a in accepted)]
        accepted = ()
    hits = [dataclasses.replace(hit, rank=rank) for rank, hit in enumerate(hits[:top_k], start=1)]
    spans = read(reader, asked.question, hits)
    found = candidates(asked.question, spans)
    return Judged(asked, tuple(f for _, f in found), tuple(correct(group[0].text, accepted) for group, _ in found))


def collect(data: Path, reader: Reader, share: float) -> list[Judged]:
    """All three kinds of questions asked of the corpus; ``share`` thins them for a trial run."""
    rng = random.Random(SEED)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "corpus")
        folder.mkdir()
        asked = corpus(data, folder)
        answerable = [a for a in asked if a.answers]
        gone = rng.sample(answerable, int(len(answerable) * GONE_SHARE))
        asked += [dataclasses.replace(a, kind="gone") for a in gone]
        asked = rng.sample(asked, min(len(asked), max(150, int(len(asked) * share))))
        ingest([folder], Path(scratch, "quoth"), load_embedder())
        store = LocalStore.open(Path(scratch, "quoth"))
        judged = [judge(a, store, reader) for a in track(asked, "asking", console=Console(stderr=True))]
    return [j for j in judged if j.candidates]  # a question without any candidate needs no probability


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


def surest(judged: Judged, model: Confidence) -> tuple[float, bool]:
    """(probability, right) of the candidate that ranks first."""
    return max(zip(model.probabilities(judged.candidates), judged.right, strict=True))


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
    fitted = fit(collect(options.data, OnnxReader(options.weights), options.share))
    (options.weights / FILE).write_text(json.dumps(fitted, indent=1) + "\n", "utf-8")
    print(json.dumps(fitted, indent=1))
