"""Words of questions and passages compared: content words by their stems, names, years and numbers."""

import re
from functools import cache, lru_cache

from index import Document
from index.sentences import passage_sentences
from qa.retriever import STOP_WORDS

STEM = 5
"""Words are compared by their first letters: "rejected" and "reject" are one, at no cost."""

_NAME = re.compile(r"\b[A-Z][\w’'-]*|\b\d[\d,.]*")


@lru_cache(maxsize=512)
def stems(text: str) -> frozenset[str]:
    """The content words of ``text`` by their first letters."""
    return frozenset(word[:STEM] for word in re.findall(r"\w+", text.lower()) if word not in STOP_WORDS)


def near(text: str, start: int, end: int) -> str:
    """The sentences of ``text`` that [start, end) touches."""
    touched = [(a, b) for a, b in passage_sentences(text) if a < end and b > start]
    return text[touched[0][0] : touched[-1][1]] if touched else text[start:end]


@lru_cache(maxsize=256)
def names(question: str) -> frozenset[str]:
    """Names, years and numbers of a question: capitalised words by their first letters, numbers whole.

    The first word is capitalised whatever it is ("Name the mayor"), so it never counts. "1,200" and "1200" are one.
    """
    found = set()
    for match in _NAME.finditer(question):
        if match.group()[0].isdigit():
            found.add(match.group().replace(",", "").rstrip("."))
        elif match.start() > 0:
            word = match.group().lower().replace("’", "'").removesuffix("'s")
            found |= {part[:STEM] for part in re.findall(r"\w+", word) if part not in STOP_WORDS}
    return frozenset(found)


@cache
def _date_names(date: str | None) -> frozenset[str]:
    """Year, month and day of an ISO date as ``names`` has them."""
    if date is None:
        return frozenset()
    import calendar

    year, *rest = date.split("-")
    month = [calendar.month_name[int(rest[0])].lower()[:STEM]] if rest else []
    return frozenset([year, *month, *(str(int(day)) for day in rest[1:])])


@lru_cache(maxsize=256)
def missing_names(question: str, document: Document) -> int:
    """How many names, years and numbers of the question stand neither in the document nor in its title or date, at most 2."""
    wanted = names(question)
    if not wanted:
        return 0
    text = f"{document.title} {document.source or ''} {document.text}".lower().replace(",", "")
    absent = [
        w
        for w in wanted - _date_names(document.published)
        if not re.search(rf"\b{re.escape(w)}" + (r"(?![\d.]\d|\d)" if w[0].isdigit() else ""), text)
    ]
    return min(2, len(absent))


def same_story(question: str, document: Document, best: Document) -> bool:
    """Whether ``document`` may tell of what ``best`` tells for ``question``: it lacks at most one more of the question's names,
    and not all of them where the other has some.
    """
    lacks, least = missing_names(question, document), missing_names(question, best)
    return lacks <= least or (lacks == least + 1 and lacks < len(names(question)))
