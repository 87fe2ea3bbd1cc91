"""Training examples for the reader, from SQuAD-format files. Reads the data where it lies; nothing is copied.

Two kinds of questions without an answer stand in every batch, because each alone fails: near misses (the right passage, a
question that it does not answer) teach the margin to tell an answer from a resemblance, wrong passages (another passage that
retrieval ranks high) keep the ranking across passages.
"""

import json
import random
import re
from dataclasses import dataclass
from pathlib import Path

from eval.questions import load_gold
from eval.report import SEEDS
from index import Document
from index.passages import header
from training.news import Article, load_news, news_split

EVAL_SETS = (SEEDS, SEEDS.parent / "stories" / "questions.jsonl", SEEDS.parent / "near_misses.jsonl")

SHIFTS = ("new_wiki", "reddit", "amazon_reviews")
"""The three SQuADShifts files (Miller et al. 2020)."""

SEED = 0

_FIRST_STAGE = (None, 6_000, 4_000)
"""Questions of each file that the first stage trained on; None is all."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question beside a passage; the answer is ``context[start:end]`` (code points), or ``start == end`` for no answer."""

    question: str
    context: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A passage with its questions; each question carries every annotator's (text, start), none if it has no answer."""

    title: str
    context: str
    questions: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]


def load_squad(path: Path) -> list[Paragraph]:
    """The paragraphs of a SQuAD 1.1 or 2.0 file, in file order."""
    return [
        Paragraph(
            article.get("title", ""),
            paragraph["context"],
            tuple(
                (qa["question"].strip(), tuple((a["text"], a["answer_start"]) for a in qa["answers"])) for qa in paragraph["qas"]
            ),
        )
        for article in json.loads(path.read_text("utf-8"))["data"]
        for paragraph in article["paragraphs"]
    ]


