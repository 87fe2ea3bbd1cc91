"""The connection to a Milvus and the collections in it. The only place for pymilvus.

Two collections: PASSAGES is searched, by vector and by Milvus's BM25; RECORDS holds files, documents and the manifest, looked
up by name. Every row says from which generation on it stands (``born``) and from which on no longer (``gone``), so a reader
sees the generation of the manifest it opened with and nothing else, while the next one is written beside it.
"""

import hashlib
import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from index.embedder import first_line
from index.errors import BadInputError, IndexDamagedError, IndexFormatError, IndexLockedError, IndexNotFoundError, IndexWriteError
from index.manifest import MAKE, Manifest
from index.places import Address

Client = Any
"""A pymilvus.MilvusClient, which has no types."""

FORMAT = 1
"""Of the collections, by their fields."""

PASSAGES, RECORDS = "quoth_passages", "quoth_records"

STANDS = 2**62
"""``gone`` of a row that stands."""

MANIFEST_KEY, WRITER_KEY, FIRST_KEY = 0, 1, 2
"""The keys of the manifest and of the note of who writes, both in RECORDS; the keys of all other rows follow."""

PAGE = 1000
"""Rows asked for or written at once: some megabytes, where gRPC takes 64."""

ANSWER_SECONDS = 60.0
"""For a search or a look-up, lost connections and all; without a limit the client tries again for minutes."""

_CONNECT_SECONDS = 10.0

_PASSAGE_MARKS = ("id_mark", "path_mark", "source_mark", "file")
_RECORD_MARKS = ("kind", "mark", "file", "content")
_Index = dict[str, Any]
_INVERTED: _Index = {"index_type": "INVERTED"}


@contextmanager
def answering(address: Address) -> Iterator[None]:
    """Raises IndexNotFoundError, with what Milvus says, for whatever it refuses within."""
    from pymilvus import MilvusException  # type: ignore[import-untyped]

    try:
        yield
    except MilvusException as error:
        raise IndexNotFoundError(
            f"{address} does not answer as it should: {_said(error)}; see that it is there and runs"
        ) from error


@contextmanager
def refusing(address: Address) -> Iterator[None]:
    """Raises IndexWriteError, with what Milvus says, for whatever it refuses within."""
    from pymilvus import MilvusException  # type: ignore[import-untyped]

    try:
        yield
    except MilvusException as error:
        raise IndexWriteError(
            f"{address} cannot be written: {_said(error)}; see that Milvus runs and has room, then run this again"
        ) from error


def client_of(address: Address, reading: bool = True) -> Client:
    """A connection. Raises BadInputError without the extra, IndexLockedError and IndexNotFoundError without a Milvus.

    For ``reading`` the file of a Milvus Lite must be there; for writing it is made.
    """
    try:
        from pymilvus import MilvusClient, MilvusException
    except ImportError:
        raise BadInputError(f'{address} needs the Milvus client: pip install "quoth[milvus]"') from None
    if reading and address.file and not address.file.exists():
        raise not_there(address)
    for name in ("pymilvus", "milvus_lite"):  # they log, with a traceback, what they raise as well
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    # A Milvus Lite runs in this process, and takes the client's pings for an attack.
    options = {"grpc_options": {"grpc.keepalive_time_ms": 2**31 - 1}} if address.file else {}
    try:
        return MilvusClient(address.uri, timeout=_CONNECT_SECONDS, **options)
    except MilvusException as error:
        if address.file and (address.file / "LOCK").exists():
            raise IndexLockedError(
                f"{address} is open in another process, and Milvus Lite serves one: end that one, or start a Milvus server"
            ) from None
        raise IndexNotFoundError(f"no Milvus at {address}: {_said(error)}; check the address and that it runs") from error


def _said(error: Exception) -> str:
    return first_line(Exception(getattr(error, "message", "") or str(error))).rstrip(".")


def create_passages(client: Client, dim: int) -> None:
    """Make PASSAGES, with vectors of ``dim``, where it is not there."""
    from pymilvus import DataType, Function, FunctionType

    schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("key", DataType.INT64, is_primary=True)
    for name in ("born", "gone", "last", "start", "end"):
        schema.add_field(name, DataType.INT64)
    # Where a server has clustering compaction on, neighbours in time come into one segment, and a date bound spares the others.
    schema.add_field("first", DataType.INT64, is_clustering_key=True)
    for name in (*_PASSAGE_MARKS, "document"):
        schema.add_field(name, DataType.VARCHAR, max_length=128)
    schema.add_field("text", DataType.VARCHAR, max_length=65_535)
    # Words as FTS5 makes them, so there is nothing left to do but to part them at the spaces.
    analyzer = {"tokenizer": "standard"}
    schema.add_field("words", DataType.VARCHAR, max_length=65_535, enable_analyzer=True, analyzer_params=analyzer)
    schema.add_field("terms", DataType.SPARSE_FLOAT_VECTOR)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dim)
    schema.add_function(Function("bm25", FunctionType.BM25, ["words"], ["terms"]))
    # k1 and b are those of FTS5.
    bm25: _Index = {"index_type": "SPARSE_INVERTED_INDEX", "metric_type": "BM25", "params": {"bm25_k1": 1.2, "bm25_b": 0.75}}
    indexes = {"vector": {"index_type": "AUTOINDEX", "metric_type": "IP"}, "terms": bm25}
    _create(client, PASSAGES, schema, indexes | dict.fromkeys(_PASSAGE_MARKS, _INVERTED))


