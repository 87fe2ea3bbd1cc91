"""Where an index lies: a folder of this machine, or a Milvus. What depends on which of them it is, is chosen here alone."""

import re
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from index.documents import Document
from index.embedder import Embedder
from index.errors import BadInputError
from index.manifest import NAME, Manifest
from index.schema import Indexed
from index.store import LocalStore

if TYPE_CHECKING:
    from index.milvus import MilvusStore
    from index.writer import File

PREFIX = "milvus:"


@dataclass(frozen=True, slots=True)
class Address:
    """A Milvus. ``uri`` as pymilvus takes it: http(s)://[USER:PASSWORD@]HOST:PORT[/DATABASE], or the path of a Milvus Lite
    file, which ends in .db. As text it has no password in it."""

    uri: str

    def __str__(self) -> str:
        return PREFIX + re.sub(r"//[^/@]*@", "//", self.uri)

    @property
    def file(self) -> Path | None:
        """The file of a Milvus Lite; None for a server."""
        return Path(self.uri) if self.uri.endswith(".db") else None


Place = Path | Address


class Changes(Protocol):
    """The writer of an index: what ``index.writer.Writer`` says of itself, wherever the index lies."""

    base: Manifest | None

    def files(self) -> "dict[str, File]": ...
    def contents(self, path: str) -> tuple[str, ...]: ...
    def known(self, content: str) -> Indexed | None: ...
    def add_file(self, path: str, sha256: str, size: int, note: str | None, pages: Mapping[str, str]) -> None: ...
    def add(self, document: Document, file: str, made: Indexed) -> None: ...
    def remove_file(self, path: str) -> int: ...
    def remove_document(self, identifier: str) -> None: ...
    def commit(self, roots: Sequence[str], changes: Mapping[str, int]) -> Manifest: ...


def place(text: "str | Path | Address") -> Place:
    """The place that ``text`` names: "milvus:URI", else a folder. Raises BadInputError for a URI of another kind."""
    if isinstance(text, Address):
        return text
    if not str(text).startswith(PREFIX):
        return Path(text)
    uri = str(text).removeprefix(PREFIX)
    if re.match(r"https?://[^/]", uri):
        return Address(uri)
    if "://" not in uri and uri.endswith(".db"):
        return Address(str(Path(uri).absolute()))
    raise BadInputError(f"{PREFIX}{uri}: give {PREFIX}http://HOST:PORT, or {PREFIX}FILE.db for a Milvus Lite on this machine")


def open_store(where: Place) -> "LocalStore | MilvusStore":
    """The current generation of the index at ``where``. Raises what ``open`` of the stores does."""
    if isinstance(where, Path):
        return LocalStore.open(where)
    from index.milvus import MilvusStore

    return MilvusStore.open(where)


def writing(where: Place, embedder: Embedder | None) -> AbstractContextManager[Changes]:
    """The only writer of the index at ``where``, as ``index.writer.writing`` gives it for a folder."""
    if isinstance(where, Path):
        from index import writer

        return writer.writing(where, embedder)
    from index import milvus_writer

    return milvus_writer.writing(where, embedder)


def manifest_or_none(where: Place) -> Manifest | None:
    """The manifest of the index at ``where``; None where there is none yet. Raises what else ``open`` of the stores does."""
    if isinstance(where, Path):
        return Manifest.read(where) if (where / NAME).is_file() else None
    from index import milvus_client

    return milvus_client.manifest_or_none(where)
