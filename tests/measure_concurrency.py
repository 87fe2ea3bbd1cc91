"""What several questions at once gain or cost, and what embedding them together would.

python tests/measure_concurrency.py
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from index import ingest, load_embedder  # noqa: E402
from qa import Assistant  # noqa: E402
from qa.settings import Settings, seeds_folder  # noqa: E402

QUESTIONS = [json.loads(line)["question"] for line in (ROOT / "eval" / "seeds.jsonl").read_text("utf-8").splitlines()][:30]


def cost(work: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of the processors, and of the clock, that ``work`` takes."""
    processor, clock = time.process_time(), time.perf_counter()
    work()
    return 1000 * (time.process_time() - processor), 1000 * (time.perf_counter() - clock)


def main() -> None:
    """Print a line for each number of workers, twice, then the embeddings."""
    embedder = load_embedder()
    with tempfile.TemporaryDirectory() as folder:
        ingest([seeds_folder()], Path(folder) / "seeds.quoth", embedder)
        assistant = Assistant.open(Path(folder) / "seeds.quoth", Settings())
        for workers in (1, 2, 4, 8) * 2:
            with ThreadPoolExecutor(workers) as pool:
                processor, clock = cost(lambda pool=pool: list(pool.map(assistant.ask, QUESTIONS)))  # type: ignore[misc]
            n = len(QUESTIONS)
            print(f"{workers} at once: {processor / n:.0f} processor ms a question, {1000 * n / clock:.2f} questions a second")
    eight = QUESTIONS[:8]
    alone = min(cost(lambda: [embedder.query(question) for question in eight])[0] for _ in range(10))
    # What a query is embedded as is what a passage is, for the packaged embedder.
    together = min(cost(lambda: embedder.passages(eight))[0] for _ in range(10))
    print(f"8 questions embedded: {alone:.0f} processor ms one by one, {together:.0f} in one call")


if __name__ == "__main__":
    main()
