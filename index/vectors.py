"""The FAISS side of a store: derived from the vectors SQLite holds, never the truth. The only place for faiss."""

import hashlib
import os
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_CHUNK = 4096
"""Vectors copied at once: 6 MB of 384 dimensions, so that a large corpus does not stand in memory twice."""


def build(rows: Iterable[tuple[int, bytes]], dim: int) -> Any:
    """A FAISS index over (key, little-endian float32 vector) pairs: exact inner product, results named by key."""
    import faiss

    index = faiss.IndexIDMap(faiss.IndexFlatIP(dim))
    rows = iter(rows)
    while chunk := list(islice(rows, _CHUNK)):
        vectors = np.frombuffer(b"".join(vector for _, vector in chunk), dtype="<f4").reshape(len(chunk), dim)
        keys = np.fromiter((key for key, _ in chunk), dtype=np.int64, count=len(chunk))
        index.add_with_ids(np.ascontiguousarray(vectors, dtype=np.float32), keys)
    return index


def write(index: Any, path: Path) -> str:
    """Write ``index`` to ``path``, synced, and give the SHA-256 of what was written.

    Raises OSError for every byte the disk does not take: FAISS's own writer is silent about a failed last block.
    """
    import faiss

    digest = hashlib.sha256()
    with path.open("wb") as file:

        def take(data: bytes) -> int:
            digest.update(data)
            return file.write(data)

        faiss.write_index(index, faiss.PyCallbackIOWriter(take))  # type: ignore[attr-defined]
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def read(path: Path) -> Any:
    """The index at ``path``, whose hash the caller has compared: FAISS trusts what it reads. Raises OSError, RuntimeError."""
    import faiss

    return faiss.read_index(str(path))


def nearest(index: Any, vector: NDArray[np.float32], k: int, allowed: NDArray[np.int64] | None) -> list[tuple[int, float]]:
    """The ``k`` nearest to ``vector``, (dim,), as (key, inner product), best first; of ``allowed`` keys alone where given."""
    import faiss

    if not index.ntotal or (allowed is not None and not len(allowed)):
        return []
    params = None
    if allowed is not None:
        params = faiss.SearchParameters(sel=faiss.IDSelectorBatch(allowed))  # type: ignore[call-arg]
    scores, keys = index.search(vector[None, :], min(k, index.ntotal), params=params)
    return [(int(key), float(score)) for key, score in zip(keys[0], scores[0], strict=True) if key >= 0]
