"""Precision, recall and kind accuracy of qa.attribution: `python tests/measure_attribution.py [--stories DIR] [--misses HALF]`.

A text is right when it and the label contain one another, normalised, word by word. Precision is right / given, recall
right / labelled, kind accuracy right kinds / right texts. The test half was written before the rules; read only its figures.
"""

import argparse
import json
import re
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from index.sentences import sentences  # noqa: E402
from qa.attribution import attribute  # noqa: E402
from qa.merging import normalise  # noqa: E402

DATA = ROOT / "tests" / "data" / "attribution.jsonl"
WINDOW = 900


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled answer; ``attribution`` and ``kind`` are None where nobody is named."""

    id: str
    passage: str
    start: int
    end: int
    source: str | None
    attribution: str | None
    kind: str | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts and shares in [0, 1]; ``misses`` says what went wrong, ``milliseconds`` is the mean processor time of one call."""

    cases: int
    precision: float
    recall: float
    kinds: float
    milliseconds: float
    misses: tuple[str, ...]


def cases(half: str) -> list[Case]:
    """The cases of one half of the labelled data."""
    found = []
    for line in DATA.read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["half"] == half:
            start = -1
            for _ in range(row["occurrence"] + 1):
                start = row["passage"].index(row["answer"], start + 1)
            end = start + len(row["answer"])
            found.append(Case(row["id"], row["passage"], start, end, row["source"], row["attribution"], row["kind"]))
    return found


def stories(folder: Path) -> list[Case]:
    """The attribution questions of ``folder``, each answer in a window of whole sentences of its documents.

    Of several places of an answer, the one whose sentences share most words with the question.
    """
    found = []
    for line in (folder / "questions.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["kind"] != "attribution":
            continue
        asked = set(re.findall(r"\w+", row["question"].lower()))
        for document in row["docs"]:
            head, body = (folder / "corpus" / f"{document}.md").read_text("utf-8").split("\n---\n", 1)
            source = re.search(r"^source: (.*)$", head, re.M)
            bounds = sentences(body)
            places = []
            for match in re.finditer(re.escape(row["answers"][0]), body):
                k = next(k for k, (a, b) in enumerate(bounds) if a <= match.start() < b)
                around = body[bounds[max(0, k - 1)][0] : bounds[min(len(bounds) - 1, k + 1)][1]].lower()
                places.append((len(asked & set(re.findall(r"\w+", around))), match.start(), match.end(), k))
            if not places:
                continue
            _, start, end, k = max(places)
            first = last = k
            while bounds[last][1] - bounds[first][0] < WINDOW and (first > 0 or last < len(bounds) - 1):
                first, last = max(0, first - 1), min(len(bounds) - 1, last + 1)
            a, b = bounds[first][0], bounds[last][1]
            outlet = source[1] if source else None
            found.append(
                Case(
                    f"{row['id']}@{document}", body[a:b], start - a, end - a, outlet, row["attribution"], row["attribution_kind"]
                )
            )
    return found


def agree(given: str, label: str) -> bool:
    """Whether one contains the other, normalised, as whole words."""
    a, b = f" {normalise(given)} ", f" {normalise(label)} "
    return a in b or b in a


def measure(labelled: Iterable[Case]) -> Figures:
    """Score ``labelled``; raises AssertionError for a text that is not the passage's at its offsets."""
    total = given = wanted = right = kinds = 0
    misses = []
    begun = time.process_time()
    answers = [(case, attribute(case.passage, case.start, case.end, case.source)) for case in labelled]
    spent = time.process_time() - begun
    for case, got in answers:
        total += 1
        given += got is not None
        wanted += case.attribution is not None
        assert got is None or case.passage[got.start : got.end] == got.text
        good = got is not None and case.attribution is not None and agree(got.text, case.attribution)
        right += good
        kinds += good and got is not None and got.kind == case.kind
        if (got is None) != (case.attribution is None) or (got and (not good or got.kind != case.kind)):
            before, answer = case.passage[max(0, case.start - 130) : case.start], case.passage[case.start : case.end]
            seen = f"{got.text!r} {got.kind}" if got else None
            after = case.passage[case.end : case.end + 110]
            misses.append(
                f"{case.id}: {seen} for {case.attribution!r} {case.kind}\n    {before}[[{answer}]]{after}".replace("\n\n", "¶")
            )
    return Figures(
        total, right / max(given, 1), right / max(wanted, 1), kinds / max(right, 1), 1000 * spent / max(total, 1), tuple(misses)
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--stories", type=Path)
    parser.add_argument("--misses", choices=("dev", "stories"))
    options = parser.parse_args()
    sets = {"dev": cases("dev"), "test": cases("test")}
    if options.stories:
        sets["stories"] = stories(options.stories)
    for name, labelled in sets.items():
        got = measure(labelled)
        print(
            f"{name}: {got.cases} cases, precision {got.precision:.3f}, recall {got.recall:.3f}, "
            f"kind {got.kinds:.3f}, {got.milliseconds:.2f} ms a call"
        )
        if options.misses == name:
            print(*got.misses, sep="\n")


if __name__ == "__main__":
    main()
