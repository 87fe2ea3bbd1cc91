"""Precision and recall of index.duplicates on pairs: python tests/measure_duplicates.py [--speed].

tests/data/duplicates/reports.jsonl: reports of invented events by several outlets each, some of them copies by an editor's hand.
To those copies come ones made here by the rules an outlet follows with a wire report (cut, change words, add an introduction),
and to the reports of one event that are no copies the hardest kind: one report with two paragraphs quoted from the other.
Thresholds were chosen on the events of half "dev".
"""

import argparse
import json
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from index.boilerplate import article_ranges
from index.duplicates import PERMUTATIONS, signature, stories

DATA = Path(__file__).resolve().parent / "data"

INTRODUCTION = (
    "Our correspondent sums up what is known so far about an event that has kept the whole region busy since the early hours, "
    "and why it matters for readers here."
)
FOOTER = (
    "Subscribe to the Evening Post.\n\nThis report was supplied by an agency and has been edited by the Evening Post's news desk."
)
WORDS = {"said": "stated", "Monday": "yesterday", "people": "persons", "after": "following", "about": "roughly", "had": "has"}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts; whether one is a copy of the other; how they came about."""

    half: str
    how: str
    copy: bool
    first: str
    second: str


def _paragraphs(text: str) -> list[str]:
    return text.split("\n\n")


def _cut(text: str, share: float) -> str:
    paragraphs = _paragraphs(text)
    return "\n\n".join(paragraphs[: max(2, round(len(paragraphs) * share))])


def _words(text: str) -> str:
    return re.sub(r"\w+", lambda found: WORDS.get(found.group(), found.group()), text)


def _headed(text: str) -> str:
    return "\n\n".join(["What we know about the day's events", f"OSTREL (Evening Post) - {INTRODUCTION}", *_paragraphs(text)[1:]])


def _every_tenth(text: str) -> str:
    words = text.split(" ")
    return " ".join("[...]" if number % 10 == 9 else word for number, word in enumerate(words))


RULES: dict[str, Callable[[str], str]] = {
    "cut to three quarters": lambda text: _cut(text, 0.75),
    "cut to a half": lambda text: _cut(text, 0.5),
    "words changed": _words,
    "every tenth word lost": _every_tenth,
    "numbers changed": lambda text: re.sub(r"\d+", lambda found: str(int(found.group()) + 3), text),
    "own headline and introduction": _headed,
    "an outlet's footer": lambda text: f"{text}\n\n{FOOTER}",
    "all in capitals, unbroken": lambda text: " ".join(text.upper().split()),
    "a paragraph less inside": lambda text: "\n\n".join([*_paragraphs(text)[:2], *_paragraphs(text)[3:]]),
    "introduction, words changed, cut": lambda text: _cut(_headed(_words(text)), 0.7),
}


def reports() -> list[dict[str, str | None]]:
    """The reports as they are stored: id, half, event, copy_of (an id or None), text."""
    lines = (DATA / "duplicates" / "reports.jsonl").read_text("utf-8").splitlines()
    found: list[dict[str, str | None]] = [json.loads(line) for line in lines]
    return found


def pairs() -> list[Pair]:
    """Copies and reports of one event that are none."""
    rows = reports()
    found = []
    for a, b in combinations(rows, 2):
        if a["event"] != b["event"]:
            continue
        half, first, second = str(a["half"]), str(a["text"]), str(b["text"])
        copy = b["copy_of"] == a["id"]
        found.append(Pair(half, "an editor's copy" if copy else "own reports", copy, first, second))
        if not copy:
            quoted = [paragraph for paragraph in _paragraphs(first) if '"' in paragraph][:2]
            found.append(Pair(half, "own reports, quotes taken over", False, first, "\n\n".join([second, *quoted])))
    for row in rows:
        if str(row["id"]).endswith("-1"):
            text = str(row["text"])
            found += [Pair(str(row["half"]), how, True, text, rule(text)) for how, rule in RULES.items()]
    return found


def linked(pair: Pair) -> bool:
    """Whether ``stories`` puts the two into one story, their boilerplate left out first."""
    texts = (pair.first, pair.second)
    articles = ("\n".join(text[first:last] for first, last in article_ranges(text)) for text in texts)
    first, second = (signature(article) for article in articles)
    return stories({"a": first, "b": second})["b"] == "a"


def _speed() -> None:
    texts = [str(row["text"]) for row in reports()]
    article = " ".join(" ".join(texts).split()[:600])
    signature(article)
    begin = time.process_time()
    for _ in range(200):
        signature(article)
    print(f"signature of 600 words: {(time.process_time() - begin) * 5:.2f} ms of processor time")
    # Seven documents of ten stand alone; the others are copies, three of one story each, a tenth of their values changed.
    generator = np.random.default_rng(1)
    table = generator.integers(0, 2**32, (10_000, 1 + PERMUTATIONS), np.uint32)
    table[:, 0] = 300
    for row in range(0, 3000, 3):
        table[row + 1 : row + 3] = table[row]
        changed = generator.random((2, PERMUTATIONS)) < 0.1
        table[row + 1 : row + 3, 1:][changed] = generator.integers(0, 2**32, int(changed.sum()), np.uint32)
    signatures = {f"{row:05}": values.tobytes() for row, values in enumerate(table)}
    begin = time.process_time()
    found = stories(signatures)
    print(
        f"stories of 10,000 signatures: {time.process_time() - begin:.2f} s, {len(set(found.values()))} stories (8,000 are right)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--speed", action="store_true", help="also measure time")
    arguments = parser.parse_args()
    everything = [(pair, linked(pair)) for pair in pairs()]
    for half in ("dev", "test"):
        judged = [(pair, link) for pair, link in everything if pair.half == half]
        links = sum(link for _, link in judged)
        copies = sum(pair.copy for pair, _ in judged)
        right = sum(link and pair.copy for pair, link in judged)
        print(
            f"{half}: precision {right / max(1, links):.3f}, recall {right / copies:.3f} "
            f"({copies} pairs of copies, {len(judged) - copies} of own reports)"
        )
        for how in dict.fromkeys(pair.how for pair, _ in judged):
            those = [link for pair, link in judged if pair.how == how]
            print(f"  {how}: {sum(those)} of {len(those)} linked")
    if arguments.speed:
        _speed()


if __name__ == "__main__":
    main()
