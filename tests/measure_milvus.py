"""How much of the top 5 the two stores share, question by question: python tests/measure_milvus.py [--address milvus:URI]

Both hold the seeds and the stories, and get the same questions with the same filters. Without an address it is a Milvus Lite in
a scratch folder. Overlap is the share of the five passages LocalStore gives first that MilvusStore gives among its first five.
"""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from eval.questions import load_gold  # noqa: E402
from index import Filter, ingest, load_embedder  # noqa: E402
from index.places import open_store, place  # noqa: E402
from qa.retriever import content_words, retrieve  # noqa: E402

TOP = 5
QUESTIONS = 200
TARGET = 0.95


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--address")
    options = parser.parse_args()
    gold = load_gold(ROOT / "eval" / "seeds.jsonl") + load_gold(ROOT / "eval" / "stories" / "questions.jsonl")
    questions = [g.question for g in random.Random(0).sample(gold, QUESTIONS)]
    embedder = load_embedder()
    with tempfile.TemporaryDirectory() as scratch:
        places = (Path(scratch, "x.quoth"), place(options.address or f"milvus:{scratch}/x.db"))
        for where in places:
            report = ingest([ROOT / "seeds", ROOT / "eval" / "stories" / "corpus"], where, embedder)
            print(f"{report.manifest.documents} documents, {report.manifest.passages} passages in {str(where).split(':')[0]}")
        stores = [open_store(where) for where in places]
        shared = {"dense": 0.0, "lexical": 0.0, "fused": 0.0}
        asked = dict.fromkeys(shared, 0)
        seconds = [0.0, 0.0]
        for q in questions:
            vector, words = embedder.query(q.question), content_words(q.question)
            where_ = Filter(q.since, q.until, q.as_of, q.source, q.document)
            found: dict[str, list[list[str]]] = {name: [] for name in shared}
            for number, store in enumerate(stores):
                begun = time.perf_counter()
                hits = retrieve(vector, words, store, TOP, where_)
                seconds[number] += time.perf_counter() - begun
                found["fused"].append([hit.passage.id for hit in hits])
                found["dense"].append([p.id for p in store.passages([k for k, _ in store.dense(vector, TOP, where_)])])
                found["lexical"].append([p.id for p in store.passages([k for k, _ in store.lexical(words, TOP, where_)])])
            for name, (local, milvus) in found.items():
                if local:
                    shared[name] += len(set(local) & set(milvus)) / len(local)
                    asked[name] += 1
    for name in shared:
        print(f"{name:8} overlap of the top {TOP}: {shared[name] / asked[name]:.4f} over {asked[name]} questions")
    folder, milvus = (1000 * spent / len(questions) for spent in seconds)
    print(f"milliseconds a retrieval: folder {folder:.1f}, Milvus {milvus:.1f}")
    if shared["fused"] / asked["fused"] < TARGET:
        sys.exit(f"the fused overlap is below {TARGET}")


if __name__ == "__main__":
    main()
