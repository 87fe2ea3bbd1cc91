"""kill -9 at random moments of index, update, remove and compact: the old or the new generation, whole, and a next writer.

python tests/torture/kills.py --kills 200
"""

import argparse
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from common import article, articles, child, fail, held, killed, on_disk, update, value, warm

from index.manifest import NAME, Manifest, current
from index.removal import remove
from index.writer import writing

Work = Callable[[], object]


def compact(index: Path) -> None:
    with writing(index, None) as writer:
        assert writer.base is not None
        writer.compact()
        writer.commit(writer.base.roots, writer.base.changes)


def prepare(kind: str, folder: Path, index: Path, random_: random.Random) -> tuple[Work, dict[str, str] | None]:
    """Set the scene for one change: the work to do, and what the index holds when it is done."""
    names = sorted(path.name for path in folder.iterdir())
    if kind == "index":
        shutil.rmtree(index)
        return lambda: update(folder, index), on_disk(folder)
    if kind == "remove":
        name = random_.choice(names)
        left = {n: text for n, text in on_disk(folder).items() if n != name}
        return lambda: remove([str(folder / name)], index) and None, left
    if kind == "compact":
        return lambda: compact(index), on_disk(folder)
    (folder / names[0]).rename(folder / f"z{names[0]}")
    (folder / names[1]).unlink()
    (folder / names[2]).write_text(article(random_))
    (folder / f"{random_.randrange(10**6)}.txt").write_text(article(random_))
    return lambda: update(folder, index), on_disk(folder)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    random_ = random.Random(options.seed)
    warm()
    outcomes: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        folder, index = Path(scratch, "articles"), Path(scratch, "index.quoth")
        articles(folder, 30, random_)
        value(lambda: update(folder, index))
        seconds: dict[str, float] = {}
        number = done = 0
        while done < options.kills:
            kind = ("index", "update", "remove", "compact")[number % 4]
            number += 1
            old, generation = value(lambda: held(index)), current(index)
            work, new = prepare(kind, folder, index, random_)
            if kind not in seconds:
                begun = time.monotonic()
                value(work)
                seconds[kind] = time.monotonic() - begun
            elif killed(work, random_.uniform(0, 1.1 * seconds[kind])):
                done += 1
                if kind == "index" and not (index / NAME).exists():
                    outcomes["index: none yet"] += 1
                    found = child(lambda: held(index))
                    if "QuothError" not in found.get("kinds", []):
                        fail(f"kill {done}: no clear error from a first run that was killed: {found}")
                else:
                    found = child(lambda: held(index))
                    if found.get("value") not in (old, new) or (kind == "index" and found.get("value") != new):
                        fail(f"kill {done} in {kind}: neither generation: {found}")
                    outcomes[f"{kind}: {'old' if kind != 'index' and current(index) == generation else 'new'}"] += 1
            value(lambda: update(folder, index))
            if value(lambda: held(index)) != on_disk(folder):
                fail(f"after kill {done} in {kind} the next writer made something else")
            left = {path.name for path in index.iterdir()} - {NAME, "lock"} - set(Manifest.read(index).files)
            if left:
                fail(f"after kill {done} in {kind} the next writer left {left}")
    print(f"{done} of {options.kills} kills: the old or the new generation whole, and the next writer worked")
    print(", ".join(f"{what} {count}" for what, count in sorted(outcomes.items())))


if __name__ == "__main__":
    main()
