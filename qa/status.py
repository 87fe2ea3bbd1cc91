"""What an index holds and what made it, the same lines for ``quoth status`` and the page."""

from contextlib import suppress
from pathlib import Path

from index import Store
from index.places import Place
from qa.phrasing import printable

_OUTLETS = 10


def status(store: Store, where: Place) -> list[tuple[str, str]]:
    """(name, text) of every line about the index at ``where``."""
    manifest, summary = store.manifest, store.summary()
    copies = manifest.documents - summary.stories
    changes = ", ".join(f"{count} {name}" for name, count in manifest.changes.items() if count)
    outlets = ", ".join(f"{printable(name or 'unknown')} {count:,}" for name, count in summary.outlets[:_OUTLETS])
    more = len(summary.outlets) - _OUTLETS
    dates = f"{summary.oldest} to {summary.newest}" if summary.oldest else "none known"
    return [
        ("folder", f"{where} ({size_of(where):,} bytes)") if isinstance(where, Path) else ("index", str(where)),
        ("generation", f"{manifest.generation} (format {manifest.format})"),
        ("documents", f"{manifest.documents:,} in {manifest.passages:,} passages"),
        ("files", f"{summary.files:,} ({summary.size:,} bytes)"),
        ("stories", f"{summary.stories:,} ({copies:,} documents are copies)"),
        ("published", dates + (f", {summary.undated:,} without a date" if summary.undated else "")),
        ("outlets", outlets + (f", and {more:,} more" if more > 0 else "")),
        ("embedder", f"{manifest.embedder} ({manifest.dim} dimensions, {manifest.embedder_sha256[:12]})"),
        ("indexed", ", ".join(map(printable, manifest.roots))),
        ("last run", changes or "no files"),
    ]


def size_of(folder: Path) -> int:
    """The bytes of the files in the folder of an index."""
    sizes = []
    for path in folder.iterdir():
        with suppress(FileNotFoundError):  # a writer took it away
            sizes += [path.stat().st_size] if path.is_file() else []
    return sum(sizes)