def held_out(data: Path) -> set[str]:
    """The contexts kept out of training and tuning: 5% of each SQuADShifts file of ``data``, the same in every run.

    The first stage of the reader (docs of training/README.md) drew them with one random stream that it used for its own
    sampling besides; the same draws are made here, so that what it never saw is what no later stage sees.
    """
    rng = random.Random(SEED)
    out: set[str] = set()
    for name, most in zip(SHIFTS, _FIRST_STAGE, strict=True):
        paragraphs = load_squad(data / f"{name}.json")
        contexts = sorted({p.context for p in paragraphs})
        rng.shuffle(contexts)
        here = set(contexts[: len(contexts) // 20])
        asked = list(range(sum(len(p.questions) for p in paragraphs if p.context not in here)))
        rng.shuffle(asked)
        asked = asked[:most]
        rng.sample(asked, min(len(asked) // 5, 1_700))
        out |= here
    return out


def written_split(paragraphs: list[Paragraph]) -> tuple[list[Paragraph], list[Paragraph], list[Paragraph]]:
    """The written news as (train, calibrate, held out): titles ending in 0 are held out, in 1 or 2 fit the confidence."""

    def last(paragraph: Paragraph) -> int:
        return int(paragraph.title.rsplit("-", 1)[-1]) % 10

    return (
        [p for p in paragraphs if last(p) > 2],
        [p for p in paragraphs if last(p) in (1, 2)],
        [p for p in paragraphs if last(p) == 0],
    )


def chosen_answer(answers: tuple[tuple[str, int], ...]) -> tuple[str, int]:
    """The annotation most annotators gave; among equals, the one of middle length."""
    most = max(answers.count(a) for a in answers)
    best = sorted({a for a in answers if answers.count(a) == most}, key=lambda a: len(a[0]))
    return best[len(best) // 2]


def as_examples(paragraphs: list[Paragraph]) -> list[Example]:
    """Every question beside its own passage."""
    found = []
    for paragraph in paragraphs:
        for question, answers in paragraph.questions:
            text, start = chosen_answer(answers) if answers else ("", 0)
            found.append(Example(question, paragraph.context, start, start + len(text)))
    return found


def wrong_passages(paragraphs: list[Paragraph], count: int, rng: random.Random) -> list[Example]:
    """``count`` questions, each beside a passage ranked high for it that holds none of its answers."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    contexts = sorted({p.context for p in paragraphs})
    vectorizer = TfidfVectorizer(stop_words="english", sublinear_tf=True)
    matrix = vectorizer.fit_transform(contexts)
    asked = [(q, a, p.context) for p in paragraphs for q, a in p.questions if a]
    found = []
    chosen = rng.sample(asked, min(count, len(asked)))
    # One product for all: a hundred times faster than one for each.
    scores = vectorizer.transform([question for question, _, _ in chosen]) @ matrix.T
    for row, (question, answers, own) in enumerate(chosen):
        ranked = [contexts[i] for i in scores[row].toarray()[0].argsort()[::-1][:8] if contexts[i] != own]
        free = [c for c in ranked if not any(text.lower() in c.lower() for text, _ in answers)]
        if free:
            found.append(Example(question, rng.choice(free[:4]), 0, 0))
    return found


NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+(?: [A-Z][a-z]+)*|\b(?:1[5-9]|20)\d\d\b")
"""A capitalised run inside a sentence, or a year: what a near miss changes."""


def swapped(paragraphs: list[Paragraph], count: int, rng: random.Random) -> list[Example]:
    """``count`` near misses made by putting another question's name or year where a question has its own."""
    asked = [(q, p.context) for p in paragraphs for q, a in p.questions if a]
    names = sorted({m.group() for q, _ in asked for m in NAME.finditer(q)})
    years = [n for n in names if n.isdigit()]
    words = [n for n in names if not n.isdigit()]
    found: list[Example] = []
    rng.shuffle(asked)
    for question, context in asked:
        matches = list(NAME.finditer(question))
        if not matches or len(found) == count:
            continue
        match = rng.choice(matches)
        other = rng.choice(years if match.group().isdigit() else words)
        # The swapped-in name must be foreign to the passage, or the question may have an answer after all.
        if other.lower() in context.lower() or match.group() not in context:
            continue
        found.append(Example(question[: match.start()] + other + question[match.end() :], context, 0, 0))
    return found


def news_paragraphs(articles: list[Article]) -> list[Paragraph]:
    """Written articles as paragraphs that open with their headline and date, as the reader gets them of a real article."""
    found = []
    for article in articles:
        top = header(Document("", article.title, "", article.source, article.published, None, "")) + "\n"
        questions = tuple((q, tuple((text, _find(article.context, text, len(top))) for text in a)) for q, a in article.questions)
        found.append(Paragraph(article.story, top + article.context, questions))
    return found


def _find(context: str, text: str, shift: int) -> int:
    whole = re.search(rf"(?<!\w){re.escape(text)}(?!\w)", context)
    return shift + (whole.start() if whole else context.index(text))


def same_story(paragraphs: list[Paragraph], rng: random.Random) -> list[Example]:
    """Every question of a story beside another passage of it that does not hold the answer: right topic, wrong passage."""
    stories: dict[str, list[Paragraph]] = {}
    for paragraph in paragraphs:
        stories.setdefault(paragraph.title, []).append(paragraph)
    found = []
    for paragraph in paragraphs:
        for question, answers in paragraph.questions:
            free = [
                p.context
                for p in stories[paragraph.title]
                if p is not paragraph and not any(text.lower() in p.context.lower() for text, _ in answers)
            ]
            if answers and free:
                found.append(Example(question, rng.choice(free), 0, 0))
    return found


def titled(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Paragraphs with the title of their article before them."""
    found = []
    for p in paragraphs:
        top = p.title.replace("_", " ") + "\n"
        questions = tuple((q, tuple((text, start + len(top)) for text, start in answers)) for q, answers in p.questions)
        found.append(Paragraph(p.title, top + p.context, questions))
    return found


def training_examples(data: Path, scale: float = 1.0) -> list[Example]:
    """The mixture of the packaged reader, shuffled. ``scale`` thins every part alike (0.01 for a trial run)."""
    rng = random.Random(SEED)

    def part(items: list[Example], count: int) -> list[Example]:
        return rng.sample(items, min(len(items), max(1, int(count * scale))))

    news = news_paragraphs(news_split(load_news())[0])
    written = written_split(load_squad(data / "news_written.json"))[0]
    mixture = part(as_examples(news), 10_000) + part(same_story(news, rng), 1_500) + part(as_examples(written), 2_500)
    mixture += part(wrong_passages(news + written, int(1_500 * scale) or 1, rng), 1_500)
    out = held_out(data)
    for name, answered, wrong in zip(SHIFTS, (2_500, 2_200, 2_200), (800, 500, 500), strict=True):
        kept = [p for p in load_squad(data / f"{name}.json") if p.context not in out]
        if name == "new_wiki":
            mixture += part(swapped(kept, int(600 * scale) or 1, rng), 600)
            half = rng.sample(kept, len(kept) // 2)
            kept = [*titled(half), *(p for p in kept if p not in half)]
        mixture += part(as_examples(kept), answered)
        mixture += part(wrong_passages(kept, int(wrong * scale) or 1, rng), wrong)
    leaked = {example.question.lower() for example in mixture} & eval_questions()
    if leaked:
        raise ValueError(f"{len(leaked)} eval questions in the training data, the first: {sorted(leaked)[0]!r}; take them out")
    rng.shuffle(mixture)
    return mixture


def eval_questions() -> set[str]:
    """Every question that answers are scored on, in lower case: none of them may be trained on."""
    return {gold.question.question.lower() for path in EVAL_SETS for gold in load_gold(path)}
