"""Fit the confidence of a reader: ``python -m training.calibrate DATA --weights qa/weights``.

Asks questions the reader was never trained on over an open corpus and fits a logistic model to whether the top answer was
right. Three kinds in one fit: answerable questions, near misses (the passage is there, the answer is not), and questions whose
document was taken out of the corpus. The corpus is the written news, a document a passage, and the Wikipedia articles of
SQuADShifts. Only questions that name something are asked: "how many were hurt?" has as many answers as there are accidents in
the corpus, and its label would be chance. Probabilities are judged by cross-validation over documents: no document is in both
the fit and the judgement.
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
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from eval.metrics import correct
from index import Filter, LocalStore, ingest, load_embedder
from qa.answers import candidates
from qa.confidence import FILE, Features, names
from qa.reader import OnnxReader, Reader
from qa.retriever import content_words, retrieve
from qa.settings import Settings
from qa.spans import decode
from training.data import SEED, Paragraph, held_out, load_squad, written_split

GONE = 400
"""Questions asked again after their document was taken out."""

ANSWERABLE_SHARE = 2 / 3
"""Of the questions people ask. The sets are weighted to it; it moves all probabilities together and ranks nothing anew."""

RISK = 0.2
"""The share of unanswerable questions that may get an answer: the threshold is the lowest that keeps to it."""

FIELDS = [f.name for f in dataclasses.fields(Features)]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, its accepted answers, the document it was written for, and its kind."""

    question: str
    answers: tuple[str, ...]
    document: str
    kind: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What the reader answered (features of its widest margin), and whether that was right."""

    asked: Asked
    features: Features
    right: bool


def write_corpus(written: Sequence[Paragraph], wiki: Sequence[Paragraph], folder: Path) -> None:
    """The corpus as files: a written passage each, and a Wikipedia article each with its paragraphs."""
    folder.mkdir()
    for paragraph in written:
        (folder / f"{paragraph.title}.txt").write_text(paragraph.context, "utf-8")
    articles: dict[str, list[str]] = {}
    for paragraph in wiki:
        articles.setdefault(paragraph.title, []).append(paragraph.context)
    for number, (title, paragraphs) in enumerate(articles.items()):
        front = f"---\ntitle: {json.dumps(title.replace('_', ' '))}\n---\n\n"
        (folder / f"wiki-{number}.md").write_text(front + "\n\n".join(paragraphs), "utf-8")


def questions(written: Sequence[Paragraph], wiki: Sequence[Paragraph]) -> list[Asked]:
    """Every question of ``written`` and ``wiki`` that names something."""
    return [
        Asked(q, tuple(text for text, _ in answers), p.title, "answerable" if answers else "near miss")
        for p in (*written, *wiki)
        for q, answers in p.questions
        if names(q)
    ]


def judge(asked: Sequence[Asked], store: LocalStore, reader: Reader) -> list[Judged]:
    """Ask everything; questions without any candidate answer are left out, they need no probability."""
    embedder, top_k = load_embedder(), Settings().top_k
    found = []
    for one in track(asked, "asking", console=Console(stderr=True)):
        hits = retrieve(embedder.query(one.question), content_words(one.question), store, top_k, Filter())
        spans = decode(reader.read(one.question, [hit.passage.text for hit in hits]), hits)
        ranked = candidates(one.question, spans)
        if ranked:
            group, made_of = ranked[0]
            found.append(Judged(one, made_of, correct(group[0].text, one.answers)))
    return found


def collect(data: Path, reader: Reader, share: float) -> list[Judged]:
    """All three kinds of questions asked over the two corpora; ``share`` thins them for a trial run."""
    everything = load_squad(data / "news_written.json")
    wiki = load_squad(data / "new_wiki.json")
    out = held_out(wiki)
    fit_written = written_split(everything)[1]
    fit_wiki = [p for p in wiki if p.context in out]
    asked = questions(fit_written, fit_wiki)
    rng = random.Random(SEED)
    answerable = [a for a in asked if a.answers]
    gone = [dataclasses.replace(a, answers=(), kind="gone") for a in rng.sample(answerable, min(GONE, len(answerable)))]
    found = []
    with tempfile.TemporaryDirectory() as scratch:
        absent = {p.title for p in fit_written}
        for name, documents, paragraphs, batch in (
            ("whole", everything, wiki, asked),
            ("less", [p for p in everything if p.title not in absent], [p for p in wiki if p.context not in out], gone),
        ):
            write_corpus(documents, paragraphs, Path(scratch, name))
            ingest([Path(scratch, name)], Path(scratch, f"{name}.quoth"), load_embedder())
            store = LocalStore.open(Path(scratch, f"{name}.quoth"))
            found += judge(
                rng.sample(batch, min(len(batch), max(50, int(len(batch) * share)))) if share < 1 else batch, store, reader
            )
    return found


def calibration_error(probability: np.ndarray, right: np.ndarray, weight: np.ndarray, bins: int = 15) -> float:
    """Expected calibration error (Guo et al. 2017) over ``bins`` of equal width, questions weighted, in [0, 1]."""
    place = np.minimum((probability * bins).astype(int), bins - 1)
    return float(
        sum(
            weight[place == b].sum()
            / weight.sum()
            * abs(np.average((probability - right)[place == b], weights=weight[place == b]))
            for b in range(bins)
            if (place == b).any()
        )
    )


def fit(judged: Sequence[Judged]) -> dict[str, object]:
    """The fitted model as it is stored, with the figures of its cross-validation."""
    x = np.array([dataclasses.astuple(j.features) for j in judged])
    right = np.array([j.right for j in judged])
    groups = np.array([j.asked.document for j in judged])
    kinds = np.array([j.asked.kind for j in judged])
    answerable = kinds == "answerable"
    weight = np.where(answerable, ANSWERABLE_SHARE / answerable.mean(), (1 - ANSWERABLE_SHARE) / (~answerable).mean())
    p = np.zeros(len(judged))
    for train, test in GroupKFold(5).split(x, right, groups):
        model = LogisticRegression(max_iter=1000).fit(x[train], right[train], weight[train])
        p[test] = model.predict_proba(x[test])[:, 1]
    model = LogisticRegression(max_iter=1000).fit(x, right, weight)
    threshold = round(float(np.quantile(p[~answerable], 1 - RISK)), 2)
    silent = p < threshold
    return {
        "weights": {name: round(float(w), 4) for name, w in zip(FIELDS, model.coef_[0], strict=True)},
        "bias": round(float(model.intercept_[0]), 4),
        "threshold": threshold,
        "fitted": {
            "of_kind": {kind: int((kinds == kind).sum()) for kind in sorted(set(kinds))},
            "top_answer_right": round(float(right[answerable].mean()), 4),
            "auc": round(float(roc_auc_score(right, p)), 4),
            "auc_of_margin_alone": round(float(roc_auc_score(right, x[:, FIELDS.index("margin")])), 4),
            "calibration_error": round(calibration_error(p, right, weight), 4),
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
