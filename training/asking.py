"""Questions asked of an open corpus with a reader, and what came of each: the confidence is fitted on it, readers compared by it.

Three kinds: answerable questions, near misses (the passage is there, the answer is not), and questions whose answer was taken out
of the corpus with every passage that holds it. Only questions that name something are asked: "how many were hurt?" has as many
answers as there are accidents in the corpus, and its label would be chance.
"""

import dataclasses
import json
import math
import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import track

from eval.metrics import correct
from index import Filter, LocalStore, ingest, load_embedder
from qa.answers import candidates
from qa.confidence import Confidence, Features
from qa.reader import Reader
from qa.reading import read
from qa.retriever import Hit, content_words, retrieve
from qa.settings import Settings
from qa.words import names
from training.data import SEED, held_out, written_split
from training.examples import Paragraph, load_squad
from training.news import load_news, news_split

Questions = Sequence[tuple[str, tuple[str, ...]]]
"""(question, accepted answers) pairs; no answers means a near miss."""

GONE_SHARE = 0.5
"""Of the answerable questions, asked again with every passage that holds an accepted answer out of reach."""


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
    found: float = 0.0
    read: float = 0.0
    """Reciprocal ranks of the first passage that holds an accepted answer: as retrieved, and by the reader's widest margin."""


def write_corpus(data: Path, folder: Path) -> None:
    """Write the written news and the Wikipedia articles into ``folder``, a file an article."""
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


def fitting_questions(data: Path) -> list[Asked]:
    """The questions that may be asked of the corpus."""
    out = held_out(data)
    wiki = [p for p in load_squad(data / "new_wiki.json") if p.context in out]
    fitting = [*written_split(load_squad(data / "news_written.json"))[1], *wiki]
    return named([(p.title, texts(p)) for p in fitting] + [(a.story, a.questions) for a in news_split(load_news())[1]])


def texts(paragraph: Paragraph) -> Questions:
    """The questions of a paragraph with the words of their answers."""
    return [(question, tuple(text for text, _ in answers)) for question, answers in paragraph.questions]


def named(asked: Sequence[tuple[str, Questions]]) -> list[Asked]:
    """(story, its questions) as questions to ask, without those that name nothing."""
    return [
        Asked(question, answers, story, "answerable" if answers else "near miss")
        for story, questions in asked
        for question, answers in questions
        if names(question)
    ]


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
    return Judged(
        asked,
        tuple(f for _, f in found),
        tuple(correct(group[0].text, accepted) for group, _ in found),
        _reciprocal(hits, accepted),
        _reciprocal(list({span.hit.passage.id: span.hit for span in spans}.values()), accepted),
    )


def _reciprocal(hits: Sequence[Hit], accepted: Sequence[str]) -> float:
    ranks = (r for r, hit in enumerate(hits, 1) if any(a.casefold() in hit.passage.text.casefold() for a in accepted))
    return 1.0 / next(ranks, math.inf)


def sampled(asked: Sequence[Asked], share: float) -> list[Asked]:
    """The questions with those whose answer is to be gone, thinned to ``share`` of them."""
    rng = random.Random(SEED)
    answerable = [a for a in asked if a.answers]
    gone = rng.sample(answerable, int(len(answerable) * GONE_SHARE))
    every = [*asked, *(dataclasses.replace(a, kind="gone") for a in gone)]
    return rng.sample(every, min(len(every), max(60, int(len(every) * share))))


def collect(folders: Sequence[Path], asked: Sequence[Asked], readers: Sequence[Reader]) -> list[list[Judged]]:
    """Every question asked of the articles in ``folders`` with each reader: the judged ones of each, questions in order."""
    with tempfile.TemporaryDirectory() as scratch:
        ingest(folders, Path(scratch, "quoth"), load_embedder())
        store = LocalStore.open(Path(scratch, "quoth"))
        asking = track(asked, "asking", console=Console(stderr=True))
        judged = [[judge(a, store, reader) for reader in readers] for a in asking]
    # A question without any candidate needs no probability.
    return [[row[i] for row in judged if row[i].candidates] for i in range(len(readers))]


def surest(judged: Judged, model: Confidence) -> tuple[float, bool]:
    """(probability, right) of the candidate that ranks first."""
    return max(zip(model.probabilities(judged.candidates), judged.right, strict=True))
