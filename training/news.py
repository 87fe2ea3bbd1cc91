"""The news written for training: stories of three passages each, every passage with questions and near misses of its own.

A story's passages share people and subject and not the facts asked for, so each is a wrong passage for the questions of the
others. The files under training/news/ are ours and may be used by anyone.
"""

import json
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "news"
UNSEEN = Path(__file__).parent / "unseen"
"""Written after the packaged reader had been trained, by other hands: to measure with, never to train or fit on."""


@dataclass(frozen=True, slots=True)
class Article:
    """A passage with its headline, and (question, accepted answers) pairs; no answers means a near miss."""

    story: str
    title: str
    source: str
    published: str
    context: str
    questions: tuple[tuple[str, tuple[str, ...]], ...]


def load_news(folder: Path = FOLDER) -> list[Article]:
    """Every article of ``folder``, files and lines in order."""
    return [
        Article(
            row["story"],
            row["title"],
            row["source"],
            row["published"],
            row["context"],
            tuple((qa["question"], tuple(qa["answers"])) for qa in row["qas"]),
        )
        for path in sorted(folder.glob("*.jsonl"))
        for row in map(json.loads, path.read_text("utf-8").splitlines())
    ]


def news_split(articles: list[Article]) -> tuple[list[Article], list[Article], list[Article]]:
    """(train, calibrate, held out), whole stories: numbers divisible by five are held out, those one above fit the confidence."""

    def left(article: Article) -> int:
        return int(article.story.rsplit("-", 1)[-1]) % 5

    return (
        [a for a in articles if left(a) > 1],
        [a for a in articles if left(a) == 1],
        [a for a in articles if left(a) == 0],
    )
