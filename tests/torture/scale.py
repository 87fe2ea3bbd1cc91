"""A corpus of made-up articles with the packaged embedder: seconds, documents a second, peak memory, and a second run.

python tests/torture/scale.py --documents 10000
"""

import argparse
import random
import resource
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from index import ingest, load_embedder  # noqa: E402
from index.sentences import sentences  # noqa: E402

CHANGED = 10
LIMIT = 0.02
"""Of the first run's time, for the second one; asked of corpora so large that ten documents are nothing beside them."""

ASKED_FROM = 5000


def material() -> list[str]:
    """The sentences of the story corpus: real words, so that the embedder has as much to do as with real articles."""
    found = []
    for path in sorted((ROOT / "eval" / "stories" / "corpus").glob("*.md")):
        text = path.read_text("utf-8").split("---", 2)[2]
        found += [piece for start, end in sentences(text) if len(piece := text[start:end].strip()) > 40]
    return found


def article(random_: random.Random, pieces: list[str]) -> str:
    """A news brief of about 130 words, one passage, found again by its first sentence."""
    mark = f"mark{random_.randrange(10**12):012}"
    return f"Title {mark}\n\n{mark.capitalize()} stands here. {' '.join(random_.sample(pieces, 6))}\n"


def timed(folder: Path, index: Path) -> tuple[float, dict[str, int]]:
    """Seconds of an ingest, and its counts."""
    report = ingest([folder], index, load_embedder())
    return report.seconds, report.to_dict()["counts"]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=10_000)
    options = parser.parse_args()
    random_, pieces = random.Random(0), material()
    with tempfile.TemporaryDirectory() as scratch:
        folder, index = Path(scratch, "articles"), Path(scratch, "index.quoth")
        folder.mkdir()
        for number in range(options.documents):
            (folder / f"{number:06}.txt").write_text(article(random_, pieces))
        load_embedder().query("ready")  # loading the model is not indexing
        begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        first, counts = timed(folder, index)
        if counts["added"] != options.documents:
            sys.exit(f"not all were added: {counts}")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for number in range(CHANGED):
            (folder / f"{number:06}.txt").write_text(article(random_, pieces))
        second, counts = timed(folder, index)
        if (counts["changed"], counts["unchanged"]) != (CHANGED, options.documents - CHANGED):
            sys.exit(f"the second run did something else: {counts}")
        size = sum(path.stat().st_size for path in index.iterdir())
    print(f"{options.documents} documents in {first:.1f} s, {options.documents / first:.1f} a second, index of {size:,} bytes")
    print(f"peak memory {peak / 1024:.0f} MB, {begun / 1024:.0f} MB of it before the first document")
    print(f"second run with {CHANGED} changed files {second:.2f} s, {second / first:.2%} of the first")
    if options.documents >= ASKED_FROM and second > LIMIT * first:
        sys.exit(f"the second run took over {LIMIT:.0%} of the first")


if __name__ == "__main__":
    main()
