"""Two writers at once: one wins, the other says who holds the lock; after kill -9 of the holder the lock is free.

python tests/torture/writers.py --rounds 100
"""

import argparse
import os
import random
import signal
import tempfile
import time
from pathlib import Path

from common import EMBEDDER, articles, fail, finish, held, on_disk, start, update, value, warm

from index import IndexLockedError
from index.writer import writing


def try_to_write(index: Path, go: int, won: int) -> list[object]:
    """Take the lock and keep it, telling ``won``; else the error's words and the seconds until they came."""
    os.read(go, 1)
    begun = time.monotonic()
    try:
        with writing(index, EMBEDDER):
            os.write(won, os.getpid().to_bytes(8, "big"))
            while True:
                time.sleep(60)
    except IndexLockedError as error:
        return [str(error), time.monotonic() - begun]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=2.0, help="Within which the other must know.")
    options = parser.parse_args()
    warm()
    slowest = 0.0
    with tempfile.TemporaryDirectory() as scratch:
        folder, index = Path(scratch, "articles"), Path(scratch, "index.quoth")
        articles(folder, 5, random.Random(0))
        value(lambda: update(folder, index))
        for number in range(options.rounds):
            go, starter = os.pipe()
            winner, won = os.pipe()
            children = dict(start(lambda go=go, won=won: try_to_write(index, go, won)) for _ in range(2))
            os.write(starter, b"go")
            holder = int.from_bytes(os.read(winner, 8), "big")
            (other,) = set(children) - {holder}
            found = finish(other, children[other])
            words, seconds = found.get("value", (str(found), 0.0))
            if f"held by process {holder} on " not in words:
                fail(f"round {number}: process {holder} held the lock, the other said: {words}")
            slowest = max(slowest, seconds)
            if seconds > options.seconds:
                fail(f"round {number}: the other knew after {seconds:.1f} s")
            os.kill(holder, signal.SIGKILL)
            finish(holder, children[holder])
            value(lambda: update(folder, index))
            for end in (go, starter, winner, won):
                os.close(end)
        if value(lambda: held(index)) != on_disk(folder):
            fail("the index is not what its folder holds")
    print(f"{options.rounds} of {options.rounds} rounds: one won, the other knew who", end=" ")
    print(f"within {slowest:.2f} s, the lock was free again")


if __name__ == "__main__":
    main()
