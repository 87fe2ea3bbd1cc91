"""How often disagreements are told right, by half of the stories: python tests/measure_disagreement.py INDEX QUESTIONS [--misses]

QUESTIONS is JSONL with id, story, kind, question, answers and, by kind, values, independent_sources, as_of. The stories in
alphabetical order are dealt to the halves in turn: "dev", whose misses may be looked at, and "test", of which only figures are
printed. What is right, by kind:

moved, dispute   the kind, every value and no other, and the newest value (any side) as first answer
agree            the answer, and the number of independent sources
units            the answer, and no disagreement
as_of            the answer
all others       no disagreement
"""

import json
import statistics
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from index import Filter, LocalStore, load_embedder
from qa.answers import newest_first, rank
from qa.confidence import FILE, Confidence
from qa.disagreement import disagreement
from qa.merging import same
from qa.quantities import equal, read
from qa.reader import WEIGHTS, load_reader
from qa.retriever import content_words, retrieve
from qa.settings import Settings
from qa.spans import decode


def says(answer: str, gold: str) -> bool:
    """Whether an answer says what the gold says, its figure alone compared where both have one."""
    one, other = read(answer)[0], read(gold)[0]
    return same(answer, gold) or bool(one and other and equal(one[0], other[0]))


def right(row: dict[str, Any], answers: list[Any], found: Any) -> bool:
    first = answers[0] if answers else None
    kind = row["kind"]
    gold = row["answers"][:1] if kind == "moved" else row["answers"]
    top = first is not None and any(says(first.text, answer) for answer in gold)
    if kind in ("moved", "dispute"):
        wanted = [value["value"] for value in row["values"]]
        given = [value.value for value in found.values] if found else []
        every = all(any(says(g, w) for g in given) for w in wanted) and all(any(says(g, w) for w in wanted) for g in given)
        return top and every and found is not None and found.kind == ("moved" if kind == "moved" else "disputed")
    if kind == "agree":
        return top and first is not None and bool(first.independent_sources == row["independent_sources"])
    return top and found is None if kind == "units" else top if kind == "as_of" else found is None


def main(index: Path, questions: Path, misses: bool) -> None:
    rows = [json.loads(line) for line in questions.read_text("utf-8").splitlines() if line.strip()]
    dev = set(sorted({row["story"] for row in rows})[::2])
    store = LocalStore.open(index)
    embedder, reader, confidence = load_embedder(store.manifest.embedder), load_reader(), Confidence.load(WEIGHTS / FILE)
    outcomes: dict[str, dict[str, list[bool]]] = {"dev": defaultdict(list), "test": defaultdict(list)}
    milliseconds = []
    for row in rows:
        question, half = row["question"], "dev" if row["story"] in dev else "test"
        where = Filter(None, None, row.get("as_of"), None)
        hits = retrieve(embedder.query(question), content_words(question), store, Settings().top_k, where)
        spans = decode(reader.read(question, [hit.passage.text for hit in hits]), hits)
        begun = time.process_time()
        found = disagreement(question, spans)
        answers = newest_first(question, rank(question, spans, confidence, found), found, row.get("as_of"))
        milliseconds.append(1000 * (time.process_time() - begun))
        outcomes[half][row["kind"]].append(right(row, answers, found))
        if misses and half == "dev" and not outcomes[half][row["kind"]][-1]:
            sys.stdout.write(f"{row['id']}: {answers[0].text if answers else None!r} {found}\n")
    for half, kinds in outcomes.items():
        sys.stdout.write(half + "".join(f"  {kind} {sum(ok)}/{len(ok)}" for kind, ok in sorted(kinds.items())) + "\n")
    sys.stdout.write(f"median {statistics.median(milliseconds):.1f} ms of CPU for merging, ranking and disagreement\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), "--misses" in sys.argv)
