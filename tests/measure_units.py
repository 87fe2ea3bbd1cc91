"""What one passage costs, for docs/scale.md: python tests/measure_units.py

Over the seeds and the stories, with one thread. Times are seconds of processor time of this process, so that what else runs on
the machine hardly shows; the parser's child process is not in them.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from index import ingest, load_embedder  # noqa: E402
from index.passages import header  # noqa: E402
from index.places import open_store, place  # noqa: E402
from index.terms import terms  # noqa: E402

FOLDERS = [ROOT / "seeds", ROOT / "eval" / "stories" / "corpus"]
QUESTION = "Which proposals did the ministers reject on Monday?"
ASKED = 20


class Stored:
    """An embedder that has embedded these texts before, to see what all the rest costs."""

    def __init__(self, embedder) -> None:
        self.name, self.fingerprint, self.dim = embedder.name, embedder.fingerprint, embedder.dim
        self.query = embedder.query
        self.seconds, self.texts = 0.0, 0
        self._embedder = embedder
        self._known: dict[tuple[str, ...], object] = {}

    def passages(self, texts):
        if tuple(texts) not in self._known:
            begun = time.process_time()
            self._known[tuple(texts)] = self._embedder.passages(texts)
            self.seconds += time.process_time() - begun
            self.texts += len(texts)
        return self._known[tuple(texts)]


def size(path: Path) -> int:
    return sum(p.stat().st_size for p in path.rglob("*") if p.is_file()) if path.is_dir() else path.stat().st_size


def main() -> None:
    embedder = load_embedder()
    embedder.query("ready")
    stored = Stored(embedder)
    with tempfile.TemporaryDirectory() as scratch:
        ingest(FOLDERS, Path(scratch, "first.quoth"), stored)
        begun = time.process_time()
        folder = Path(scratch, "x.quoth")
        manifest = ingest(FOLDERS, folder, stored).manifest
        local = time.process_time() - begun
        store = open_store(folder)
        documents = store.documents()
        by_id = {d.id: d for d in documents}
        passages = store.passages(list(range(1, manifest.passages + 1)))
        begun = time.process_time()
        words = terms().of([(header(by_id[p.document_id]), p.text) for p in passages])
        tokenizing = time.process_time() - begun
        begun, begun_here = time.process_time(), time.thread_time()
        address = place(f"milvus:{scratch}/x.db")
        ingest(FOLDERS, address, stored)
        # The server's threads are in the first figure alone.
        milvus, client = time.process_time() - begun, time.thread_time() - begun_here
        begun = time.process_time()
        for number in range(ASKED):
            embedder.query(f"{QUESTION} {number}")
        asking = (time.process_time() - begun) / ASKED
        n = manifest.passages
        text, found = sum(len(p.text.encode()) for p in passages), sum(len(w.encode()) for w in words)
        different = sum(len(set(w.split())) for w in words)
        sqlite, faiss, lite = (size(path) for path in (folder / manifest.store, folder / manifest.vectors, Path(scratch, "x.db")))
        each = stored.seconds / stored.texts
    print(f"{manifest.documents} documents, {n} passages, {n / manifest.documents:.2f} a document")
    print(f"bytes a passage: text {text / n:.0f}, its words for BM25 {found / n:.0f}, vector {4 * manifest.dim}")
    print(f"different words a passage: {different / n:.0f}")
    print(f"bytes a passage on disk: SQLite {sqlite / n:.0f}, FAISS {faiss / n:.0f}, Milvus Lite {lite / n:.0f}")
    print(f"embedding: {1 / each:.1f} passages a processor second; a question {1000 * asking:.1f} ms")
    print(f"all else into a folder: {1000 * local / n:.2f} ms a passage, {local / n / each:.1%} of embedding")
    print(f"all else into a Milvus: {1000 * client / n:.2f} ms a passage in the writer, {client / n / each:.1%} of embedding;")
    print(f"  {1000 * tokenizing / n:.2f} of it make the words, and {1000 * (milvus - client) / n:.2f} more in the Milvus Lite")


if __name__ == "__main__":
    main()
