"""The same ingest on many machines: each file is read and embedded by one of Ray's actors. The only place for ray.

The index is written by this process alone, a slice of the files at a time, so a run that dies loses minutes: the next one finds
what was committed and does the rest.
"""

import json
import logging
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from index.documents import Document
from index.embedder import Embedder, first_line, load_embedder
from index.errors import BadInputError, DocumentError, IndexWriteError, ModelError
from index.ingest import SLICE_SECONDS, Progress, Survey, Taken, in_slices, survey
from index.loaders import Loaded
from index.parsing import Parser
from index.places import Address
from index.reading import FileRead, embedded, read_file, split_document
from index.report import FileReport, Report, printable
from index.schema import Indexed
from index.writer import File

_FILES = 16
"""Files an actor gets at once: articles have two or three passages each, and 32 are embedded together."""

_MOST_BLOCKS = 20_000
"""Pieces of work Ray is to keep books of; with more files each is larger."""


def ingest_on_ray(
    paths: Sequence[str | Path],
    folder: str | Path | Address,
    embedder: Embedder,
    address: str,
    progress: Progress | None = None,
    keep_missing: bool = False,
    slice_seconds: float = SLICE_SECONDS,
) -> Report:
    """``ingest.ingest`` on the Ray at ``address``: "local" for one of this machine's own, "auto", HOST:PORT or ray://HOST:PORT.

    Its machines must have Quoth and see the files under the same paths. Files come in the order in which they are done. A file
    that moved, and every row of a listing that changed, is embedded again. Raises BadInputError without the extra or without a
    Ray, IndexWriteError when it fails on the way, and what ``ingest`` does; what was committed by then stays.
    """
    begun = time.perf_counter()
    task = survey(paths, folder)
    with _cluster(address):
        manifest, files = in_slices(task, embedder, partial(_read, task.files, embedder, progress), keep_missing, slice_seconds)
    return Report(_in_order(task, files), manifest, time.perf_counter() - begun)


def _read(files: Sequence[Path], embedder: Embedder, progress: Progress | None, held: Mapping[str, File]) -> Iterator[Taken]:
    for done, row in enumerate(_found(files, held, embedder), start=1):
        path = Path(os.fsdecode(row["path"]))
        if progress:
            progress(done, len(files), printable(Path(path.name)))
        yield path, *_taken(row)


def _in_order(task: Survey, reports: Sequence[FileReport]) -> tuple[FileReport, ...]:
    """As ``ingest`` reports them: the files in their order, then what is no file of now."""
    order = {printable(path): number for number, path in enumerate(task.files)}
    return tuple(sorted(reports, key=lambda report: order.get(report.path, len(order))))


@contextmanager
def _cluster(address: str) -> Iterator[None]:
    """A connection to the Ray at ``address``; one that this process has already is used as it is, and stays."""
    try:
        import ray
        import ray.data
    except ImportError:
        raise BadInputError('--ray needs Ray: pip install "quoth[ray]"') from None
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # it would report home
    for name in ("ray", "ray.data"):
        logging.getLogger(name).setLevel(logging.ERROR)
    ours = not ray.is_initialized()
    if ours:
        options: dict[str, Any] = {"include_dashboard": False} if address == "local" else {}
        try:
            ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR, **options)
        except (ConnectionError, ValueError, RuntimeError) as error:
            raise BadInputError(f"no Ray at {address}: {first_line(error)}; give --ray local, auto or HOST:PORT") from None
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    try:
        yield
    except ray.exceptions.RayError as error:
        cause = error.__cause__ or error
        raise IndexWriteError(f"Ray at {address} failed: {first_line(cause)}; run this again: it goes on from here") from error
    finally:
        if ours:
            ray.shutdown()


