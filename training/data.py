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

EVAL_SETS = (SEEDS, SEEDS.parent / "stories" / "questions.jsonl", SEEDS.parent / "near_misses.jsonl")

SHIFTS = ("new_wiki", "reddit", "amazon_reviews")
"""The three SQuADShifts files (Miller et al. 2020)."""

SEED = 0


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


def held_out(paragraphs: list[Paragraph], share: float = 0.05) -> set[str]:
    """The contexts kept out of training: a fixed ``share`` of the distinct ones, the same in every run."""
    contexts = sorted({p.context for p in paragraphs})
    random.Random(SEED).shuffle(contexts)
    return set(contexts[: int(len(contexts) * share)])


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
    for question, answers, own in rng.sample(asked, min(count, len(asked))):
        scores = (matrix @ vectorizer.transform([question]).T).toarray()[:, 0]
        ranked = [contexts[i] for i in scores.argsort()[::-1][:8] if contexts[i] != own]
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


def training_examples(data: Path, scale: float = 1.0) -> list[Example]:
    """The mixture of the packaged reader, shuffled. ``scale`` thins every part alike (0.01 for a trial run)."""
    rng = random.Random(SEED)

    def part(items: list[Example], count: int) -> list[Example]:
        return rng.sample(items, min(len(items), max(1, int(count * scale))))

    written = written_split(load_squad(data / "news_written.json"))[0]
    mixture = part(as_examples(written), 10_000)
    mixture += part(wrong_passages(written, int(1_600 * scale) or 1, rng), 1_600)
    for name, answered, wrong in zip(SHIFTS, (2_600, 1_600, 1_000), (1_100, 700, 500), strict=True):
        everything = load_squad(data / f"{name}.json")
        out = held_out(everything)
        kept = [p for p in everything if p.context not in out]
        mixture += part(as_examples(kept), answered)
        mixture += part(wrong_passages(kept, int(wrong * scale) or 1, rng), wrong)
        if name == "new_wiki":
            mixture += part(swapped(kept, int(1_500 * scale) or 1, rng), 1_500)
    leaked = {example.question.lower() for example in mixture} & eval_questions()
    if leaked:
        raise ValueError(f"{len(leaked)} eval questions in the training data, the first: {sorted(leaked)[0]!r}; take them out")
    rng.shuffle(mixture)
    return mixture


def eval_questions() -> set[str]:
    """Every question that answers are scored on, in lower case: none of them may be trained on."""
    return {gold.question.question.lower() for path in EVAL_SETS for gold in load_gold(path)}
