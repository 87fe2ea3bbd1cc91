"""What stands in a record's body, and how a body longer than a field takes is cut into parts and put together again."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from index.documents import Document

PIECE = 16_000
"""Characters a part: a field of Milvus takes 65,535 bytes, and a character has up to four."""


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file of the index, as ``index.writer.File`` and with its size in bytes."""

    path: str
    sha256: str
    size: int
    note: str | None
    pages: dict[str, str]
    documents: int
    passages: int


def cut(body: str) -> list[str]:
    """The parts of a body, one at least."""
    return [body[first : first + PIECE] for first in range(0, len(body), PIECE)] or [""]


def joined(rows: Iterable[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """(kind, mark) -> body, from rows of RECORDS in any order."""
    parts: defaultdict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    for row in rows:
        parts[row["kind"], row["mark"]][row["part"]] = row["body"]
    return {name: "".join(found[part] for part in sorted(found)) for name, found in parts.items()}


def file_body(file: FileRecord) -> str:
    return json.dumps(asdict(file), ensure_ascii=False)


def file_in(body: str) -> FileRecord:
    return FileRecord(**json.loads(body))


def document_body(document: Document, signature: bytes) -> str:
    """All of a document but its text, which is a record of its own, and its signature."""
    fields = asdict(document)
    del fields["text"]
    return json.dumps({"document": fields, "signature": signature.hex()}, ensure_ascii=False)


def document_in(body: str, text: str) -> Document:
    """The document of such a body with its ``text``."""
    fields = json.loads(body)["document"]
    return Document(**fields | {"text": text, "pages": tuple(fields["pages"])})


def signature_in(body: str) -> bytes:
    return bytes.fromhex(json.loads(body)["signature"])


def documents_in(rows: Iterable[dict[str, Any]]) -> list[Document]:
    """The documents whose records, "document" and "text", are among ``rows``."""
    found = joined(rows)
    return [document_in(body, found["text", mark]) for (kind, mark), body in found.items() if kind == "document"]
