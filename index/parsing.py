"""Files -> documents, in a child process with limits on time and memory: what is parsed is not trusted."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from index.child import BrokenChildError, Child
from index.documents import Document
from index.errors import DocumentError
from index.loaders import MAX_BYTES, Loaded, read_bytes
from index.pages import find_page, page_hashes
from index.tables import LeftOut, PageRow, Row, with_page

SECONDS = 8.0
"""A file: honest ones take one or two, and a folder's worst would take an hour. Ending a child that overran and starting the
next takes one or two more, so that no file costs more than 10."""

MEMORY = 1 << 30
"""Bytes of address space of the child: what parses untrusted files must not take the memory of the machine with it."""

_PAGE_SHARE = 0.1
"""Of a file's time, for each page of a listing: a page takes half a second, and hundreds that hang must not take an hour."""

_MOST_NAMED = 3
"""Rows left out that a note names."""


class Parser:
    """Parses one file at a time; a context manager, so that the child process ends with it. Not to be shared by threads.

    ``seconds`` is the most a file may take, to which each row of a listing adds a millisecond; a page that a row names is a
    file of its own, and all pages of a listing may take as long as one file and a tenth of it for each. ``memory`` is the most
    bytes of address space. ``pages`` are those that the rows of the last file name, with the SHA-256 of each or MISSING.
    """

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._seconds = seconds
        self._memory = memory
        self._child: Child | None = None
        self.pages: dict[str, str] = {}

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
        self.pages = {}
        rows = self._ask(path, data)
        pages = self._pages(path, rows)
        for row in rows:
            if isinstance(row, PageRow):
                page = pages[row.page]
                if isinstance(page, Loaded):
                    documents.append(with_page(path, row, page))
                else:
                    left_out.append(LeftOut(f"row {row.row}", f"names {row.page[:80]!r}: {page}"))
            elif isinstance(row, LeftOut):
                left_out.append(row)
            else:
                documents.append(row)
        if not left_out and not documents:
            raise DocumentError("no rows in it; add its articles, or delete it")
        if not left_out:
            return documents
        left_out.sort(key=lambda row: row.count, reverse=True)
        count = sum(row.count for row in left_out)
        what = "entries" if left_out[0].name.startswith("entry") else "rows"
        named = ", ".join(f"{row.name} {row.reason}" for row in left_out[:_MOST_NAMED])
        more = f" and {len(left_out) - _MOST_NAMED} more" if len(left_out) > _MOST_NAMED else ""
        note = f"{count} of {count + len(documents)} {what} left out: {named}{more}"
        if not documents:
            raise DocumentError(note)
        first = documents[0]
        return [replace(first, note="; ".join(filter(None, (note, first.note)))), *documents[1:]]

    def _pages(self, listing: Path, rows: Sequence[Row]) -> dict[str, Loaded | str]:
        """Page -> its document, or why there is none, for every page that ``rows`` name; each is read once."""
        names = dict.fromkeys(row.page for row in rows if isinstance(row, PageRow))
        self.pages = page_hashes(listing, names)
        seconds = self._seconds + self._seconds * _PAGE_SHARE * len(names)
        end = time.monotonic() + seconds
        found: dict[str, Loaded | str] = {}
        read: dict[Path, Loaded | str] = {}
        for name in names:
            try:
                page = find_page(listing, name)
            except DocumentError as error:
                found[name] = str(error)
                continue
            if page not in read:
                late = time.monotonic() > end
                read[page] = f"the pages before it took {seconds:g} seconds; index it by itself" if late else self._page(page)
            found[name] = read[page]
        return found

    def _page(self, page: Path) -> Loaded | str:
        try:
            (found,) = self._ask(page, read_bytes(page), page=True)
        except DocumentError as error:
            return str(error)
        assert isinstance(found, Loaded)
        return found

    def _ask(self, path: Path, data: bytes, page: bool = False) -> list[Row]:
        """The rows of a file, one unless it is a listing or a feed; as a ``page``, these are refused."""
        if len(data) > MAX_BYTES:
            raise DocumentError(f"{len(data):,} bytes, the most is {MAX_BYTES:,}; split it into one file an article")
        fresh = self._child is None
        try:
            return list(self._answers(path, data, page))
        except BrokenChildError as error:
            self._stop()
            if error.certain or fresh:
                raise DocumentError(str(error)) from None
        except DocumentError:
            raise
        except BaseException:
            self._stop()  # else the next file would get what is left of this one's answer
            raise
        return self._ask(path, data, page)  # what the child read before may have used it up: once more, in a new one

    def _answers(self, path: Path, data: bytes, page: bool) -> Iterator[Row]:
        """Raises BrokenChildError, and DocumentError once the child is ready for the next file."""
        if self._child is None:
            self._child = Child(self._seconds, self._memory)
        error = None
        for answer, body in self._child.ask({"path": str(path), "page": page}, data):
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
