"""What BM25 over the rarest words costs: ``python tests/measure_rarest.py DATA``. The figures stand in docs/adr/0009-growth.md.

The paragraphs of SQuADShifts and the written news of DATA are one corpus, asked questions of all of them that name something.
recall@k: an accepted answer stands in one of the first k passages, in the document the question was written for. ``scored`` is
what takes the place of ``index.rarest.SCORED``. What is left out hangs on the share of the corpus that is scored, so the small
ones stand for larger corpora: 5% here leaves out the words that 5,000 do of 100,000 passages.
"""

import argparse
import json
import random
import statistics
import tempfile
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from index import Filter, LocalStore, ingest, load_embedder, rarest, store
from qa.retriever import content_words, retrieve
from qa.settings import Settings
from qa.words import names
from training.data import SEED, SHIFTS
from training.examples import load_squad

CUTOFFS = (1, 5, 12)
SHARES = (0.5, 0.2, 0.1, 0.05)
"""Of the corpus that is scored."""


def corpus(data: Path, folder: Path, most: int) -> list[tuple[str, tuple[str, ...], str]]:
    """Write paragraphs as documents, the first ``most`` by name; (question, answers, title) of those that name something."""
    written: dict[str, tuple[str, list[tuple[str, tuple[str, ...], str]]]] = {}
    for name in (*SHIFTS, "news_written"):
        for number, paragraph in enumerate(load_squad(data / f"{name}.json")):
            title = f"{paragraph.title.replace('_', ' ') or name} {number}"
            head = f"---\ntitle: {json.dumps(title)}\n---\n\n"
            asked = [(q, tuple(text for text, _ in answers), title) for q, answers in paragraph.questions if answers]
            written[f"{name}-{number}.md"] = head + paragraph.context, asked
    chosen = sorted(written)[:most]
    for file in chosen:
        (folder / file).write_text(written[file][0], "utf-8")
    return [one for file in chosen for one in written[file][1] if names(one[0])]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--questions", type=int, default=1000)
    parser.add_argument("--documents", type=int, default=10**9)
    options = parser.parse_args()
    embedder, top_k = load_embedder(), max(*CUTOFFS, Settings().top_k)
    with tempfile.TemporaryDirectory() as scratch:
        folder, index = Path(scratch, "corpus"), Path(scratch, "quoth")
        folder.mkdir()
        asked = corpus(options.data, folder, options.documents)
        asked = random.Random(SEED).sample(asked, min(options.questions, len(asked)))
        passages = ingest([folder], index, embedder).manifest.passages
        vectors = [embedder.query(question) for question, _, _ in track(asked, "embedding", console=Console(stderr=True))]
        table = Table("scored", *(f"recall@{k}" for k in CUTOFFS), "right to wrong @5", "wrong to right @5")
        whole: list[bool] = []
        for scored in (passages, rarest.SCORED, *(int(share * passages) for share in SHARES)):
            store.SCORED = rarest.SCORED = scored
            opened, ranks = LocalStore.open(index), []
            for vector, (question, answers, title) in zip(vectors, asked, strict=True):
                hits = retrieve(vector, content_words(question), opened, top_k, Filter())
                holding = (h.rank for h in hits if h.document.title == title and any(a in h.passage.text for a in answers))
                ranks.append(next(holding, top_k + 1))
            recall = [f"{100 * statistics.fmean(rank <= k for rank in ranks):.2f}" for k in CUTOFFS]
            found = [rank <= 5 for rank in ranks]
            whole = whole or found
            changes = [sum(a is first and b is not first for a, b in zip(whole, found, strict=True)) for first in (True, False)]
            table.add_row(f"{scored:,}", *recall, *map(str, changes))
    Console().print(f"{passages:,} passages, {len(asked):,} questions", table)


if __name__ == "__main__":
    main()
