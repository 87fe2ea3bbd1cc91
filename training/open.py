"""The measure that decides between readers: ``python -m training.open DATA READER READER``.

Everything there is makes one corpus: the three SQuADShifts files, the written news, the seeds, the stories, and any folders given
besides. Asked are questions over passages that neither reader was trained on nor its confidence fitted on (training/asking.py has
their kinds), with the same retrieval.
"""

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from eval.bootstrap import interval
from eval.report import SEEDS
from qa.confidence import FILE, Confidence
from qa.reader import OnnxReader
from qa.settings import seeds_folder
from training.asking import Asked, Judged, collect, named, sampled, surest, texts, write_corpus
from training.data import SHIFTS, held_out, written_split
from training.examples import load_squad
from training.news import load_news, news_split

STORIES = SEEDS.parent / "stories" / "corpus"


def open_questions(data: Path) -> list[Asked]:
    """The questions over what was held out of training and of the fit."""
    out = held_out(data)
    shifts = [p for name in SHIFTS[1:] for p in load_squad(data / f"{name}.json") if p.context in out]
    written = written_split(load_squad(data / "news_written.json"))[2]
    return named(
        [(p.title, texts(p)) for p in [*shifts, *written]] + [(a.story, a.questions) for a in news_split(load_news())[2]]
    )


def write_shifts(data: Path, folder: Path) -> None:
    """Write the forum posts and reviews into ``folder``, a file a passage."""
    for name in SHIFTS[1:]:
        for number, paragraph in enumerate(load_squad(data / f"{name}.json")):
            (folder / f"{name}-{number}.txt").write_text(paragraph.context, "utf-8")


def figures(judged: Sequence[Judged], model: Confidence) -> dict[str, np.ndarray]:
    """By figure, what each question that counts for it has: 1 or 0, or a reciprocal rank."""
    found = [(j, *surest(j, model)) for j in judged]
    answerable = [(j, p, right) for j, p, right in found if j.asked.kind == "answerable"]
    silent = {
        kind: np.array([p < model.threshold for j, p, _ in found if j.asked.kind == kind], dtype=float)
        for kind in ("near miss", "gone")
    }
    return {
        "top answer right": np.array([right for _, _, right in answerable], dtype=float),
        "answered and right": np.array([right and p >= model.threshold for _, p, right in answerable], dtype=float),
        "rightly silent": np.concatenate([*silent.values()]),
        **{f"rightly silent, {kind}": values for kind, values in silent.items()},
        "MRR as retrieved": np.array([j.found for j, _, _ in answerable]),
        "MRR as read": np.array([j.read for j, _, _ in answerable]),
    }


def shown(values: np.ndarray) -> str:
    """A mean with its 95% bootstrap interval."""
    bounds = interval(values)
    return f"{values.mean():.3f} ({bounds[0]:.3f}-{bounds[1]:.3f})" if bounds else ""


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("readers", nargs="+", type=Path, help="folders of exported readers, each with its fitted confidence")
    parser.add_argument("--also", nargs="*", type=Path, default=[], help="folders of further articles")
    parser.add_argument("--share", type=float, default=1.0, help="share of the questions, for a trial run")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as articles:
        write_corpus(options.data, Path(articles))
        write_shifts(options.data, Path(articles))
        folders = [Path(articles), seeds_folder(), STORIES, *options.also]
        asked = sampled(open_questions(options.data), options.share)
        every = collect(folders, asked, [OnnxReader(folder) for folder in options.readers])
    columns = [figures(judged, Confidence.load(folder / FILE)) for judged, folder in zip(every, options.readers, strict=True)]
    table = Table("figure", "n", *(folder.name for folder in options.readers))
    for name, values in columns[0].items():
        table.add_row(name, str(len(values)), *(shown(column[name]) for column in columns))
    totals = [column["answered and right"].mean() + column["rightly silent"].mean() for column in columns]
    table.add_row("answered and right + rightly silent", "", *(f"{total:.3f}" for total in totals))
    Console(width=140).print(table)
