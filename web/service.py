"""One assistant behind every door: the page, the API and MCP all ask here.

Questions wait in one queue of bounded length and are answered by few workers; more at once would only make each of them slower
(docs/adr/0008-concurrency.md). Who comes when the queue is full is told so at once.
"""

import logging
import math
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from index import BadInputError, QuothError
from index.manifest import NAME
from index.places import Address, Place, manifest_or_none
from qa import Assistant, Hit, Result
from web.metrics import Metrics

WORKERS = 2
"""Questions answered at once: one searches and merges while the other is read."""

WAITING = 32
"""Askers that may wait. The last of them waits a few seconds on two cores; FastAPI has 40 threads, so that some stay free."""

SECONDS = 30.0
"""A question may take, waiting included. A person has left by then, and so have most programs."""

LOOK_SECONDS = 1.0
"""Between two looks at the manifest: one stat is a few microseconds, and a second is soon enough for news."""

REST_SECONDS = 600.0
"""Without a question. A Milvus keeps what a generation held for an hour after the next came, so then the next is waited for."""

T = TypeVar("T")


class BusyError(QuothError):
    """Too many questions wait already. ``retry_after``: whole seconds until there should be room."""

    def __init__(self, waiting: int, retry_after: int) -> None:
        super().__init__(f"{waiting} questions are waiting already, the most there may be; ask again in {retry_after} s")
        self.retry_after = retry_after


class TooSlowError(QuothError):
    """A question was not answered within the time limit."""


class Service:
    """Answers questions for many askers over the index at ``where``. Safe to share between threads."""

    def __init__(
        self,
        where: Place,
        assistant: Assistant,
        *,
        waiting: int = WAITING,
        seconds: float = SECONDS,
        allow_upload: bool = False,
    ) -> None:
        """``waiting``: askers that may wait beside those whose question is being answered; ``seconds``: a question may take.

        ``allow_upload``: whether the page may add documents to the index and remove them.
        Raises BadInputError for uploads to an index that is no folder.
        """
        if allow_upload and isinstance(where, Address):
            raise BadInputError(f"{where} is no folder: uploads are kept in the folder of an index; serve without --allow-upload")
        self.where = where
        self.allow_upload = allow_upload
        self.metrics = Metrics()
        self.problem: str | None = None
        """Why the newest generation is not the one served; None while it is."""
        self._assistant = assistant
        self.waiting, self._seconds = waiting, seconds
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="quoth-worker")
        self._lock = threading.Lock()
        self._inside = 0
        self._pace = 1.0  # seconds of work a question, a running mean
        self._refreshing = threading.Lock()
        self._looked = 0.0
        self._stamp: object = None
        self.metrics.generation(assistant.store.manifest)

    @property
    def folder(self) -> Path:
        """Where uploads, feedback and reports are kept. Raises BadInputError for an index that lies in no folder."""
        if isinstance(self.where, Address):
            raise BadInputError(f"{self.where} is no folder: uploads, feedback and reports are kept in the folder of an index")
        return self.where

    @property
    def assistant(self) -> Assistant:
        """The assistant of the newest generation that has been opened; take it anew for every request.

        Looks for a newer one at most every LOOK_SECONDS, and opens it beside this one: no question waits for it, but for the
        first in REST_SECONDS to a Milvus.
        """
        rested = time.monotonic() - self._looked
        if rested >= LOOK_SECONDS:
            self._looked = time.monotonic()
            if isinstance(self.where, Address) and rested >= REST_SECONDS:
                self.refresh()
            elif _stamp(self.where) != self._stamp and not self._refreshing.locked():
                threading.Thread(target=self.refresh, name="quoth-refresh", daemon=True).start()
        return self._assistant

    def refresh(self) -> None:
        """Serve the generation that the index has now, from the next question on; what cannot be opened is in ``problem``."""
        with self._refreshing:
            stamp = _stamp(self.where)
            try:
                if manifest_or_none(self.where) != self._assistant.store.manifest:
                    self._assistant = self._assistant.reopen(self.where)
                    self.metrics.generation(self._assistant.store.manifest)
                self.problem = None
            except (QuothError, OSError) as error:
                self.problem = str(error)
                logging.getLogger(__name__).warning("the index is served as it was: %s", error)
            self._stamp = stamp

    def ask(self, question: str, **options: Any) -> Result:
        """The result of ``question``; ``options`` and errors are those of Assistant.ask.

        Raises BusyError when the queue is full, TooSlowError when the time limit is over.
        """
        (result,) = self.ask_many([{"question": question, **options}])
        return result

    def ask_many(self, rows: Sequence[dict[str, Any]]) -> list[Result]:
        """The results of ``rows`` (keywords of Assistant.ask) in their order, asked one after another by one asker.

        The time limit is that of each question. Errors as in ``ask``; the first ends it.
        """
        with self._place():
            return [self._answer(row) for row in rows]

    def search(self, question: str, **options: Any) -> tuple[Hit, ...]:
        """The passages of Assistant.search; errors as in ``ask``."""
        with self._place():
            return self._run(lambda: self.assistant.search(question, **options))

    def _answer(self, row: dict[str, Any]) -> Result:
        begun = time.monotonic()
        result = self._run(lambda: self.assistant.ask(**row))
        self.metrics.answered(result, waited=max(0.0, time.monotonic() - begun - result.milliseconds.total / 1000))
        self._pace += 0.1 * (result.milliseconds.total / 1000 - self._pace)
        return result

    @contextmanager
    def _place(self) -> Iterator[None]:
        """A place in the queue or at a worker. Raises BusyError where there is none."""
        with self._lock:
            if self._inside >= WORKERS + self.waiting:
                self.metrics.refused("busy")
                raise BusyError(self.waiting, math.ceil(self._pace * (self._inside + 1) / WORKERS))
            self._inside += 1
        try:
            yield
        except BadInputError:
            self.metrics.refused("bad input")
            raise
        finally:
            with self._lock:
                self._inside -= 1

    def _run(self, work: Callable[[], T]) -> T:
        future: Future[T] = self._pool.submit(work)
        try:
            return future.result(self._seconds)
        except FutureTimeoutError:
            # What is being read is read to its end, and its worker is free then; what still waits is not begun.
            future.cancel()
            self.metrics.refused("too slow")
            raise TooSlowError(
                f"the question took longer than {self._seconds:g} s; ask again later, or with a smaller top_k"
            ) from None


def _stamp(where: Place) -> object:
    """What differs between two manifests of a folder without reading them; None where there is none.

    For an index in no folder it is another every time: only reading the manifest tells.
    """
    if isinstance(where, Address):
        return object()
    try:
        stat = (where / NAME).stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_mtime_ns, stat.st_size
