"""The next generation of an index in Milvus: it shows, whole, with the manifest's row, or not at all."""

import json
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import Any

import numpy as np

from index.documents import Document
from index.duplicates import stories
from index.embedder import Embedder
from index.errors import IndexMismatchError
from index.manifest import Manifest
from index.milvus import days
from index.milvus_client import (
    FIRST_KEY,
    FORMAT,
    MANIFEST_KEY,
    PASSAGES,
    RECORDS,
    Client,
    client_of,
    create_passages,
    create_records,
    drop,
    known_state,
    manifest_in,
    mark,
    own_row,
    refusing,
    state,
)
from index.milvus_lease import Lease
from index.milvus_records import FileRecord, document_body, document_in, file_body, file_in, joined, signature_in
from index.milvus_rows import Rows
from index.passages import SPLITTER, header
from index.places import Address
from index.schema import Indexed
from index.store import METRIC, check_embedder
from index.terms import terms
from index.writer import File

GRACE_SECONDS = 3600.0
"""How long what a generation dropped stays for readers of the ones before: longer than any question."""

_HELD = ("kind", "mark", "content")

_WORDS = 65_535
"""Bytes of a field, so of a passage's words; only a title that is no title has more."""


class MilvusWriter:
    """Changes to an index in Milvus, with the methods of ``index.writer.Writer``. To be had from ``writing`` alone."""

    def __init__(self, client: Client, lease: Lease, held: dict[str, Any] | None, embedder: Embedder | None) -> None:
        self.base = manifest_in(held) if held else None
        self._client = client
        self._lease = lease
        self._embedder = embedder
        self._commits: list[list[float]] = held["commits"] if held else []
        before = self.base.generation if self.base else 0
        self._rows = Rows(client, before, held["next"] if held else FIRST_KEY)
        self._settled = int(max((g for g, at in self._commits if at < time.time() - GRACE_SECONDS), default=0))
        self._rows.recover(self._settled)
        heads = list(self._rows.read(RECORDS, f'kind in ["file", "document"] and part == 0 and {self._rows.before}', *_HELD))
        self._held = {row["mark"] for row in heads if row["kind"] == "file"}
        self._contents = {row["content"] for row in heads if row["kind"] == "document"}
        self._files: dict[str, FileRecord] = {}
        self._thinned: set[str] = set()
        self.committed: Manifest | None = None

    def files(self) -> dict[str, File]:
        """The files the generation before held, by path."""
        found = self._rows.read(RECORDS, f'kind == "file" and {self._rows.before}', "kind", "mark", "part", "body")
        files = map(file_in, joined(found).values())
        return {f.path: File(f.path, f.sha256, f.note, f.pages, f.documents, f.passages) for f in files}

    def contents(self, path: str) -> tuple[str, ...]:
        """The content hashes of the documents that the generation before held of a file, sorted."""
        which = f'kind == "document" and part == 0 and file == "{mark(path)}" and {self._rows.before}'
        return tuple(sorted(row["content"] for row in self._rows.read(RECORDS, which, "content")))

    def known(self, content: str) -> Indexed | None:
        """What the generation before made of a document with the same content; None if it did not hold it."""
        self._lease.renew()
        if content not in self._contents:
            return None
        which = f'kind == "document" and content == "{content}" and {self._rows.before}'
        (_, name), body = next(iter(joined(self._rows.read(RECORDS, which, "kind", "mark", "part", "body")).items()))
        which = f'id_mark == "{name}" and {self._rows.before}'
        passages = sorted(self._rows.read(PASSAGES, which, "key", "start", "end", "vector"), key=lambda row: row["key"])
        vectors = np.asarray([row["vector"] for row in passages], dtype="<f4")
        return Indexed(content, signature_in(body), tuple((r["start"], r["end"]) for r in passages), vectors.tobytes())

    def add_file(self, path: str, sha256: str, size: int, note: str | None, pages: Mapping[str, str]) -> None:
        """Take in a file of ``size`` bytes, in place of what there was of it; its documents follow with ``add``."""
        self.remove_file(path)
        self._files[path] = FileRecord(path, sha256, size, note, dict(pages), 0, 0)

    def add(self, document: Document, file: str, made: Indexed) -> None:
        """Take in a document of ``file``."""
        self._lease.renew()
        d = document
        first, last = days(d.published)
        name, of_file = mark(d.id), mark(file)
        marks = {"id_mark": name, "path_mark": mark(d.path), "source_mark": mark(d.source and d.source.casefold())}
        texts = [d.text[start:end] for start, end in made.spans]
        words = terms().of([(header(d), text) for text in texts])
        vectors = np.frombuffer(made.vectors, dtype="<f4").reshape(len(texts), -1 if texts else 0)
        for (start, end), text, found, vector in zip(made.spans, texts, words, vectors, strict=True):
            fitting = found.encode()[:_WORDS].decode("utf-8", "ignore")
            where = {"first": first, "last": last, "start": start, "end": end, "document": d.id, "file": of_file}
            self._rows.put(PASSAGES, **where, **marks, text=text, words=fitting, vector=vector)
        # Most documents are copies of none: so they need not be written again when the stories are known.
        self._rows.put_record("document", name, of_file, made.content, document_body(replace(d, story=d.id), made.signature))
        self._rows.put_record("text", name, of_file, "", d.text)
        held = self._files[file]
        self._files[file] = replace(held, documents=held.documents + 1, passages=held.passages + len(texts))

    def remove_file(self, path: str) -> int:
        """Drop a file with its documents, passages, vectors and terms; how many documents that were."""
        if mark(path) not in self._held:
            return 0
        documents = len(self.contents(path))
        for collection in (RECORDS, PASSAGES):
            self._rows.retire(collection, f'file == "{mark(path)}"')
        return documents

    def remove_document(self, identifier: str) -> None:
        """Drop one document; what is left of its file counts as changed, so that the next ingest looks at it again."""
        name = mark(identifier)
        which = f'kind in ["document", "text"] and mark == "{name}"'
        self._thinned |= {row["file"] for row in self._rows.read(RECORDS, f"{which} and {self._rows.before}", "file")}
        self._rows.retire(RECORDS, which)
        self._rows.retire(PASSAGES, f'id_mark == "{name}"')

    def commit(self, roots: Sequence[str], changes: Mapping[str, int]) -> Manifest:
        """Make the changes the index's next generation."""
        for path, file in self._files.items():
            self._rows.put_record("file", mark(path), mark(path), "", file_body(file))
        self._rows.write()
        self._thin_files()
        self._set_stories()
        self._rows.write()
        made_by = self.base or self._first()
        generation = made_by.generation + 1
        manifest = replace(
            made_by,
            generation=generation,
            documents=self._count(RECORDS, 'kind == "document" and part == 0'),
            passages=self._count(PASSAGES, "key >= 0"),
            roots=tuple(roots),
            changes=dict(changes),
            files={PASSAGES: uuid.uuid4().hex},
        )
        commits = [[g, at] for g, at in self._commits if g >= self._settled] + [[generation, time.time()]]
        body = json.dumps({"manifest": asdict(manifest), "next": self._rows.key, "commits": commits}, ensure_ascii=False)
        for collection in (PASSAGES, RECORDS):
            self._client.flush(collection)
        self._lease.check()
        self._client.upsert(RECORDS, [own_row(MANIFEST_KEY, "manifest", body)])
        self.committed = manifest
        return manifest

    def _first(self) -> Manifest:
        made_by = self._embedder
        assert made_by is not None
        embedder = (made_by.name, made_by.fingerprint, made_by.dim, METRIC, SPLITTER)
        return Manifest(FORMAT, 0, *embedder, 0, 0, (), {}, PASSAGES, PASSAGES, {})

    def _thin_files(self) -> None:
        """The records of files that lost single documents."""
        for name in self._thinned:
            which = f'kind == "file" and mark == "{name}"'
            found = joined(self._rows.read(RECORDS, f"{which} and {self._rows.before}", "kind", "mark", "part", "body"))
            documents = self._count(RECORDS, f'kind == "document" and part == 0 and file == "{name}"')
            passages = self._count(PASSAGES, f'file == "{name}"')
            self._rows.retire(RECORDS, which)
            if documents:
                left = replace(file_in(found["file", name]), sha256="", documents=documents, passages=passages)
                self._rows.put_record("file", name, name, "", file_body(left))

    def _set_stories(self) -> None:
        """Group the documents into stories; a document that came or went may change the name of a group."""
        which = f'kind == "document" and {self._rows.after}'
        bodies = joined(self._rows.read(RECORDS, which, "kind", "mark", "part", "body"))
        now = {name: (document_in(body, ""), signature_in(body)) for (_, name), body in bodies.items()}
        groups = stories({document.id: signature for document, signature in now.values()})
        for name, (document, signature) in now.items():
            if groups[document.id] != document.story:
                self._rows.rewrite(name, document_body(replace(document, story=groups[document.id]), signature))

    def _count(self, collection: str, condition: str) -> int:
        """Rows of the next generation."""
        (found,) = self._client.query(collection, f"{condition} and {self._rows.after}", ["count(*)"], consistency_level="Strong")
        return int(found["count(*)"])


