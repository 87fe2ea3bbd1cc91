"""Documents taken out of an index by name, whatever stands in their folder."""

from collections.abc import Sequence
from pathlib import Path

from index.documents import Document
from index.errors import BadInputError
from index.places import Address, open_store, place, writing


def remove(names: Sequence[str], folder: str | Path | Address) -> list[Document]:
    """Take out what ``names`` name: ids, files, rows of files ("FILE#ROW") and folders. Gives what was taken out, by path.

    An ingest of a folder that still holds them brings them back. Raises BadInputError, with nothing removed, for an empty name
    and one that fits no document, and what ``index.writer.writing`` raises.
    """
    if not all(name.strip() for name in names):
        # The empty name is the start of every path, and where a program stands.
        raise BadInputError("an empty name names no document; give ids, files or folders")
    where = place(folder)
    with writing(where, None) as writer:
        assert writer.base is not None
        documents = open_store(where).documents()
        chosen: dict[str, Document] = {}
        for name in names:
            places = (name, str(Path(name).resolve()))
            fitting = [d for d in documents if d.id == name or _below(d.path, places)]
            if not fitting:
                raise BadInputError(f"no document {name!r} in the index; see ids and paths with: quoth list --json")
            chosen |= {d.id: d for d in fitting}
        for identifier in chosen:
            writer.remove_document(identifier)
        writer.commit(writer.base.roots, {"removed": len(chosen)})
    return sorted(chosen.values(), key=lambda d: d.path)


def _below(path: str, names: Sequence[str]) -> bool:
    return any(path == name or path.startswith((f"{name}#", f"{name.rstrip('/')}/")) for name in names)
