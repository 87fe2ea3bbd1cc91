"""What growth costs, over the corpora of growth_corpus.py: python tests/measure_growth.py OUT [--sizes 1000 ...] [--to docs]

Writes growth.json and growth.png. One thread; times are of the processor and of this thread, so that what else runs shows less;
opening is by the clock, with warm files. Each index is opened and searched in a process of its own. "store" is the index as it
is used, the others are FAISS indexes over the same vectors. Recall is the share of the TOP truly nearest passages among the
first TOP. "retrieve" is the second time that each question is asked, "retrieve_cold" the first.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

os.environ["OMP_NUM_THREADS"] = "1"
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

TOP, CANDIDATES, READ, ASKED = 10, 50, 12, 100
KINDS = ("exact", "lists", "HNSW")
HNSW_UP_TO = 30_000
"""Building takes a millisecond or two a vector and grows faster than they do: past this, hours."""
CHUNK = 20_000


def spent(function: Any, *series: Any) -> tuple[list[Any], dict[str, float]]:
    """What ``function`` gives for each of the ``series`` together, and p50 and p95 of its milliseconds."""
    found, times = [], []
    for values in zip(*series, strict=True):
        begun = time.thread_time()
        found.append(function(*values))
        times.append(1000 * (time.thread_time() - begun))
    return found, {f"p{p}_ms": float(np.percentile(times, p)) for p in (50, 95)}


def memory() -> float:
    """Resident megabytes of this process, files mapped into it with them."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def recall(found: Any, wanted: Any) -> float:
    shares = [len(set(f) & set(w)) / len(set(w)) for f, w in zip(found, wanted, strict=True) if len(w)]
    return float(np.mean(shares))


def asked(out: Path) -> tuple[list[str], np.ndarray]:
    return (out / "questions.txt").read_text("utf-8").splitlines()[:ASKED], np.load(out / "embeddings.npz")["questions"][:ASKED]


def of_store(out: Path, size: int) -> dict[str, Any]:
    from index import Filter, LocalStore
    from qa.retriever import content_words, retrieve

    everything = Filter()
    texts, vectors = asked(out)
    words = [content_words(text) for text in texts]
    before = memory()
    begun = time.perf_counter()
    store = LocalStore.open(out / f"{size}.quoth")
    row: dict[str, Any] = {"open_ms": 1000 * (time.perf_counter() - begun)}
    row["disk_mb"] = sum(path.stat().st_size for path in (out / f"{size}.quoth").iterdir()) / 2**20
    for times in ("retrieve_cold", "retrieve"):
        _, row[times] = spent(lambda v, w: retrieve(v, w, store, READ, everything), vectors, words)
    dense, row["dense"] = spent(lambda v: [k for k, _ in store.dense(v, CANDIDATES, everything)][:TOP], vectors)
    _, row["lexical"] = spent(lambda w: store.lexical(w, CANDIDATES, everything), words)
    row["store_mb"] = memory() - before
    store._postings = None
    _, row["lexical_fts5"] = spent(lambda w: store.lexical(w, CANDIDATES, everything), words)
    return row | {"recall": recall(dense, np.load(out / f"{size}-truth.npy")[:ASKED])}


def of_assistant(out: Path, size: int) -> dict[str, Any]:
    from qa import Assistant

    begun = time.perf_counter()
    assistant = Assistant.open(out / f"{size}.quoth")
    opened = 1000 * (time.perf_counter() - begun)
    for text in asked(out)[0][:5]:
        assistant.ask(text)
    return {"with_models_open_ms": opened, "with_models_mb": memory()}