@contextmanager
def writing(address: Address, embedder: Embedder | None) -> Iterator[MilvusWriter]:
    """The only writer of the index at ``address``, whose collections are made if they are not there.

    ``embedder`` None is for changes that embed nothing; the index must be there then. Raises IndexNotFoundError,
    IndexLockedError while another process writes, IndexFormatError, IndexMismatchError when the index was made with another
    embedder or splitter, IndexWriteError when Milvus refuses a change.
    """
    client = client_of(address, reading=embedder is None)
    with refusing(address):
        if embedder is None:
            known_state(client, address)
        create_records(client)
        lease = Lease(address, client)
        writer = None
        try:
            held = _base(address, client, embedder)
            if held is None:
                assert embedder is not None
                drop(client, PASSAGES)  # of a first run that died, maybe with vectors of another length
                create_passages(client, embedder.dim)
            writer = MilvusWriter(client, lease, held, embedder)
            yield writer
        finally:
            lease.release()
            if writer and not (writer.base or writer.committed):
                drop(client, PASSAGES, RECORDS)


def _base(address: Address, client: Client, embedder: Embedder | None) -> dict[str, Any] | None:
    """The state to go on from, checked; None for a new index."""
    held = state(client, address)
    if held is None:
        return None
    base = manifest_in(held)
    if embedder is not None:
        check_embedder(base, embedder, address)
        if base.splitter != SPLITTER:
            raise IndexMismatchError(
                f"{address} was split as {base.splitter}, this version splits as {SPLITTER}; make it anew in another database"
            )
    return held