def _found(files: Sequence[Path], held: Mapping[str, File], embedder: Embedder) -> Iterator[dict[str, Any]]:
    """What ``Reader`` gives of every file, as it is done."""
    import ray
    import ray.data

    if not files:
        return
    items = []
    for path in files:
        known = held.get(str(path))
        items.append({"path": os.fsencode(path), "held": json.dumps([known.sha256, known.pages] if known else [None, {}])})
    resources: dict[str, float] = ray.cluster_resources()  # type: ignore[no-untyped-call]
    gpus = int(resources.get("GPU", 0))
    blocks = min(-(-len(items) // _FILES), _MOST_BLOCKS)
    actors = min(gpus or int(resources["CPU"]), blocks)
    yield from (
        ray.data.from_items(items, override_num_blocks=blocks)
        .map_batches(
            Reader,
            fn_constructor_args=(embedder.name, embedder.fingerprint),
            batch_size=_FILES,
            batch_format="pyarrow",
            compute=ray.data.ActorPoolStrategy(min_size=1, max_size=actors),
            num_cpus=1,
            num_gpus=1 if gpus else 0,
        )
        .iter_rows()
    )


class Reader:
    """What runs on every machine: files in, what the index takes of them out, as rows of bytes."""

    def __init__(self, embedder: str, fingerprint: str) -> None:
        """Raises ModelError when this machine has another embedder of that name."""
        self._embedder = load_embedder(embedder)
        if self._embedder.fingerprint != fingerprint:
            raise ModelError(f"embedder {embedder} is another one on a machine of the Ray: give all of them the same")
        self._parser = Parser()

    def __call__(self, batch: Any) -> Any:
        """A pyarrow table with columns path and held -> one with path, found and vectors."""
        import pyarrow  # type: ignore[import-untyped]

        read = [self._read(row["path"], *json.loads(row["held"])) for row in batch.to_pylist()]
        waiting = [[split_document(*one) for one in file.documents] if isinstance(file, FileRead) else [] for file in read]
        made = iter(embedded([one for documents in waiting for one in documents], self._embedder))
        rows = [_row(file, [next(made) for _ in documents]) for file, documents in zip(read, waiting, strict=True)]
        found, vectors = zip(*rows, strict=True)
        binary = pyarrow.large_binary()
        columns = {"found": pyarrow.array(found, binary), "vectors": pyarrow.array(vectors, binary)}
        return pyarrow.table({"path": batch["path"], **columns})

    def _read(self, path: bytes, sha256: str | None, pages: dict[str, str]) -> FileRead | DocumentError | None:
        try:
            return read_file(Path(os.fsdecode(path)), self._parser, sha256, pages)
        except DocumentError as error:
            return error


def _row(read: FileRead | DocumentError | None, made: Sequence[Indexed]) -> tuple[bytes, bytes]:
    """What came of a file as JSON, and the vectors of all its passages."""
    if read is None:
        return b"{}", b""
    if isinstance(read, DocumentError):
        return json.dumps({"failed": str(read)}).encode(), b""
    documents = [
        {"document": asdict(one.document), "content": m.content, "signature": m.signature.hex(), "spans": m.spans}
        for (one, _), m in zip(read.documents, made, strict=True)
    ]
    head = {"sha256": read.sha256, "size": read.size, "note": read.note, "pages": read.pages, "documents": documents}
    return json.dumps(head).encode(), b"".join(m.vectors for m in made)


def _taken(row: Mapping[str, Any]) -> tuple[FileRead | DocumentError | None, dict[str, Indexed]]:
    """What ``Reader`` gives of a file, as the index takes it in."""
    head = json.loads(row["found"])
    if "failed" in head:
        return DocumentError(head["failed"]), {}
    if not head:
        return None, {}
    vectors = np.frombuffer(row["vectors"], np.uint8)
    width = len(vectors) // max(1, sum(len(one["spans"]) for one in head["documents"]))
    made, documents, first = {}, [], 0
    for one in head["documents"]:
        end = first + width * len(one["spans"])
        spans = tuple((start, stop) for start, stop in one["spans"])
        made[one["content"]] = Indexed(one["content"], bytes.fromhex(one["signature"]), spans, vectors[first:end].tobytes())
        fields = one["document"] | {"pages": tuple(one["document"]["pages"])}
        documents.append((Loaded(Document(**fields), (), None), one["content"]))
        first = end
    return FileRead(head["sha256"], head["size"], head["note"], head["pages"], tuple(documents)), made
