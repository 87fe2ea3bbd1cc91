"""The systems: what each needs installed, and where its code is. Standard library only: every environment reads this."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of the corpus, which every system takes in as a document."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a system makes of a question: its best answer, "" for none, and the ids of what it retrieved, best first."""

    answer: str
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """The files of a benchmark: the same corpus, questions and models for all. ``index`` is where a system may write."""

    corpus: Path
    index: Path
    embedder: Path
    reader: Path


Ask = Callable[[str], Found]


class System(Protocol):
    """What a module of a system has. Loading its libraries and models is part of ``ready`` and ``opened``."""

    def ready(self, work: Work) -> Callable[[Sequence[Passage]], None]:
        """Load what indexing needs; gives the function that indexes."""
        ...

    def opened(self, work: Work) -> Ask:
        """Open what was indexed; gives the function that answers."""
        ...


@dataclass(frozen=True, slots=True)
class Peer:
    """``packages`` are for pip, into an environment of its own; none: the one the benchmark runs in. ``note``: how it is set."""

    name: str
    note: str
    packages: tuple[str, ...] = field(default=())


TORCH = "torch==2.13.0"
"""A CPU build; without the version pip takes one with CUDA libraries."""

PEERS = (
    Peer("quoth", "as installed: int8 ONNX embedder and reader, 12 passages of 500 characters a question"),
    Peer(
        "haystack",
        "SentenceTransformersDocumentEmbedder, InMemoryDocumentStore, TransformersExtractiveReader, 10 documents a question, "
        "no_answer off; the default torch backend (its ONNX one needs an optimum-onnx that pins older transformers)",
        (
            TORCH,
            "haystack-ai==3.4.0",
            "transformers-haystack==2.0.0",
            "sentence-transformers-haystack==2.0.0",
            "sentence-transformers==6.2.0",
            "accelerate",
        ),
    ),
    Peer(
        "txtai",
        "Embeddings with content, RAG with task question-answering over the default 3 best texts joined; faiss exact search",
        (TORCH, "txtai==9.14.0", "sentence-transformers==6.2.0"),
    ),
    Peer(
        "glue",
        "LangChain FAISS and HuggingFaceEmbeddings, the default 4 documents, AutoModelForQuestionAnswering in one padded batch",
        (
            TORCH,
            "langchain-community==0.4.2",
            "langchain-huggingface==1.2.3",
            "faiss-cpu==1.15.1",
            "sentence-transformers==6.2.0",
        ),
    ),
)
