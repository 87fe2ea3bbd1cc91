"""What the models alone cost: passages through the bare embedder, a question's windows through the bare ONNX session."""

import time
from collections.abc import Sequence
from pathlib import Path

from index import Document, Embedder, LocalStore, load_embedder
from index.passages import header, split
from qa import Assistant
from qa.confidence import FILE, Confidence
from qa.reader import WEIGHTS, OnnxReader, Window
from qa.settings import Settings


def embedding(embedder: Embedder, documents: Sequence[Document]) -> float:
    """Seconds to embed the passages of ``documents``, split beforehand, in one call."""
    texts = [f"{header(document)}\n{p.text}" for document in documents for p in split(document, [(0, len(document.text))])]
    begun = time.perf_counter()
    embedder.passages(texts)
    return time.perf_counter() - begun


class Noting:
    """The packaged reader as it is, which notes what it was given to read since ``given`` was last emptied."""

    def __init__(self) -> None:
        self._reader = OnnxReader(WEIGHTS)
        self.wants_header = self._reader.wants_header
        self.given: list[tuple[str, Sequence[str]]] = []

    def read(self, question: str, passages: Sequence[str]) -> list[Window]:
        self.given.append((question, passages))
        return self._reader.read(question, passages)

    def again(self) -> float:
        """Seconds to run the windows of what was noted, made beforehand, through the bare session; empties the notes."""
        windows = [window for question, passages in self.given for _, window in self._reader.encode(question, passages)]
        self.given.clear()
        begun = time.perf_counter()
        for _ in self._reader.model.run_all(windows):
            pass
        return time.perf_counter() - begun


def asking(index: Path, questions: Sequence[str]) -> list[tuple[float, float]]:
    """Seconds that each answer takes, and the windows alone that it read."""
    reader, found = Noting(), []
    assistant = Assistant(LocalStore.open(index), load_embedder(), reader, Confidence.load(WEIGHTS / FILE), Settings())
    for question in questions:
        begun = time.perf_counter()
        assistant.ask(question)
        found.append((time.perf_counter() - begun, reader.again()))
    return found
