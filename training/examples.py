"""Questions beside passages, from SQuAD-format files and the written news. Reads the data where it lies; nothing is copied."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from index import Document
from index.passages import header
from training.news import Article


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


def titled(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Paragraphs with the title of their article before them."""
    found = []
    for p in paragraphs:
        top = p.title.replace("_", " ") + "\n"
        questions = tuple((q, tuple((text, start + len(top)) for text, start in answers)) for q, answers in p.questions)
        found.append(Paragraph(p.title, top + p.context, questions))
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
