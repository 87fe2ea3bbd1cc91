"""What an ingest did with every file it met."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from index.manifest import Manifest

Status = Literal["added", "changed", "moved", "unchanged", "removed", "missing", "skipped", "failed"]
STATUSES: tuple[Status, ...] = get_args(Status)


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file; ``reason`` says why it was skipped or failed, or what to know about it.

    ``documents`` and ``passages`` are what the index now holds of it, or held if it was removed. A file that is "missing" is
    no longer in the folder and was kept all the same; a file that has "moved" has ``reason`` "from" its old path.
    """

    path: str
    status: Status
    reason: str | None = None
    documents: int = 0
    passages: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """What an ingest did: a line for every file it met, and the generation that came of it."""

    files: tuple[FileReport, ...]
    manifest: Manifest
    seconds: float

    def count(self, status: Status) -> int:
        """How many files ended as ``status``."""
        return counts(self.files)[status]

    def to_dict(self) -> dict[str, Any]:
        """The whole report as JSON types."""
        return {
            "generation": self.manifest.generation,
            "documents": self.manifest.documents,
            "passages": self.manifest.passages,
            "seconds": round(self.seconds, 3),
            "counts": counts(self.files),
            "files": [asdict(file) for file in self.files],
        }


def counts(files: Sequence[FileReport]) -> dict[str, int]:
    """status -> how many of ``files`` ended so."""
    found = Counter(file.status for file in files)
    return {status: found[status] for status in STATUSES}


def printable(path: Path) -> str:
    """A path as text that every report, JSON and terminal takes: names are bytes to the system."""
    return str(path).encode("utf-8", "replace").decode()
