"""Questions without an answer.

Two kinds stand in every batch, because each alone fails: near misses (the right passage, a question that it does not answer)
teach the margin to tell an answer from a resemblance, wrong passages (another passage that retrieval ranks high) keep the ranking
across passages.
"""

import random
import re

from training.examples import Example, Paragraph


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


def balanced(examples: list[Example], rng: random.Random) -> list[Example]:
    """The examples with so many near misses taken out that no first word has more of them than the average question has.

    Who writes near misses asks "why" more often than who writes questions, and a reader would learn to be silent at "why".
    """
    answered: dict[str, int] = {}
    silent: dict[str, list[Example]] = {}
    for example in examples:
        word = example.question.split()[0].lower()
        if example.end > example.start:
            answered[word] = answered.get(word, 0) + 1
        else:
            silent.setdefault(word, []).append(example)
    ratio = sum(map(len, silent.values())) / max(1, sum(answered.values()))
    kept = {
        id(e) for word, near in silent.items() for e in rng.sample(near, min(len(near), 1 + round(ratio * answered.get(word, 0))))
    }
    return [e for e in examples if e.end > e.start or id(e) in kept]
