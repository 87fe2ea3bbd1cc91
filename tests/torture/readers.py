"""Readers that search through commits: no error, and no result mixed from two generations.

python tests/torture/readers.py --commits 50
"""

import argparse
import os
import random
import re
import tempfile
import time
from pathlib import Path

from common import EMBEDDER, WORDS, fail, finish, start, update, value, warm

from index import Filter, LocalStore

READERS = 3
DOCUMENTS = 20


def write_all(folder: Path, number: int) -> None:
    """Every article anew, with the number of the commit it belongs to in each passage."""
    random_ = random.Random(number)
    for i in range(DOCUMENTS):
        sentences = [f"In commit{number}x {' '.join(random_.choices(WORDS, k=12))}." for _ in range(30)]
        (folder / f"{i:02}.txt").write_text(f"Title {i} commit{number}x\n\n{' '.join(sentences)}\n")


def commits(folder: Path, index: Path, count: int) -> None:
    for number in range(2, count + 2):
        write_all(folder, number)
        update(folder, index)


def search(index: Path, done: Path) -> list[int]:
    """Search until ``done`` is there; the searches made and the generations seen. Raises when a result is mixed."""
    random_ = random.Random(os.getpid())
    searches, generations = 0, set()
    while not done.exists():
        store = LocalStore.open(index)
        generations.add(store.manifest.generation)
        for _ in range(5):
            words = random_.choices(WORDS, k=3)
            keys = [key for key, _ in store.lexical([*words, "title"], 20, Filter())]
            keys += [key for key, _ in store.dense(EMBEDDER.query(" ".join(words)), 20, Filter())]
            passages = store.passages(keys)
            documents = store.documents([p.document_id for p in passages])
            marks = {m for p in passages for m in re.findall(r"commit\d+x", p.text)}
            marks |= {m for d in documents for m in re.findall(r"commit\d+x", d.title + d.text)}
            assert marks == {f"commit{store.manifest.generation}x"}, f"generation {store.manifest.generation} gave {marks}"
            assert len(documents) == len(passages) == len(keys) > 20
            searches += 1
    return [searches, len(generations)]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--commits", type=int, default=50)
    options = parser.parse_args()
    warm()
    with tempfile.TemporaryDirectory() as scratch:
        folder, index, done = Path(scratch, "articles"), Path(scratch, "index.quoth"), Path(scratch, "done")
        folder.mkdir()
        write_all(folder, 1)
        value(lambda: update(folder, index))
        readers = [start(lambda: search(index, done)) for _ in range(READERS)]
        time.sleep(0.2)
        wrong = None
        try:
            value(lambda: commits(folder, index, options.commits))
        finally:
            done.touch()
            results = [finish(*reader) for reader in readers]
            wrong = next((r for r in results if "value" not in r), None)
        if wrong:
            fail(f"{wrong}")
        searches = sum(r["value"][0] for r in results)
        print(f"{searches} searches by {READERS} readers through {options.commits} commits: no error, none mixed")
        print(f"generations seen: {', '.join(str(r['value'][1]) for r in results)}")


if __name__ == "__main__":
    main()
