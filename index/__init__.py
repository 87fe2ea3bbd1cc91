"""Work done once per corpus: files -> Document -> Passage -> vectors and terms -> Store."""

from index.documents import Document
from index.embedder import Embedder, load_embedder
from index.errors import (
    BadInputError,
    DocumentError,
    IndexDamagedError,
    IndexFormatError,
    IndexLockedError,
    IndexMismatchError,
    IndexNotFoundError,
    IndexWriteError,
    ModelError,
    QuothError,
)
from index.ingest import ingest
from index.manifest import Manifest
from index.passages import Passage
from index.report import FileReport, Report
from index.store import Filter, LocalStore, Store

__all__ = [
    "BadInputError",
    "Document",
    "DocumentError",
    "Embedder",
    "FileReport",
    "Filter",
    "IndexDamagedError",
    "IndexFormatError",
    "IndexLockedError",
    "IndexMismatchError",
    "IndexNotFoundError",
    "IndexWriteError",
    "LocalStore",
    "Manifest",
    "ModelError",
    "Passage",
    "QuothError",
    "Report",
    "Store",
    "ingest",
    "load_embedder",
]
