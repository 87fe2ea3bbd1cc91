"""What the models alone cost: passages through the bare embedder, a question's windows through the bare ONNX session."""

import time
from collections.abc import Sequence

from index import Document, Embedder
from index.passages import header, split
from qa import Hit
from qa.reader import OnnxReader


def embedding(embedder: Embedder, documents: Sequence[Document]) -> float:
    """Seconds to embed the passages of ``documents``, split beforehand, in one call."""
    texts = [f"{header(document)}\n{p.text}" for document in documents for p in split(document, [(0, len(document.text))])]
    begun = time.perf_counter()
    embedder.passages(texts)
    return time.perf_counter() - begun


def reading(reader: OnnxReader, question: str, hits: Sequence[Hit]) -> float:
    """Seconds to run the windows of ``hits``, made beforehand, through the session of ``reader``."""
    windows = reader.encode(question, [f"{header(hit.document)}\n{hit.passage.text}" for hit in hits])
    begun = time.perf_counter()
    for _ in reader.model.run_all([window for _, window in windows]):
        pass
    return time.perf_counter() - begun
