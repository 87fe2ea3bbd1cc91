"""Teach the packaged reader your corpus: ``python -m training --questions my.json --out my-reader``.

``my.json`` is in SQuAD format, 1.1 or 2.0. A tenth of its passages is kept out of training and asked before and after. The new
reader is used with ``quoth ask --reader my-reader`` or ``Settings(reader="my-reader")``.
"""

import argparse
import random
import shutil
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from qa.confidence import FILE
from qa.reader import WEIGHTS, OnnxReader
from training.data import SEED
from training.evaluate import closed, figures, untitled
from training.examples import Example, Paragraph, as_examples, load_squad, news_paragraphs
from training.export import export
from training.negatives import wrong_passages
from training.news import load_news, news_split
from training.restore import restore
from training.train import train

HELD_OUT = 0.1
FEWEST = 10
"""Passages. Below that there is nothing to learn and nothing to measure it on."""


def load(path: Path) -> list[Paragraph]:
    """The paragraphs of a user's file. Raises ValueError saying what to mend."""
    try:
        found = [p for p in load_squad(path) if p.questions]
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}; give a SQuAD-format JSON file") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f'{path} is not SQuAD-format JSON ({error}); it needs {{"data": [{{"paragraphs": [...]}}]}}') from None
    for p in found:
        for question, answers in p.questions:
            for text, start in answers:
                if p.context[start : start + len(text)] != text:
                    raise ValueError(f"{path}: the answer {text!r} to {question!r} does not stand at {start}; mend answer_start")
    if len(found) < FEWEST:
        raise ValueError(f"{path} has {len(found)} passages with questions; give {FEWEST} or more")
    return found


def mixture(kept: list[Paragraph], rng: random.Random) -> list[Example]:
    """The user's questions, some of them beside wrong passages, and as many of our own, so that nothing is forgotten."""
    own = as_examples(kept)
    own += wrong_passages(kept, len(own) // 4, rng)
    ours = as_examples(news_paragraphs(news_split(load_news())[0]))
    return own + rng.sample(ours, min(len(own), len(ours)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m training")
    parser.add_argument("--questions", type=Path, required=True, help="your questions in SQuAD format")
    parser.add_argument("--out", type=Path, required=True, help="folder for the new reader")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--rate", type=float, default=3e-5)
    options = parser.parse_args()
    try:
        paragraphs = load(options.questions)
    except ValueError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(2)
    rng = random.Random(SEED)
    contexts = sorted({p.context for p in paragraphs})
    out = set(rng.sample(contexts, max(1, int(len(contexts) * HELD_OUT))))
    kept, asked = [p for p in paragraphs if p.context not in out], [p for p in paragraphs if p.context in out]
    work = options.out / "training"
    restore(work / "start")
    train(str(work / "start"), work / "model", mixture(kept, rng), options.epochs, options.rate)
    export(work / "model", options.out)
    # The fit of the packaged reader: near enough until it is fitted anew (training/calibrate.py).
    shutil.copyfile(WEIGHTS / FILE, options.out / FILE)
    shutil.rmtree(work)
    table = Table("your passages that were kept out", "n", "exact match", "F1", "no-answer area")
    for name, folder in (("packaged", WEIGHTS), ("yours", options.out)):
        table.add_row(name, *figures(closed(untitled(asked), OnnxReader(folder))).values())
    Console().print(table)


if __name__ == "__main__":
    main()
