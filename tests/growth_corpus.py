"""Corpora of any size for measure_growth.py, made from real ones: python tests/growth_corpus.py FOLDER OUT [--sizes 1000 ...]

FOLDER holds SQuAD-format files (SQuADShifts, the written news). A passage of the corpus is one of BASE passages of theirs with a
quarter of its words changed, for words drawn as often as they stand in all of them, or for coined names; its vector is that of
the real passage with noise of the real ones' covariance, at a cosine of about CLOSE to it. Two passages are a document, with an
outlet, a date and a signature of random numbers: no copies. Questions are real ones about the real passages. Of each size OUT
then has an index (SIZE.quoth), its vectors (SIZE.npy) and the keys that are truly nearest to each question (SIZE-truth.npy).
"""

import argparse
import hashlib
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from index import Document, load_embedder  # noqa: E402
from index.duplicates import PERMUTATIONS  # noqa: E402
from index.passages import header, split  # noqa: E402
from index.schema import Indexed  # noqa: E402
from index.writer import writing  # noqa: E402
from training.examples import load_squad  # noqa: E402

FILES = ("new_wiki", "reddit", "amazon_reviews", "news_written")
BASE, QUESTIONS, TOP = 4000, 200, 10
CLOSE = 0.75
"""Of two passages of one running story; variants of one passage then have about half of that with each other."""
CHANGED, COINED, NAMES = 0.25, 0.05, 50_000
"""Shares of the words that are changed, and changed for a coined name; and how many of those there are."""
CHUNK = 10_000


def real(folder: Path) -> tuple[list[str], list[str]]:
    """BASE passages and QUESTIONS questions about them."""
    passages, questions = [], []
    for name in FILES:
        for number, paragraph in enumerate(load_squad(folder / f"{name}.json")):
            document = Document(f"{name}{number}", "", paragraph.context, None, None, None, "")
            for one in split(document, ((0, len(document.text)),)):
                passages.append(one.text)
                questions.append([q for q, answers in paragraph.questions if answers])
    random = np.random.default_rng(0)
    chosen = sorted(random.choice(len(passages), BASE, replace=False))
    asked = [str(random.choice(questions[n])) for n in random.permutation(chosen) if questions[n]]
    return [passages[n] for n in chosen], asked[:QUESTIONS]


def variants(size: int, base: np.ndarray, path: Path) -> np.ndarray:
    """Write (size, dim) vectors to ``path``; (size,): of which real passage each is a variant."""
    random = np.random.default_rng(size)
    centred = base - base.mean(axis=0)
    spread = np.linalg.cholesky(centred.T @ centred / len(base) + 1e-6 * np.eye(base.shape[1]))
    reach = np.sqrt(1 / CLOSE**2 - 1) / np.sqrt(np.trace(spread @ spread.T))
    mixed = (spread.T * reach).astype(np.float32)
    chosen = random.integers(len(base), size=size)
    vectors = np.lib.format.open_memmap(path, mode="w+", dtype="<f4", shape=(size, base.shape[1]))
    for first in range(0, size, CHUNK):
        rows = chosen[first : first + CHUNK]
        made = base[rows] + random.standard_normal((len(rows), base.shape[1]), np.float32) @ mixed
        vectors[first : first + len(rows)] = made / np.linalg.norm(made, axis=1, keepdims=True)
    vectors.flush()
    return chosen


def coined(random: np.random.Generator) -> list[str]:
    syllables = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "el", "or")]
    return ["".join(random.choice(syllables, 3)).capitalize() for _ in range(NAMES)]


def make(chosen: np.ndarray, vectors: np.ndarray, texts: list[str], embedder, path: Path) -> None:
    """Write the index of variants of ``texts``, of those that are ``chosen``, to ``path``."""
    size, random = len(chosen), np.random.default_rng(1)
    words = [text.split() for text in texts]
    known = {word: number for number, word in enumerate(dict.fromkeys(word for text in words for word in text))}
    vocabulary = np.array([*known, *coined(random)], dtype=object)
    ids = [np.array([known[word] for word in text]) for text in words]
    pool = np.concatenate(ids)

    def changed(number: int) -> str:
        text = ids[number].copy()
        dice = random.random(len(text))
        common, name = dice < CHANGED - COINED, dice > 1 - COINED
        text[common] = pool[random.integers(len(pool), size=common.sum())]
        text[name] = len(known) + random.integers(NAMES, size=name.sum())
        return " ".join(vocabulary[text])

    with writing(path, embedder) as writer:
        for first in range(0, size, CHUNK):
            made = vectors[first : first + CHUNK]
            signatures = random.integers(2**32, size=(len(made), 1 + PERMUTATIONS), dtype="<u4")
            for row in range(0, len(made), 2):
                pair = [changed(number) for number in chosen[first + row : first + row + 2]]
                text = "\n\n".join(pair)
                content = hashlib.sha256(text.encode()).hexdigest()
                name, (day, outlet) = f"{first + row}.txt", random.integers((3650, 50))
                date = str(np.datetime64("2014-01-01") + day)
                document = Document(name, " ".join(pair[0].split()[:8]), text, f"Outlet {outlet}", date, None, name)
                spans = ((0, len(pair[0])), (len(pair[0]) + 2, len(text)))
                writer.add_file(name, content, len(text.encode()), None, {})
                writer.add(document, name, Indexed(content, signatures[row].tobytes(), spans, made[row : row + 2].tobytes()))
        begun = time.perf_counter()
        writer.commit([], {"added": size // 2})
        print(f"{size} passages: the commit took {time.perf_counter() - begun:.1f} s", flush=True)


def truth(vectors: np.ndarray, questions: np.ndarray) -> np.ndarray:
    """(QUESTIONS, TOP): keys, which count from 1 in the order of the rows."""
    scores, keys = np.empty((len(questions), 0), np.float32), np.empty((len(questions), 0), np.int64)
    for first in range(0, len(vectors), CHUNK):
        new = questions @ vectors[first : first + CHUNK].T
        scores = np.concatenate([scores, new], axis=1)
        keys = np.concatenate([keys, np.broadcast_to(np.arange(first, first + new.shape[1]) + 1, new.shape)], axis=1)
        best = np.argsort(-scores, axis=1)[:, :TOP]
        scores, keys = np.take_along_axis(scores, best, 1), np.take_along_axis(keys, best, 1)
    return keys


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--vectors-only", action="store_true")
    options = parser.parse_args()
    options.out.mkdir(exist_ok=True)
    texts, questions = real(options.folder)
    embedder = load_embedder()
    held = options.out / "embeddings.npz"
    if not held.exists():
        titled = [f"{header(Document('', ' '.join(t.split()[:8]), '', None, None, None, ''))}\n{t}" for t in texts]
        np.savez(held, passages=embedder.passages(titled), questions=np.stack([embedder.query(q) for q in questions]))
        (options.out / "questions.txt").write_text("\n".join(questions) + "\n", "utf-8")
    real_ones = np.load(held)
    for size in options.sizes:
        path = options.out / f"{size}.npy"
        chosen = variants(size, real_ones["passages"], path)
        vectors = np.load(path, mmap_mode="r")
        np.save(options.out / f"{size}-truth.npy", truth(vectors, real_ones["questions"]))
        if not options.vectors_only:
            make(chosen, vectors, texts, embedder, options.out / f"{size}.quoth")


if __name__ == "__main__":
    main()
