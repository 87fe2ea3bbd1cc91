"""Precision and recall of what index.boilerplate leaves out: python tests/measure_boilerplate.py [--originals DIR] [--show HALF].

tests/data/boilerplate/documents.jsonl holds invented pages, each paragraph (in texts of one line, each stretch) labelled by hand
as article or not. Their halves were set when they were written; the rules are developed on "dev" alone. originals.json holds
labels for files that are not part of the repository: [start, end) ranges that are not article.
"""

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from index.boilerplate import article_ranges

DATA = Path(__file__).resolve().parent / "data" / "boilerplate"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A labelled stretch of a document, [start, end), and whether it was kept: more than half of its characters are."""

    document: str
    text: str
    article: bool
    characters: int
    left_out: int

    @property
    def kept(self) -> bool:
        return self.left_out * 2 <= self.characters


@dataclass(frozen=True, slots=True)
class Figures:
    """Precision and recall in [0, 1] of what was left out, by paragraph and by character; article paragraphs lost of all."""

    precision: float
    recall: float
    character_precision: float
    character_recall: float
    lost: int
    article: int


def judged(document: str, text: str, stretches: Iterable[tuple[int, int, bool]]) -> list[Paragraph]:
    """Stretches (start, end, article) of a text beside what ``article_ranges`` makes of them; white space does not count."""
    kept = bytearray(len(text))
    for start, end in article_ranges(text):
        kept[start:end] = b"\x01" * (end - start)
    found = []
    for start, end, article in stretches:
        solid = [position for position in range(start, end) if not text[position].isspace()]
        left_out = sum(not kept[position] for position in solid)
        found.append(Paragraph(document, text[start:end], article, len(solid), left_out))
    return found


def half(name: str) -> list[Paragraph]:
    """Every paragraph of the committed documents of one half."""
    found = []
    for line in (DATA / "documents.jsonl").read_text("utf-8").splitlines():
        document = json.loads(line)
        if document["half"] != name:
            continue
        text, stretches = "", []
        for paragraph in document["paragraphs"]:
            text += document["joiner"] if text else ""
            stretches.append((len(text), len(text) + len(paragraph["text"]), paragraph["article"]))
            text += paragraph["text"]
        found += judged(document["id"], text, stretches)
    return found


def originals(folder: Path) -> list[Paragraph]:
    """Every line of the original files that have labels."""
    found = []
    for name, ranges in json.loads((DATA / "originals.json").read_text("utf-8")).items():
        text = (folder / name).read_bytes().decode("utf-8")
        stretches, position = [], 0
        for line in text.splitlines(keepends=True):
            if line.strip():
                article = not any(start <= position < end for start, end in ranges)
                stretches.append((position, position + len(line), article))
            position += len(line)
        found += judged(name, text, stretches)
    return found


def figures(paragraphs: list[Paragraph]) -> Figures:
    """What was left out, against the labels."""
    out = [p for p in paragraphs if not p.kept]
    boilerplate = [p for p in paragraphs if not p.article]
    right = sum(not p.article for p in out)
    right_characters = sum(p.left_out for p in boilerplate)
    return Figures(
        right / max(1, len(out)),
        right / max(1, len(boilerplate)),
        right_characters / max(1, sum(p.left_out for p in paragraphs)),
        right_characters / max(1, sum(p.characters for p in boilerplate)),
        len(out) - right,
        len(paragraphs) - len(boilerplate),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--originals", type=Path, help="the folder of the files that originals.json labels")
    parser.add_argument("--show", help="also print what was judged wrong in this set: dev, test or originals")
    arguments = parser.parse_args()
    sets = {"dev": half("dev"), "test": half("test")}
    if arguments.originals:
        sets["originals"] = originals(arguments.originals)
    print("set        precision  recall  by character (precision, recall)  article paragraphs lost")
    for name, paragraphs in sets.items():
        f = figures(paragraphs)
        print(
            f"{name:10} {f.precision:9.3f}  {f.recall:6.3f}  {f.character_precision:12.3f} {f.character_recall:10.3f}"
            f"            {f.lost:11} of {f.article}"
        )
    for p in sets.get(arguments.show or "", []):
        if p.kept != p.article:
            print(f"{p.document}: {'lost' if p.article else 'kept'}: {p.text!r}")


if __name__ == "__main__":
    main()
