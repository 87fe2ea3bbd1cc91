"""A corpus in Milvus, for what one machine does not hold: reading here, writing in milvus_writer.py."""

import json
import time
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.documents import Document
from index.listing import Summary
from index.manifest import Manifest
from index.milvus_client import (
    ANSWER_SECONDS,
    PASSAGES,
    RECORDS,
    Client,
    answering,
    client_of,
    known_state,
    manifest_in,
    mark,
    rows,
)
from index.milvus_records import document_in, documents_in, file_in, joined
from index.passages import Passage
from index.places import Address
from index.store import Filter
from index.terms import terms

_IDS = 16
"""Documents looked up at once; the largest have thousands of rows."""

_SETTLED_SECONDS = 60.0
"""A generation older than this is on every replica, whatever their clocks; a younger one is searched at full consistency."""

_YEAR = 9999
"""The most that lies between the first and the last day of a date."""

_NEVER = 10**8
"""Later than every day."""


def days(published: str | None) -> tuple[int, int]:
    """The first and the last day, YYYYMMDD, that a date of any precision may mean; for None, days that pass no bound."""
    if published is None:
        return _NEVER, -1
    digits = published.replace("-", "")
    return int(digits.ljust(8, "0")), int(digits.ljust(8, "9"))


def expression(where: Filter) -> str:
    """``where`` on the rows of PASSAGES, with the meaning of ``Filter.sql``; "" where everything passes."""
    conditions = []
    if where.since:
        day = days(where.since)[0]
        # The second follows from the first, for no date means more than a year; it is what spares segments, see create_passages.
        conditions.append(f"last >= {day} and first >= {day - _YEAR}")
    if where.until:
        conditions.append(f"first <= {days(where.until)[1]}")
    if where.as_of:
        # The first day keeps those without a date out.
        conditions.append(f"last <= {days(where.as_of)[1]} and first <= {days(where.as_of)[1]}")
    if where.source:
        conditions.append(f'source_mark == "{mark(where.source.casefold())}"')
    if where.document:
        conditions.append(f'(id_mark == "{mark(where.document)}" or path_mark == "{mark(where.document)}")')
    return " and ".join(conditions)


class MilvusStore:
    """One generation in Milvus. Safe to share between threads. What it held stays for ``milvus_writer.GRACE_SECONDS`` after
    the next generation came; a process that serves longer opens it anew."""

    def __init__(self, address: Address, client: Client, manifest: Manifest, committed: float) -> None:
        self.address = address
        self.manifest = manifest
        self._client = client
        self._committed = committed
        self._visible = f"born <= {manifest.generation} and gone > {manifest.generation}"

    @classmethod
    def open(cls, address: Address) -> "MilvusStore":
        """The current generation of the index at ``address``.

        Raises BadInputError without pymilvus, IndexNotFoundError, IndexLockedError, IndexFormatError or IndexDamagedError.
        """
        client = client_of(address)
        with answering(address):
            held = known_state(client, address)
        return cls(address, client, manifest_in(held), held["commits"][-1][1])

    def dense(self, vector: NDArray[np.float32], k: int, where: Filter) -> list[tuple[int, float]]:
        return self._search("vector", vector, k, where)

    def lexical(self, words: Sequence[str], k: int, where: Filter) -> list[tuple[int, float]]:
        (text,) = terms().of([("", " ".join(words))])
        # Milvus Lite gives BM25 with the sign turned, a server without.
        return [(key, abs(score)) for key, score in self._search("terms", text, k, where)] if text else []

    def passages(self, keys: Sequence[int]) -> list[Passage]:
        fields = ("key", "document", "start", "end", "text")
        found = {row["key"]: row for row in self._query(PASSAGES, f"key in {list(keys)}", fields)} if keys else {}
        ordered = [found[key] for key in keys]
        return [Passage(f"{r['document']}:{r['start']}", r["document"], r["start"], r["end"], r["text"]) for r in ordered]

    def documents(self, ids: Sequence[str] | None = None) -> list[Document]:
        fields, kinds = ("kind", "mark", "part", "body"), f'kind in ["document", "text"] and {self._visible}'
        if ids is None:
            with answering(self.address):
                return sorted(documents_in(rows(self._client, RECORDS, kinds, fields)), key=lambda d: d.path)
        found: dict[str, Document] = {}
        for first in range(0, len(ids), _IDS):
            marks = json.dumps([mark(identifier) for identifier in ids[first : first + _IDS]])
            found |= {d.id: d for d in documents_in(self._query(RECORDS, f"mark in {marks} and {kinds}", fields))}
        return [found[identifier] for identifier in ids]

    def summary(self) -> Summary:
        """Figures of the whole corpus; the first time it reads the record of every file and document."""
        return self._summary

    @cached_property
    def _summary(self) -> Summary:
        fields = ("kind", "mark", "part", "body")
        with answering(self.address):
            of_files = joined(rows(self._client, RECORDS, f'kind == "file" and {self._visible}', fields))
            of_documents = joined(rows(self._client, RECORDS, f'kind == "document" and {self._visible}', fields))
        documents = [document_in(body, "") for body in of_documents.values()]
        sizes = [file_in(body).size for body in of_files.values()]
        dates = sorted(d.published for d in documents if d.published)
        outlets = sorted(Counter(d.source for d in documents).items(), key=lambda item: (-item[1], item[0] or ""))
        return Summary(
            files=len(sizes),
            size=sum(sizes),
            stories=len({d.story for d in documents}),
            oldest=dates[0] if dates else None,
            newest=dates[-1] if dates else None,
            undated=len(documents) - len(dates),
            outlets=tuple(outlets),
            months=tuple(sorted(Counter(date[:7] for date in dates if len(date) >= 7).items())),
        )

    def _search(self, field: str, wanted: Any, k: int, where: Filter) -> list[tuple[int, float]]:
        condition = " and ".join(filter(None, (self._visible, expression(where))))
        with answering(self.address):
            (hits,) = self._client.search(
                PASSAGES,
                [wanted],
                anns_field=field,
                limit=k,
                filter=condition,
                output_fields=["start"],  # the least there is: without a list Milvus Lite sends every field
                consistency_level=self._level(),
                timeout=ANSWER_SECONDS,
            )
        return [(hit["key"], hit["distance"]) for hit in hits]

    def _query(self, collection: str, condition: str, fields: Sequence[str]) -> list[dict[str, Any]]:
        with answering(self.address):
            found = self._client.query(
                collection, condition, list(fields), consistency_level=self._level(), timeout=ANSWER_SECONDS
            )
            return list(found)

    def _level(self) -> str:
        return "Strong" if time.time() - self._committed < _SETTLED_SECONDS else "Bounded"
