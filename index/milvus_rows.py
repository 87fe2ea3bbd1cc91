"""Rows of the next generation, beside those that stand. Nothing that a reader may need is overwritten."""

from collections.abc import Iterator
from typing import Any

from index.milvus_client import PAGE, PASSAGES, RECORDS, STANDS, Client, rows
from index.milvus_records import cut

_WHOLE = {
    RECORDS: ("key", "born", "gone", "kind", "mark", "file", "content", "part", "body", "nothing"),
    PASSAGES: (
        *("key", "born", "gone", "first", "last", "start", "end", "id_mark", "path_mark", "source_mark", "file"),
        *("document", "text", "words", "vector"),
    ),
}
"""What a row is written again with: all but what Milvus makes of it."""


class Rows:
    """Writes what comes to stand and to go in the generation after ``before``; ``key`` is the first free one."""

    def __init__(self, client: Client, before: int, key: int) -> None:
        self.key = key
        self.before = f"born <= {before} and gone > {before}"
        self.after = f"born <= {before + 1} and gone > {before + 1}"
        self._client = client
        self._generation = before + 1
        self._waiting: dict[str, list[dict[str, Any]]] = {PASSAGES: [], RECORDS: []}

    def read(self, collection: str, condition: str, *fields: str) -> Iterator[dict[str, Any]]:
        """Every row that fits, in no particular order; of what was put, those that were written."""
        yield from rows(self._client, collection, condition, fields)

    def put(self, collection: str, **fields: Any) -> None:
        """Have a row wait to be written with others."""
        self._waiting[collection].append({"key": self.key, "born": self._generation, "gone": STANDS, **fields})
        self.key += 1
        if len(self._waiting[collection]) >= PAGE:
            self._client.insert(collection, self._waiting[collection])
            self._waiting[collection] = []

    def put_record(self, kind: str, mark: str, file: str, content: str, body: str) -> None:
        """A record, in as many rows as its body takes."""
        for part, piece in enumerate(cut(body)):
            fields = {"kind": kind, "mark": mark, "file": file, "content": content, "part": part, "body": piece}
            self.put(RECORDS, **fields, nothing=[0.0, 0.0])

    def write(self) -> None:
        """Write what waits."""
        for collection, waiting in self._waiting.items():
            if waiting:
                self._client.insert(collection, waiting)
                self._waiting[collection] = []

    def retire(self, collection: str, condition: str) -> None:
        """Have the rows that stood before and fit stand no longer."""
        self._set_gone(collection, f"{condition} and {self.before} and gone == {STANDS}", self._generation)

    def rewrite(self, mark: str, body: str) -> None:
        """Give a document's record another body."""
        which = f'kind == "document" and mark == "{mark}"'
        (head, *_) = list(self.read(RECORDS, f"{which} and part == 0 and {self.after}", "born", "file", "content"))
        if head["born"] == self._generation:
            self._client.delete(RECORDS, filter=f"{which} and born == {self._generation}")
        else:
            self.retire(RECORDS, which)
        self.put_record("document", mark, head["file"], head["content"], body)

    def recover(self, settled: int) -> None:
        """Undo what writers left that died before their commit; delete what went in the generation ``settled`` or before."""
        for collection in (RECORDS, PASSAGES):
            self._client.delete(collection, filter=f"born >= {self._generation}")
            self._set_gone(collection, f"gone >= {self._generation} and gone < {STANDS}", STANDS)
            self._client.delete(collection, filter=f"gone <= {settled}")

    def _set_gone(self, collection: str, condition: str, gone: int) -> None:
        page: list[dict[str, Any]] = []
        for row in self.read(collection, condition, *_WHOLE[collection]):
            page.append({name: row[name] for name in _WHOLE[collection]} | {"gone": gone})
            if len(page) >= PAGE:
                self._client.upsert(collection, page)
                page = []
        if page:
            self._client.upsert(collection, page)
