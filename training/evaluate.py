"""Closed figures of readers, side by side: ``python -m training.evaluate DATA READER...`` (folders: exported or transformers).

The passage is given, the reader is asked alone. Exact match and F1 on answerable questions, and the area under the ROC curve of
the no-answer margin: can it tell a question the passage answers from one it does not? Only passages that no stage of training
saw. "hard": the same answerable questions beside the passage, without an answer, that TF-IDF ranks highest for them.
"""

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table
from sklearn.metrics import roc_auc_score

from eval.bootstrap import interval
from eval.metrics import exact_match, f1
from index import Document, Passage
from qa.reader import Reader, load_reader
from qa.reading import read
from qa.retriever import Hit
from training.data import SEED, SHIFTS, held_out, written_split
from training.examples import Paragraph, load_squad
from training.negatives import wrong_passages
from training.news import UNSEEN, Article, load_news, news_split


def untitled(paragraphs: Sequence[Paragraph]) -> list[Article]:
    """Paragraphs as articles without headline or date."""
    return [
        Article("", "", "", "", p.context, tuple((q, tuple(text for text, _ in a)) for q, a in p.questions)) for p in paragraphs
    ]


def unseen(data: Path) -> dict[str, list[Article]]:
    """The held-out passages by set."""
    out = held_out(data)
    found: dict[str, list[Article]] = {}
    for name in SHIFTS:
        everything = load_squad(data / f"{name}.json")
        here = [p for p in everything if p.context in out]
        found[name] = untitled(here)
        hard = wrong_passages(here, 10_000, random.Random(SEED))
        found[f"{name}, hard"] = found[name] + [Article("", "", "", "", e.context, ((e.question, ()),)) for e in hard]
    found["written news"] = untitled(written_split(load_squad(data / "news_written.json"))[2])
    found["news with headlines"] = news_split(load_news())[2]
    found["news written since"] = load_news(UNSEEN)
    return found


def closed(articles: Sequence[Article], reader: Reader) -> NDArray[np.float64]:
    """Each question asked of its own passage: rows of (answerable, exact match, F1, margin), NaN where it has no answer."""
    rows = []
    for article in track(articles, "reading", console=Console(stderr=True)):
        text = article.context
        document = Document("d", article.title, text, article.source or None, article.published or None, None, "")
        hit = Hit(Passage("p", "d", 0, len(text), text), document, 1.0, 1, None)
        for question, answers in article.questions:
            span = read(reader, question, [hit])[0]
            overlaps = (exact_match(span.text, answers), f1(span.text, answers)) if answers else (np.nan, np.nan)
            rows.append((bool(answers), *overlaps, span.margin))
    return np.array(rows)


def figures(rows: NDArray[np.float64]) -> dict[str, str]:
    """n, exact match and F1 of the answerable questions and the no-answer area, with 95% bootstrap intervals."""
    answerable = rows[rows[:, 0] == 1]

    def area(drawn: NDArray[np.float64]) -> float:
        return float(roc_auc_score(drawn[:, 0], drawn[:, 3])) if 0 < drawn[:, 0].mean() < 1 else np.nan

    def shown(value: float, bounds: tuple[float, float] | None) -> str:
        return f"{value:.3f} ({bounds[0]:.3f}-{bounds[1]:.3f})" if bounds else f"{value:.3f}"

    found = {"n": f"{len(answerable)} + {len(rows) - len(answerable)}"}
    for name, column in (("exact match", 1), ("F1", 2)):
        found[name] = shown(answerable[:, column].mean(), interval(answerable[:, column]))
    mixed = len(answerable) < len(rows)
    return found | {"no-answer area": shown(area(rows), interval(rows, area)) if mixed else ""}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("readers", nargs="+", help="folders of readers")
    options = parser.parse_args()
    table = Table("set", "reader", "n", "exact match", "F1", "no-answer area")
    for name, articles in unseen(options.data).items():
        for folder in options.readers:
            table.add_row(name, Path(folder).name, *figures(closed(articles, load_reader(folder))).values())
    Console(width=140).print(table)
