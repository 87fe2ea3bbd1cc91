"""One file -> what an index takes of it. The same for every way to run it: here one file after another, or many at once."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.documents import Document
from index.duplicates import signature
from index.embedder import Embedder
from index.errors import DocumentError
from index.loaders import Loaded, read_bytes
from index.pages import page_hashes
from index.parsing import Parser
from index.passages import Passage, header, split
from index.schema import Indexed


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file that is new or changed: its SHA-256 and size in bytes, its note for the report, the pages it names with their
    hashes, and its documents with the hash of their content."""

    sha256: str
    size: int
    note: str | None
    pages: dict[str, str]
    documents: tuple[tuple[Loaded, str], ...]


def read_file(path: Path, parser: Parser, sha256: str | None, pages: Mapping[str, str]) -> FileRead | None:
    """What stands in a file; None if it is the one with ``sha256`` and its ``pages`` are as they were.

    Raises DocumentError.
    """
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError:
        raise DocumentError("its name is not UTF-8; rename it") from None
    data = read_bytes(path)
    found = hashlib.sha256(data).hexdigest()
    if found == sha256 and pages == page_hashes(path, pages):
        return None
    loaded = parser.load(path, data)
    if not loaded:
        raise DocumentError("no article in it")
    note = "; ".join(dict.fromkeys(one.note for one in loaded if one.note)) or None
    return FileRead(found, len(data), note, parser.pages, tuple((one, content_hash(one)) for one in loaded))


def content_hash(loaded: Loaded) -> str:
    """SHA-256 over all of a document that its passages, vectors and terms are made of; not over where it stands.

    Raises DocumentError for text that no database holds.
    """
    d = loaded.document
    fields = (d.title, d.text, d.source, d.published, d.url, d.author, d.pages, loaded.article)
    if "\0" in d.text:
        raise DocumentError("its text holds NUL characters; save it without")
    try:
        return hashlib.sha256(json.dumps(fields, ensure_ascii=False).encode("utf-8")).hexdigest()
    except UnicodeEncodeError:
        raise DocumentError("its text holds halves of characters (lone surrogates); save it as UTF-8") from None


@dataclass(frozen=True, slots=True)
class Split:
    """A document that waits to be embedded: its passages, and what ``duplicates.signature`` gives of its article."""

    document: Document
    content: str
    signature: bytes
    passages: tuple[Passage, ...]


def split_document(loaded: Loaded, content: str) -> Split:
    """``loaded``, whose content has that hash, ready to be embedded."""
    document = loaded.document
    text = " ".join(document.text[start:end] for start, end in loaded.article)
    return Split(document, content, signature(text), tuple(split(document, loaded.article)))


def embedded(documents: Sequence[Split], embedder: Embedder) -> list[Indexed]:
    """What the index takes of ``documents``, all embedded together."""
    texts = [f"{header(one.document)}\n{p.text}" for one in documents for p in one.passages]
    vectors = embedder.passages(texts) if texts else np.empty((0, embedder.dim), np.float32)
    made, first = [], 0
    for one in documents:
        rows = np.asarray(vectors[first : first + len(one.passages)], dtype="<f4")
        first += len(one.passages)
        made.append(Indexed(one.content, one.signature, tuple((p.start, p.end) for p in one.passages), rows.tobytes()))
    return made
