"""A corpus of made-up articles with the packaged embedder: seconds, documents a second, peak memory, and a second run.

python tests/torture/scale.py --documents 10000
"""

import argparse
import random
import resource
import tempfile
from pathlib import Path

from common import WORDS, fail

from index import ingest, load_embedder

CHANGED = 10
LIMIT = 0.02
"""Of the first run's time, for the second one; asked of corpora so large that ten documents are nothing beside them."""

ASKED_FROM = 5000


def article(random_: random.Random) -> str:
    """About 350 words in sentences, found again by the first one."""
    mark = f"mark{random_.randrange(10**12):012}"
    sentences = [" ".join(random_.choices(WORDS, k=random_.randint(8, 25))).capitalize() + "." for _ in range(21)]
    return f"Title {mark}\n\n{mark.capitalize()} stands here. {' '.join(sentences)}\n"


def timed(folder: Path, index: Path) -> tuple[float, dict[str, int]]:
    """Seconds of an ingest, and its counts."""
    report = ingest([folder], index, load_embedder())
    return report.seconds, report.to_dict()["counts"]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=10_000)
    options = parser.parse_args()
    random_ = random.Random(0)
    with tempfile.TemporaryDirectory() as scratch:
        folder, index = Path(scratch, "articles"), Path(scratch, "index.quoth")
        folder.mkdir()
        for number in range(options.documents):
            (folder / f"{number:06}.txt").write_text(article(random_))
        load_embedder().query("ready")  # loading the model is not indexing
        begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        first, counts = timed(folder, index)
        if counts["added"] != options.documents:
            fail(f"not all were added: {counts}")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for number in range(CHANGED):
            (folder / f"{number:06}.txt").write_text(article(random_))
        second, counts = timed(folder, index)
        if (counts["changed"], counts["unchanged"]) != (CHANGED, options.documents - CHANGED):
            fail(f"the second run did something else: {counts}")
        size = sum(path.stat().st_size for path in index.iterdir())
    print(f"{options.documents} documents in {first:.1f} s, {options.documents / first:.1f} a second, index of {size:,} bytes")
    print(f"peak memory {peak / 1024:.0f} MB, {begun / 1024:.0f} MB of it before the first document")
    print(f"second run with {CHANGED} changed files {second:.2f} s, {second / first:.2%} of the first")
    if options.documents >= ASKED_FROM and second > LIMIT * first:
        fail(f"the second run took over {LIMIT:.0%} of the first")


if __name__ == "__main__":
    main()
