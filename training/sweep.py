"""How long a passage should be: ``python -m training.sweep DATA``. The figures stand in docs/adr/0006-passages.md.

The Wikipedia articles of SQuADShifts are split in every way of SIZES, indexed and asked the questions of the passages that the
reader never saw. recall@k: an accepted answer stands in one of the first k passages of its own article. F1: of the span with
the widest margin. Milliseconds: of reading them.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from eval.metrics import f1
from index import Filter, LocalStore, ingest, load_embedder, passages
from qa.reader import load_reader
from qa.reading import read
from qa.retriever import content_words, retrieve
from qa.settings import Settings
from qa.words import names
from training.asking import write_corpus
from training.data import held_out
from training.examples import load_squad

SIZES = ((350, 70), (500, 100), (700, 150), (900, 0), (900, 200), (1200, 250))
"""(characters of a passage, characters of overlap)."""


def measure(folder: Path, asked: list[tuple[str, list[str], str]]) -> tuple[int, list[float], float, float]:
    """(passages, recall@1, 5 and 8, F1, median milliseconds of reading) over (question, answers, title) of ``asked``."""
    embedder, reader, top_k = load_embedder(), load_reader(), Settings().top_k
    ranks, overlaps, times = [], [], []
    with tempfile.TemporaryDirectory() as index:
        manifest = ingest([folder], index, embedder).manifest
        store = LocalStore.open(index)
        for question, answers, title in track(asked, "asking", console=Console(stderr=True)):
            hits = retrieve(embedder.query(question), content_words(question), store, top_k, Filter())
            holding = (h.rank for h in hits if h.document.title == title and any(a in h.passage.text for a in answers))
            ranks.append(next(holding, None))
            begun = time.perf_counter()
            spans = read(reader, question, hits)
            times.append(1000 * (time.perf_counter() - begun))
            overlaps.append(f1(spans[0].text, answers) if spans else 0.0)
    recall = [statistics.fmean(rank is not None and rank <= k for rank in ranks) for k in (1, 5, 8)]
    return manifest.passages, recall, statistics.fmean(overlaps), statistics.median(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--questions", type=int, default=200)
    options = parser.parse_args()
    wiki = load_squad(options.data / "new_wiki.json")
    out = held_out(options.data)
    asked = [
        (q, [text for text, _ in answers], p.title.replace("_", " "))
        for p in wiki
        if p.context in out
        for q, answers in p.questions
        if names(q)
    ][: options.questions]
    table = Table("characters", "overlap", "passages", "recall@1", "recall@5", "recall@8", "F1", "ms to read", "n")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_corpus(options.data, folder)
        for path in folder.iterdir():
            if not path.name.startswith("wiki"):
                path.unlink()
        for size, overlap in SIZES:
            passages.PASSAGE_CHARACTERS, passages.OVERLAP_CHARACTERS = size, overlap
            passages._splitter.cache_clear()
            count, recall, overlap_f1, milliseconds = measure(folder, asked)
            found = (*(f"{r:.3f}" for r in recall), f"{overlap_f1:.3f}", f"{milliseconds:.0f}", str(len(asked)))
            table.add_row(str(size), str(overlap), str(count), *found)
            Console(stderr=True).print(size, overlap, count, *found)
    Console().print(table)


if __name__ == "__main__":
    main()
