"""Text -> vectors: the packaged int8 model, or any of sentence-transformers. The only place for sentence-transformers."""

import hashlib
import threading
import time
from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from index.hub import locate, quiet
from index.onnx import OnnxModel

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

PACKAGED = "all-MiniLM-L6-v2"
"""The name of the embedder that comes with Quoth, in manifests and settings."""

PACKAGED_DIM = 384

WEIGHTS = Path(__file__).parent / "weights"
FILE = "embedder.int8.onnx"

PACKAGED_SHA256 = "e1245fd331c4ced9fb2361cb6598925946e755c69fbf1547cab198c7d0131b3a"
"""Of FILE, which training/embedder.py made of the published weights."""

BATCH = 32

GROUP = 8
"""Texts that the packaged embedder runs side by side: a question that comes meanwhile waits for so many and not for all."""

_PAUSE = 0.001
"""Seconds between batches, which take hundreds of times as long."""

_OTHERWISE = f"give the folder or hub id of a sentence-transformers model, or {PACKAGED!r}"


class Embedder(Protocol):
    """Turns text into unit vectors. Passages and queries are two methods: some models prefix them differently."""

    name: str
    """What ``load_embedder`` takes to get this embedder again."""

    fingerprint: str
    """SHA-256 of the weights: the same name with other weights is another embedder."""

    dim: int

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, dim) float32, each row of unit norm."""
        ...

    def query(self, text: str) -> NDArray[np.float32]:
        """(dim,) float32 of unit norm."""
        ...


class PackagedEmbedder:
    """all-MiniLM-L6-v2 in int8: no torch and no network needed. A text's vector does not depend on the texts beside it.

    Loads on first use: bringing an index up to date when nothing changed, or refusing bad input, needs no model.
    """

    name = PACKAGED
    fingerprint = PACKAGED_SHA256
    dim = PACKAGED_DIM

    def __init__(self, folder: Path = WEIGHTS) -> None:
        """From the files in ``folder``."""
        self._folder = folder
        self._loading = threading.Lock()

    @cached_property
    def _model(self) -> OnnxModel:
        path = self._folder / FILE
        found = file_sha256(path) if path.is_file() else "nothing"
        if found != PACKAGED_SHA256:
            raise ModelError(
                f"{path} is not the packaged embedder (SHA-256 {found[:12]}, not {PACKAGED_SHA256[:12]}); reinstall quoth"
            )
        try:
            return OnnxModel(path, ("input_ids", "attention_mask"), ("vector",))
        except Exception as error:  # onnxruntime and tokenizers raise types of their own for every cause
            raise ModelError(f"embedder in {self._folder} cannot be loaded: {first_line(error)}; reinstall quoth") from error

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Raises ModelError when the model cannot be loaded."""
        with self._loading:
            model = self._model
        encodings = model.tokenizer.encode_batch(list(texts))
        # The longest first: no core is left with one when the others are done.
        order = sorted(range(len(encodings)), key=lambda i: -len(encodings[i].ids))
        vectors = np.empty((len(encodings), self.dim), dtype=np.float32)
        for first in range(0, len(order), GROUP):
            group = order[first : first + GROUP]
            for i, (vector,) in zip(group, model.run_all([encodings[i] for i in group]), strict=True):
                vectors[i] = vector
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

    def query(self, text: str) -> NDArray[np.float32]:
        """Raises ModelError when the model cannot be loaded."""
        vector: NDArray[np.float32] = self.passages([text])[0]
        return vector


class SentenceTransformerEmbedder:
    """Any sentence-transformers model with safetensors weights, on the CPU or a GPU where torch finds one.

    Loads on first use: bringing an index up to date when nothing changed, or refusing bad input, needs no model.
    """

    def __init__(self, name: str, location: str, fingerprint: str | None = None, dim: int | None = None) -> None:
        """For the model at ``location``, a folder or a hub id. What is not given is read off the model, loading it now.

        Raises ModelError when it cannot be loaded.
        """
        self.name = name
        self._location = location
        self._lock = threading.RLock()  # fast tokenizers change their own state while they pad
        self.fingerprint = fingerprint or weights_fingerprint(self._model)
        self.dim = dim or int(self._model.get_embedding_dimension() or 0)

    @cached_property
    def _model(self) -> "SentenceTransformer":
        from sentence_transformers import SentenceTransformer

        quiet()
        try:
            return SentenceTransformer(self._location, trust_remote_code=False, model_kwargs={"use_safetensors": True})
        except Exception as error:  # the libraries raise everything from OSError to KeyError here
            raise ModelError(f"embedder {self.name!r} cannot be loaded: {first_line(error)}; {_OTHERWISE}") from error

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.empty((len(texts), self.dim), np.float32)
        # Texts of like length together: the shorter ones of a batch are filled up to the longest.
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        for first in range(0, len(order), BATCH):
            batch = order[first : first + BATCH]
            rows[batch] = self._encode("encode_document", [texts[i] for i in batch])
            # A question waits for one batch and not for all of them: without a pause this thread would have the lock again
            # before the other one is awake.
            time.sleep(_PAUSE)
        return rows

    def query(self, text: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self._encode("encode_query", [text])[0]
        return vector

    def _encode(self, method: str, texts: list[str]) -> NDArray[np.float32]:
        with self._lock:
            vectors = getattr(self._model, method)(
                texts,
                batch_size=BATCH,
                convert_to_numpy=True,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return np.ascontiguousarray(vectors, dtype=np.float32)


def first_line(error: BaseException) -> str:
    """The first line of an error's message, or its type where it has none: what fits into one line for the user."""
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__


def weights_fingerprint(model: Any) -> str:
    """SHA-256 over the names and values of a torch module's parameters, whatever file they came from."""
    digest = hashlib.sha256()
    for key, tensor in sorted(model.state_dict().items()):
        digest.update(key.encode())
        digest.update(tensor.detach().cpu().float().contiguous().numpy().tobytes())  # NumPy has no bfloat16
    return digest.hexdigest()


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def load_embedder(name: str = PACKAGED) -> Embedder:
    """The packaged embedder, or any sentence-transformers model by folder or hub id; one instance a process.

    Raises ModelError when it cannot be had.
    """
    return _load(name if name == PACKAGED else locate(name, "embedder", _OTHERWISE))


@cache
def _load(location: str) -> Embedder:
    if location == PACKAGED:
        return PackagedEmbedder()
    # The same weights are the same embedder, under whatever name: the file's hash where there is one file.
    weights = Path(location, "model.safetensors")
    return SentenceTransformerEmbedder(location, location, file_sha256(weights) if weights.is_file() else None)
