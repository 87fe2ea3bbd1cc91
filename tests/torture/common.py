"""What the torture scripts share: a corpus, an embedder that needs no model, a look at the whole of an index, children.

Work is done in forked children, so that 200 of them start in seconds; the parent runs no FAISS, whose threads a fork loses.
"""

import hashlib
import importlib
import json
import os
import random
import re
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

os.environ["OMP_NUM_THREADS"] = "1"  # searches this small wait longer for FAISS's threads than for its sums
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from index import Filter, LocalStore, ingest  # noqa: E402
from index.documents import Document  # noqa: E402
from index.passages import header, split  # noqa: E402

WORDS = [f"{a}{b}{c}" for a in ("ba", "do", "ke", "mi", "ru", "sta") for b in ("la", "ner", "vo") for c in ("", "d", "n", "st")]


class HashedWords:
    """Unit vectors of hashed words: texts that share words are near, and the same text is always the same vector."""

    name = "hashed-words"
    fingerprint = hashlib.sha256(b"hashed-words").hexdigest()
    dim = 64

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self.query(text) for text in texts]) if texts else np.empty((0, self.dim), np.float32)

    def query(self, text: str) -> NDArray[np.float32]:
        total = np.zeros(self.dim, np.float32)
        for word in re.findall(r"\w+", text.lower()) or [""]:
            total += np.frombuffer(hashlib.sha512(word.encode()).digest(), np.uint8).astype(np.float32) - 127.5
        return total / np.linalg.norm(total)


EMBEDDER = HashedWords()


def warm() -> None:
    """Load here what every child would load again."""
    for library in ("faiss", "filelock"):
        importlib.import_module(library)
    split(Document("", "", "A sentence.", None, None, None, ""), [(0, 11)])


def article(random_: random.Random, words: int = 60) -> str:
    """An article whose first word stands in no other: by it the article is found again."""
    mark = f"mark{random_.randrange(10**12):012}"
    text = " ".join(random_.choice(WORDS) for _ in range(words))
    return f"Title {mark}\n\n{mark.capitalize()} {text}. It rained.\n"


def articles(folder: Path, count: int, random_: random.Random) -> None:
    """Fill a new folder with articles."""
    folder.mkdir()
    for number in range(count):
        (folder / f"{number:03}.txt").write_text(article(random_))


def on_disk(folder: Path) -> dict[str, str]:
    """name -> text of the files in a folder."""
    return {path.name: path.read_text() for path in folder.iterdir()}


def update(folder: Path, index: Path, keep_missing: bool = False) -> None:
    """Bring an index up to date."""
    ingest([folder], index, EMBEDDER, keep_missing=keep_missing)


def held(index: Path) -> dict[str, str]:
    """name -> text of what an index holds, after looking at all of it.

    Every passage must stand in its document and be the first that both searches find for its own words. Raises QuothError,
    or AssertionError for an answer that is wrong.
    """
    store = LocalStore.open(index)
    documents = store.documents()
    by_id = {document.id: document for document in documents}
    assert len(documents) == store.manifest.documents
    seen = 0
    for document in documents:
        mark = re.findall(r"mark\w+", document.text)[0]
        keys = [key for key, _ in store.lexical([mark], 99, Filter())]
        passages = store.passages(keys)
        assert {p.document_id for p in passages} == {document.id}, f"{mark} found {passages}"
        for key, passage in zip(keys, passages, strict=True):
            assert by_id[passage.document_id].text[passage.start : passage.end] == passage.text
            ((nearest, cosine), *_) = store.dense(EMBEDDER.query(f"{header(document)}\n{passage.text}"), 1, Filter())
            assert (nearest, round(cosine, 3)) == (key, 1.0)
            seen += 1
    assert seen == store.manifest.passages
    return {Path(document.path).name: document.text for document in documents}


def start(work: Callable[[], Any]) -> tuple[int, int]:
    """Begin ``work`` in a child; its process id and the pipe its result comes through."""
    out, into = os.pipe()
    process = os.fork()
    if not process:
        os.close(out)
        _be_child(work, into)
    os.close(into)
    return process, out


def _be_child(work: Callable[[], Any], into: int) -> NoReturn:
    code = 0
    try:
        result = {"value": work()}
    except BaseException as error:
        result = {"error": type(error).__name__, "kinds": [k.__name__ for k in type(error).__mro__], "message": str(error)}
        result["trace"] = traceback.format_exc()
    try:
        with os.fdopen(into, "w") as file:
            json.dump(result, file)
    except BaseException:
        code = 1
    os._exit(code)


def finish(process: int, out: int) -> dict[str, Any]:
    """The result of a child: {"value"}, {"error", "kinds", "message"} or, for one that crashed, {"signal"}."""
    with os.fdopen(out) as file:
        data = file.read()
    _, status = os.waitpid(process, 0)
    return json.loads(data) if data else {"signal": os.waitstatus_to_exitcode(status)}


def child(work: Callable[[], Any]) -> dict[str, Any]:
    """Do ``work`` in a child and wait for it."""
    return finish(*start(work))


def value(work: Callable[[], Any]) -> Any:
    """What ``work`` gives, done in a child; anything else ends the script."""
    result = child(work)
    if "value" not in result:
        fail(f"{result.get('trace') or result}")
    return result["value"]


def killed(work: Callable[[], Any], seconds: float) -> bool:
    """Do ``work`` in a child and kill it after ``seconds``; False if it was done before."""
    process, out = start(work)
    time.sleep(seconds)
    os.kill(process, signal.SIGKILL)
    os.close(out)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == -signal.SIGKILL


def fail(message: str) -> NoReturn:
    """End the script as failed."""
    print(f"FAILED: {message}", flush=True)
    sys.exit(1)