def create_records(client: Client) -> None:
    """Make RECORDS where it is not there."""
    from pymilvus import DataType

    schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("key", DataType.INT64, is_primary=True)
    for name in ("born", "gone", "part"):
        schema.add_field(name, DataType.INT64)
    for name in _RECORD_MARKS:
        schema.add_field(name, DataType.VARCHAR, max_length=128)
    schema.add_field("body", DataType.VARCHAR, max_length=65_535)
    schema.add_field("nothing", DataType.FLOAT_VECTOR, dim=2)  # Milvus takes no collection without a vector
    indexes: dict[str, _Index] = {"nothing": {"index_type": "FLAT", "metric_type": "L2"}}
    _create(client, RECORDS, schema, indexes | dict.fromkeys(_RECORD_MARKS, _INVERTED))


def _create(client: Client, name: str, schema: Any, indexes: dict[str, _Index]) -> None:
    if not client.has_collection(name):
        client.create_collection(name, schema=schema)
    # A process that died between the two left it without.
    wanted = client.prepare_index_params()
    for field in sorted(indexes.keys() - set(client.list_indexes(name))):
        wanted.add_index(field, index_name=field, **indexes[field])
    if len(wanted):
        client.create_index(name, wanted, sync=False)  # to wait for each takes half a second, and there is nothing in it yet
    client.load_collection(name)


def drop(client: Client, *collections: str) -> None:
    """Take collections away where they are there."""
    for collection in collections:
        client.drop_collection(collection)


def own_row(key: int, kind: str, body: str) -> dict[str, Any]:
    """A row of RECORDS that belongs to no generation."""
    names = {"kind": kind, "mark": "", "file": "", "content": "", "part": 0}
    return {"key": key, "born": 0, "gone": STANDS, **names, "body": body, "nothing": [0.0, 0.0]}


def mark(text: str | None) -> str:
    """A name as it is compared with: of one length, nothing in it that a filter would have to quote. "" for None."""
    return "" if text is None else hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:32]


def rows(client: Client, collection: str, condition: str, fields: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Every row that fits, a page at a time, in no particular order."""
    pages = client.query_iterator(
        collection, batch_size=PAGE, filter=condition, output_fields=list(fields), consistency_level="Strong"
    )
    while page := pages.next():
        yield from page
    pages.close()


def state(client: Client, address: Address) -> dict[str, Any] | None:
    """What the manifest's row holds: "manifest", its fields; "next", the first free key; "commits", [[generation, time]...].

    None where there is no index. Raises IndexFormatError or IndexDamagedError.
    """
    found = []
    if client.has_collection(RECORDS):
        load(client)
        found = client.query(RECORDS, f"key == {MANIFEST_KEY}", ["body"], consistency_level="Strong")
    if not found:
        return None
    try:
        held: dict[str, Any] = json.loads(found[0]["body"])
        if held["manifest"]["format"] != FORMAT:
            raise IndexFormatError(
                f"{address} has index format {held['manifest']['format']}, this version reads {FORMAT}; "
                f"make it anew from your documents, in another database"
            )
        return held
    except (ValueError, KeyError, TypeError) as error:
        raise IndexDamagedError(f"the manifest of {address} is damaged; make the index anew in another database") from error


def known_state(client: Client, address: Address) -> dict[str, Any]:
    """The state of an index that must be there; raises IndexNotFoundError as well."""
    held = state(client, address)
    if held is None:
        raise not_there(address)
    return held


def not_there(address: Address) -> IndexNotFoundError:
    """The error that says how to make an index."""
    return IndexNotFoundError(f"no index at {address}; make one: {MAKE} {address}")


def load(client: Client) -> None:
    """Have Milvus serve the collections there are: a Milvus Lite forgets to with each process."""
    for name in (RECORDS, PASSAGES):
        if client.has_collection(name):
            client.load_collection(name)


def manifest_in(held: dict[str, Any]) -> Manifest:
    """The manifest of a state."""
    return Manifest(**held["manifest"] | {"roots": tuple(held["manifest"]["roots"])})


def manifest_or_none(address: Address) -> Manifest | None:
    """The manifest of the index at ``address``; None where there is none. Raises what else ``MilvusStore.open`` does."""
    try:
        client = client_of(address)
    except IndexNotFoundError:
        if address.file and not address.file.exists():
            return None
        raise
    with answering(address):
        held = state(client, address)
    return manifest_in(held) if held else None
