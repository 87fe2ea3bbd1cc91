"""The FAISS side of a store: derived from the vectors SQLite holds, never the truth. The only place for faiss.

Up to EXACT_UP_TO vectors every one is compared. Past it they stand in lists by nearest centroid, a byte a dimension, and the
nearest lists alone are looked through (Jégou, Douze and Schmid 2011). Why from there on: docs/adr/0009-growth.md.
"""

import hashlib
import os
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

EXACT_UP_TO = 50_000
"""Vectors. Exact search takes as long as BM25 does about here, and needs 75 MB; lists cost every commit their training."""

LISTS = 4
"""Lists in units of the root of the number of vectors, as FAISS advises."""

TRAINED = 40
"""Vectors a list is trained on, the least FAISS is content with; more gave no better recall."""

PROBED = 0.1
"""Share of the lists that a search without a filter looks through."""

_CHUNK = 4096
"""Vectors copied at once: 6 MB of 384 dimensions, so that a large corpus does not stand in memory twice."""


def build(rows: Iterable[tuple[int, bytes]], dim: int) -> Any:
    """A FAISS index over (key, little-endian float32 vector) pairs, by inner product, results named by key."""
    import faiss

    index = faiss.IndexIDMap(faiss.IndexFlatIP(dim))
    rows = iter(rows)
    while chunk := list(islice(rows, _CHUNK)):
        vectors = np.frombuffer(b"".join(vector for _, vector in chunk), dtype="<f4").reshape(len(chunk), dim)
        keys = np.fromiter((key for key, _ in chunk), dtype=np.int64, count=len(chunk))
        index.add_with_ids(np.ascontiguousarray(vectors, dtype=np.float32), keys)
    return index if index.ntotal <= EXACT_UP_TO else _in_lists(index, dim)


def _in_lists(exact: Any, dim: int) -> Any:
    """The same vectors in lists; always the same ones for the same vectors."""
    import faiss

    size = exact.ntotal
    lists = int(LISTS * size**0.5)
    index = faiss.index_factory(dim, f"IVF{lists},SQ8", faiss.METRIC_INNER_PRODUCT)
    # Views of what ``exact`` holds, which stays as long as they do.
    flat: Any = faiss.downcast_index(exact.index)
    vectors = faiss.rev_swig_ptr(flat.get_xb(), size * dim).reshape(size, dim)
    keys = faiss.vector_to_array(exact.id_map)
    index.train(np.ascontiguousarray(vectors[:: max(1, size // (TRAINED * lists))]))
    for first in range(0, size, _CHUNK):
        index.add_with_ids(vectors[first : first + _CHUNK], keys[first : first + _CHUNK])
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
    """The index at ``path``, mapped into memory, so processes share it and it need not fit; the file may be deleted meanwhile.

    The caller has compared its hash: FAISS trusts what it reads. Raises OSError, RuntimeError.
    """
    import faiss

    return faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)


def nearest(index: Any, vector: NDArray[np.float32], k: int, allowed: NDArray[np.int64] | None) -> list[tuple[int, float]]:
    """The ``k`` nearest to ``vector``, (dim,), as (key, inner product), best first; of ``allowed`` keys alone where given."""
    import faiss

    if not index.ntotal or (allowed is not None and not len(allowed)):
        return []
    sel = None
    if allowed is not None:
        bits = np.zeros(int(allowed.max()) + 1, dtype=bool)
        bits[allowed] = True
        sel = faiss.IDSelectorBitmap(np.packbits(bits, bitorder="little"))  # type: ignore[call-arg, arg-type]
    if isinstance(index, faiss.IndexIVF):
        # The fewer pass the filter, the more lists: so many of them are met as without one.
        share = PROBED if allowed is None else PROBED * index.ntotal / len(allowed)
        probes = min(index.nlist, max(1, round(share * index.nlist)))
        params: Any = faiss.SearchParametersIVF(sel=sel, nprobe=probes)  # type: ignore[call-arg]
    else:
        params = faiss.SearchParameters(sel=sel)  # type: ignore[call-arg]
    scores, keys = index.search(vector[None, :], min(k, index.ntotal), params=params)
    return [(int(key), float(score)) for key, score in zip(keys[0], scores[0], strict=True) if key >= 0]
