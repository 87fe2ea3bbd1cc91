"""How long the list of documents takes, and how long questions take while files are added.

python tests/measure_library.py --documents 10000 --uploads 100
"""

import argparse
import hashlib
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from index import Document, LocalStore, ingest, load_embedder  # noqa: E402
from index.schema import Indexed  # noqa: E402
from index.sentences import sentences  # noqa: E402
from index.uploads import add  # noqa: E402
from index.writer import writing  # noqa: E402
from qa import Assistant  # noqa: E402

STORIES = ROOT / "eval" / "stories" / "corpus"
QUESTIONS = ("Who is the mayor?", "How many people were hurt?", "What did the court decide?", "When does the bridge open?")


def filled(folder: Path, documents: int) -> LocalStore:
    """An index of made-up documents with made-up vectors, which a list does not look at."""
    random_, embedder = random.Random(0), load_embedder()
    pieces = [p.read_text("utf-8").split("---", 2)[2] for p in sorted(STORIES.glob("*.md"))]
    words = [text[a:b].strip() for text in pieces for a, b in sentences(text)]
    with writing(folder, embedder) as writer:
        for number in range(documents):
            text, path = " ".join(random_.choices(words, k=25)), f"/articles/{number:06}.txt"
            sha256 = hashlib.sha256(path.encode()).hexdigest()
            spans = tuple((start, min(start + 900, len(text))) for start in range(0, len(text), 800))
            vectors = np.zeros((len(spans), embedder.dim), "<f4")
            vectors[:, number % embedder.dim] = 1.0
            outlet = random_.choice([None, *(f"Outlet {i}" for i in range(60))])
            day = f"{random_.randint(2015, 2025)}-{random_.randint(1, 12):02}-{random_.randint(1, 28):02}"
            title = " ".join(random_.choice(words).split()[:8])
            writer.add_file(path, sha256, len(text), None, {})
            document = Document(sha256[:16], title, text, outlet, day, None, path)
            writer.add(document, path, Indexed(sha256, random_.randbytes(516), spans, vectors.tobytes()))
        writer.commit(["/articles"], {"added": documents})
    return LocalStore.open(folder)


def milliseconds(work: Callable[[], object], runs: int = 5) -> str:
    """Wall and processor time, medians: the second does not depend on what else the machine does."""
    wall, own = [], []
    for _ in range(runs):
        before, begun = time.process_time(), time.perf_counter()
        work()
        own.append(1000 * (time.process_time() - before))
        wall.append(1000 * (time.perf_counter() - begun))
    return f"{statistics.median(wall):7.1f} ms ({statistics.median(own):.1f} ms of processor)"


def lists(folder: Path, documents: int) -> None:
    store = filled(folder, documents)
    size = sum(path.stat().st_size for path in folder.iterdir())
    print(f"{documents:,} documents, index of {size / 1e6:,.0f} MB")
    print("  summary                ", milliseconds(store.summary))
    print("  first list             ", milliseconds(lambda: store.listing("", "newest", 25), 1))
    for order in ("newest", "title", "outlet", "longest"):
        print(f"  by {order:20}", milliseconds(lambda order=order: store.listing("", order, 25, documents // 2)))
    for search in ("outlet", "2024-03", "court", "outlet 2024 court", "nosuchword"):
        print(f"  search {search!r:16}", milliseconds(lambda search=search: store.listing(search, "newest", 25)))


def questions(folder: Path, uploads: int) -> None:
    ingest([STORIES], folder, load_embedder())
    assistant, times, random_ = Assistant.open(folder), [], random.Random(1)
    files = Path(tempfile.mkdtemp(dir=folder.parent))
    texts = [p.read_text("utf-8").split("---", 2)[2] for p in sorted(STORIES.glob("*.md"))]
    for number in range(uploads):
        (files / f"{number}.txt").write_text(f"Upload {number}\n\n{random_.choice(texts)}")

    def asked() -> None:
        begun = time.perf_counter()
        assistant.ask(random_.choice(QUESTIONS))
        times.append(1000 * (time.perf_counter() - begun))

    def said(when: str) -> None:
        print(f"  {when}: {len(times)} questions, median {statistics.median(times):.0f} ms, longest {max(times):.0f} ms")
        times.clear()

    for _ in range(20):
        asked()
    said("alone")
    thread = threading.Thread(target=lambda: add(sorted(files.iterdir()), folder, load_embedder()))
    begun = time.perf_counter()
    thread.start()
    while thread.is_alive():
        asked()
    said(f"while {uploads} files are added, which takes {time.perf_counter() - begun:.0f} s")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--uploads", type=int, default=100)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        if options.documents:
            lists(Path(scratch, "list.quoth"), options.documents)
        if options.uploads:
            questions(Path(scratch, "ask.quoth"), options.uploads)


if __name__ == "__main__":
    main()
