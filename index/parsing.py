"""Files -> documents, in a child process with limits on time and memory: what is parsed is not trusted."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath, PureWindowsPath
from types import TracebackType

from index.child import BrokenChildError, Child
from index.documents import Document
from index.errors import DocumentError
from index.loaders import MAX_BYTES, Loaded, read_bytes, wanted
from index.tables import LeftOut, PageRow, Row, with_page

SECONDS = 10.0
"""A file: honest ones take one or two, and a folder's worst would take an hour."""

MEMORY = 1 << 30
"""Bytes of address space of the child: what parses untrusted files must not take the memory of the machine with it."""

_MOST_NAMED = 3
"""Rows left out that a note names."""


class Parser:
    """Parses one file at a time; a context manager, so that the child process ends with it. Not to be shared by threads.

    ``seconds`` is the most a file may take, to which each row of a listing adds a millisecond; a page that a row names is a
    file of its own. ``memory`` is the most bytes of address space.
    """

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._seconds = seconds
        self._memory = memory
        self._child: Child | None = None

    def __enter__(self) -> "Parser":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self._stop()

    def load(self, path: Path, data: bytes) -> list[Loaded]:
        """The documents of a file whose bytes are ``data``: one, or one a row. Raises DocumentError.

        Rows that give no document are named in the first document's note; when none does, that is a DocumentError.
        """
        documents: list[Loaded] = []
        left_out: list[LeftOut] = []
        for row in self._ask(path, data):
            if isinstance(row, PageRow):
                try:
                    documents.append(with_page(path, row, self._page(path, row.page)))
                except DocumentError as error:
                    left_out.append(LeftOut(f"row {row.row}", f"names {row.page[:80]!r}: {error}"))
            elif isinstance(row, LeftOut):
                left_out.append(row)
            else:
                documents.append(row)
        if not left_out and not documents:
            raise DocumentError("no rows in it; add its articles, or delete it")
        if not left_out:
            return documents
        rows = "rows" if left_out[0].name.startswith("row") else "entries"
        named = ", ".join(f"{row.name} {row.reason}" for row in left_out[:_MOST_NAMED])
        more = f" and {len(left_out) - _MOST_NAMED} more" if len(left_out) > _MOST_NAMED else ""
        note = f"{len(left_out)} of {len(left_out) + len(documents)} {rows} left out: {named}{more}"
        if not documents:
            raise DocumentError(note)
        first = documents[0]
        return [replace(first, note="; ".join(filter(None, (note, first.note)))), *documents[1:]]

    def _page(self, listing: Path, name: str) -> Loaded:
        """The document of the saved page ``name``, which must stand in the folder of ``listing``, links followed."""
        if PurePosixPath(name).is_absolute() or PureWindowsPath(name).anchor:
            raise DocumentError("an absolute path; write it relative to this file")
        if ".." in PureWindowsPath(name).parts:
            raise DocumentError("a path with ..; write it relative to this file, in its folder or below")
        try:
            page = (listing.parent / name).resolve(strict=True)
        except (OSError, ValueError, RuntimeError) as error:
            raise DocumentError(getattr(error, "strerror", None) or "not a path") from error
        if not page.is_relative_to(listing.parent.resolve()):
            raise DocumentError("a link out of the folder of this file; put the page itself there")
        if not wanted(page):
            raise DocumentError(f"a {page.suffix or 'nameless'} file, which is no page")
        found = self._ask(page, read_bytes(page))
        if len(found) != 1 or not isinstance(found[0], Loaded):
            raise DocumentError("a listing itself, not a page; index it by itself")
        return found[0]

    def _ask(self, path: Path, data: bytes) -> list[Row]:
        if len(data) > MAX_BYTES:
            raise DocumentError(f"{len(data):,} bytes, the most is {MAX_BYTES:,}; split it into one file an article")
        fresh = self._child is None
        try:
            return list(self._answers(path, data))
        except BrokenChildError as error:
            self._stop()
            if error.certain or fresh:
                raise DocumentError(str(error)) from None
        except DocumentError:
            raise
        except BaseException:
            self._stop()  # else the next file would get what is left of this one's answer
            raise
        return self._ask(path, data)  # what the child read before may have used it up: once more, in a new one

    def _answers(self, path: Path, data: bytes) -> Iterator[Row]:
        """Raises BrokenChildError, and DocumentError once the child is ready for the next file."""
        if self._child is None:
            self._child = Child(self._seconds, self._memory)
        error = None
        for answer, body in self._child.ask({"path": str(path)}, data):
            error = answer.get("error")
            if "document" in answer:
                fields = answer["document"] | {"pages": tuple(answer["document"]["pages"])}
                ranges = tuple((start, end) for start, end in answer["article"])
                yield Loaded(Document(text=body.decode("utf-8"), **fields), ranges, answer["note"])
            elif "PageRow" in answer:
                yield PageRow(**answer["PageRow"])
            elif "LeftOut" in answer:
                yield LeftOut(**answer["LeftOut"])
        if error is not None:
            raise DocumentError(error)

    def _stop(self) -> None:
        if self._child is not None:
            self._child.stop()
            self._child = None