def of_kind(out: Path, size: int, kind: str) -> dict[str, Any]:
    import faiss

    from index import vectors as module

    rows = np.load(next(p for p in sorted(out.glob("*.npy")) if p.stem.isdigit() and int(p.stem) >= size), mmap_mode="r")[:size]
    dim, begun, params = rows.shape[1], time.process_time(), None
    if kind == "lists":
        module.EXACT_UP_TO = 0
        index = module.build(((number + 1, row.tobytes()) for number, row in enumerate(rows)), dim)
    else:
        plain = faiss.IndexFlatIP(dim)
        if kind == "HNSW":
            plain = faiss.IndexHNSWSQ(dim, faiss.ScalarQuantizer.QT_8bit, 32, faiss.METRIC_INNER_PRODUCT)
            plain.hnsw.efConstruction, plain.hnsw.efSearch = 80, 64
            plain.train(np.ascontiguousarray(rows[:CHUNK]))
        index = plain
        for first in range(0, size, CHUNK):
            index.add(np.ascontiguousarray(rows[first : first + CHUNK]))
    built = time.process_time() - begun
    _, questions = asked(out)
    if kind == "lists":
        found, times = spent(lambda v: [k for k, _ in module.nearest(index, v, CANDIDATES, None)][:TOP], questions)
    else:
        found, times = spent(lambda v: (index.search(v[None], CANDIDATES, params=params)[1][0, :TOP] + 1).tolist(), questions)
    if kind == "exact":
        np.save(out / f"{size}-exact.npy", found)
    size_mb = len(faiss.serialize_index(index)) / 2**20 if size <= 100_000 else None
    return times | {"recall": recall(found, np.load(out / f"{size}-exact.npy")), "build_s": built, "index_mb": size_mb}


def run(out: Path, size: int, what: str) -> dict[str, Any]:
    command = [sys.executable, "-W", "ignore", __file__, str(out), "--sizes", str(size), "--job", what]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def child(out: Path, size: int, what: str) -> dict[str, Any]:
    if what in KINDS:
        return of_kind(out, size, what)
    return of_store(out, size) if what == "store" else of_assistant(out, size)


def picture(results: dict[str, dict[str, Any]], path: Path) -> None:
    from matplotlib.figure import Figure

    panels = {
        "processor ms a retrieval, p50": {
            "dense and BM25, fused": ("store", "retrieve", "p50_ms"),
            "dense alone": ("store", "dense", "p50_ms"),
            "BM25 alone": ("store", "lexical", "p50_ms"),
            "BM25 by FTS5 alone": ("store", "lexical_fts5", "p50_ms"),
        },
        "processor ms a search, p50": {kind: (kind, "p50_ms") for kind in KINDS},
        "recall@10 against exact": {"store": ("store", "recall"), "HNSW": ("HNSW", "recall"), "lists": ("lists", "recall")},
        "opening, ms": {"store": ("store", "open_ms")},
        "resident memory, MB": {"store": ("store", "store_mb"), "with both models": ("assistant", "with_models_mb")},
        "disk, MB": {"store": ("store", "disk_mb")},
    }
    figure = Figure(figsize=(10.5, 6.2), layout="constrained", dpi=110)
    for axes, (title, lines) in zip(figure.subplots(2, 3).flat, panels.items(), strict=True):
        for (label, keys), colour in zip(lines.items(), ("#1f2933", "#2563a8", "#b83a3a", "#9aa5b1"), strict=False):
            points = []
            for size, row in results.items():
                value: Any = row
                for key in keys:
                    value = value.get(key) if value else None
                points += [(int(size), value)] if value is not None else []
            if not points:
                continue
            axes.plot(*zip(*sorted(points), strict=True), "o-", color=colour, linewidth=1.6, markersize=4, label=label)
        axes.set_xscale("log")
        axes.set_yscale("linear" if "recall" in title else "log")
        axes.set_title(title, fontsize=9, loc="left")
        axes.legend(frameon=False, fontsize=7)
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(labelsize=8)
    figure.supxlabel("passages", fontsize=9)
    figure.savefig(path)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 30_000, 100_000, 1_000_000])
    parser.add_argument("--kinds", nargs="+", default=["store", "assistant", *KINDS])
    parser.add_argument("--to", type=Path, default=ROOT / "docs")
    parser.add_argument("--job", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.job:
        print(json.dumps(child(options.out, options.sizes[0], options.job)))
        return
    path = options.to / "growth.json"
    results: dict[str, dict[str, Any]] = json.loads(path.read_text()) if path.exists() else {}
    for size in options.sizes:
        for what in options.kinds:
            made = (options.out / f"{size}.quoth").is_dir() or what in KINDS
            if made and not (what == "HNSW" and size > HNSW_UP_TO):
                results.setdefault(str(size), {})[what] = run(options.out, size, what)
                print(size, what, results[str(size)][what], flush=True)
                path.write_text(json.dumps(results, indent=1) + "\n")
    picture(results, options.to / "growth.png")


if __name__ == "__main__":
    main()
