"""The only composer: retrieve, read, merge, decide."""

import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from index import (
    Embedder,
    Filter,
    IndexDamagedError,
    IndexFormatError,
    IndexLockedError,
    IndexMismatchError,
    IndexWriteError,
    Store,
    ingest,
    load_embedder,
)
from index.dates import iso_date
from index.manifest import NAME
from index.places import Address, Place, manifest_or_none, open_store, place
from index.store import check_embedder
from qa.answers import Answer, newest_first, rank
from qa.confidence import FILE, Confidence
from qa.disagreement import disagreement
from qa.question_dates import asked_dates, without_as_of
from qa.questions import usable_question
from qa.reader import WEIGHTS, Reader, load_reader
from qa.reading import read_enough
from qa.result import Milliseconds, Result
from qa.retriever import Hit, content_words, retrieve
from qa.settings import Settings, default_embedder, default_index, seeds_folder
from qa.words import stems

_LOCK_SECONDS = 120

NOTHING_LEFT = "no document passes the filters"
NO_PASSAGE = "no passage fits the question"
NO_ANSWER = "passages fit the question but do not hold its answer"
UNSURE = "too unsure of the best answer"


@dataclass(frozen=True, slots=True)
class _Search:
    """A question as it was searched for: tidied, and ``plain`` without words of time; ``embedded`` is when that was done.

    ``dated``: whether its own words say as of when it asks.
    """

    question: str
    plain: str
    dated: bool
    where: Filter
    hits: tuple[Hit, ...]
    embedded: float


class Assistant:
    """Answers questions over one index. Loads once; safe to share between threads."""

    def __init__(self, store: Store, embedder: Embedder, reader: Reader, confidence: Confidence, settings: Settings) -> None:
        """From ready parts; ``open`` builds them."""
        self.store = store
        self.settings = settings
        self._embedder = embedder
        self._reader = reader
        self._confidence = confidence
        chosen = settings.min_confidence
        self._threshold = confidence.threshold if chosen is None else chosen

    @classmethod
    def open(cls, path: str | Path | Address, settings: Settings | None = None) -> "Assistant":
        """The assistant of the index at ``path``, a folder or "milvus:URI", with its models.

        Raises IndexNotFoundError, IndexFormatError, IndexDamagedError, IndexMismatchError or ModelError.
        """
        settings = settings or Settings.load()
        where = place(path)
        store = open_store(where)
        embedder = load_embedder(settings.embedder or store.manifest.embedder)
        check_embedder(store.manifest, embedder, where)
        reader = load_reader(settings.reader)
        embedder.query("ready")  # an embedder may load on first use: that is now, not at the first question
        return cls(store, embedder, reader, _confidence(settings.reader), settings)

    def reopen(self, path: str | Path | Address) -> "Assistant":
        """The assistant of the index at ``path`` as it is now, over the models of this one, which goes on as it was.

        Raises what ``open`` raises; IndexMismatchError when the index has meanwhile been made with another embedder.
        """
        where = place(path)
        store = open_store(where)
        check_embedder(store.manifest, self._embedder, where)
        return Assistant(store, self._embedder, self._reader, self._confidence, self.settings)

    def ask(
        self,
        question: str,
        *,
        top_k: int | None = None,
        since: str | None = None,
        until: str | None = None,
        as_of: str | None = None,
        source: str | None = None,
        document: str | None = None,
        id: str | None = None,
    ) -> Result:
        """Answer ``question`` from the corpus, or say that the corpus does not.

        ``since``, ``until``: only documents published in that time, ISO 8601, inclusive. ``as_of``: nothing published after
        it; a question that says "as of" itself needs none. With any of them, documents without a date are left out.
        ``source``: one outlet. ``document``: one document, by its id or path. ``id`` comes back in the result.
        Raises BadInputError for a question or date that cannot be used.
        """
        begun = time.perf_counter()
        search = self._search(question, top_k, (since, until, as_of, source, document))
        plain, where, hits = search.plain, search.where, search.hits
        found = time.perf_counter()
        spans = read_enough(self._reader, plain, hits, self._confidence)
        read_at = time.perf_counter()
        differ = disagreement(search.question, spans, self._confidence)
        answers = newest_first(search.question, rank(plain, spans, self._confidence, differ), differ, where.as_of)
        reason = why_not(plain, answers, hits, where, self._threshold)
        best = answers[0].confidence if answers else 0.0
        ended = time.perf_counter()
        return Result(
            id=id,
            question=search.question,
            answer=answers[0] if reason is None else None,
            confidence=best if reason is None else 1.0 - best,
            reason=reason,
            answers=tuple(answers),
            hits=hits,
            # Candidates that are not trusted do not differ; and how a figure stood by a day is told by its last state.
            disagreement=None if reason or (search.dated and differ and differ.kind == "moved") else differ,
            milliseconds=Milliseconds(
                *(
                    1000.0 * (b - a)
                    for a, b in (
                        (begun, search.embedded),
                        (search.embedded, found),
                        (found, read_at),
                        (read_at, ended),
                        (begun, ended),
                    )
                )
            ),
        )

    def search(
        self,
        question: str,
        *,
        top_k: int | None = None,
        since: str | None = None,
        until: str | None = None,
        as_of: str | None = None,
        source: str | None = None,
        document: str | None = None,
    ) -> tuple[Hit, ...]:
        """The passages that ``ask`` would find for ``question``, best first, unread; the same arguments and errors."""
        return self._search(question, top_k, (since, until, as_of, source, document)).hits

    def _search(self, question: str, top_k: int | None, narrowed: Sequence[str | None]) -> _Search:
        question = usable_question(question)
        if top_k is not None:
            replace(self.settings, top_k=top_k)  # checks it
        *dates, source, document = narrowed
        since, until, as_of = (iso_date(date) if date else None for date in dates)
        asked = asked_dates(question).as_of if as_of is None else None
        where = Filter(since, until, as_of or asked, source, document)
        plain = without_as_of(question) if where.as_of else question
        vector = self._embedder.query(plain)
        embedded = time.perf_counter()
        words, wanted = content_words(plain), top_k or self.settings.top_k
        hits = retrieve(vector, words, self.store, wanted, where)
        if asked and not hits:
            # A date that was read out of the question's words narrows the search, but is no reason to find nothing.
            where = Filter(since, until, None, source, document)
            hits = retrieve(vector, words, self.store, wanted, where)
        return _Search(question, plain, bool(asked), where, tuple(hits), embedded)

    def ask_many(self, questions: Sequence[str]) -> list[Result]:
        """The results of ``questions``, in their order. Raises BadInputError for the first that cannot be used."""
        for question in questions:
            usable_question(question)
        return [self.ask(question) for question in questions]


def why_not(question: str, answers: Sequence[Answer], hits: Sequence[Hit], where: Filter, threshold: float) -> str | None:
    """Why there is no answer, or None when there is one: the surest reaches ``threshold``."""
    if answers and answers[0].confidence >= threshold:
        return None
    if not hits and where != Filter():
        return NOTHING_LEFT
    asked = stems(question)
    if not any(asked & stems(f"{hit.document.title} {hit.passage.text}") for hit in hits):
        return NO_PASSAGE
    return NO_ANSWER if not answers or answers[0].confidence < threshold / 2 else UNSURE


def _confidence(reader: str | None) -> Confidence:
    # A reader of the user's own may carry a fit of its own; without one the packaged fit is the best guess there is.
    own = Path(reader) / FILE if reader else None
    return Confidence.load(own if own and own.is_file() else WEIGHTS / FILE)


@lru_cache(maxsize=4)
def _opened(where: Place, generation: str) -> Assistant:
    return Assistant.open(where)


@cache
def default_corpus() -> Path:
    """The index of the articles that come with Quoth: made on first use, brought up to date once a process.

    Raises IndexLockedError when another process takes minutes to make it, IndexWriteError when there is no room for it.
    """
    folder, embedder = default_index(), load_embedder(default_embedder(Settings.load()))
    for attempt in range(_LOCK_SECONDS):
        try:
            ingest([seeds_folder()], folder, embedder)
            break
        except (IndexLockedError, IndexWriteError) as error:
            # What is there will do: readers never wait for a writer, and a read-only home is no reason not to answer.
            if (folder / NAME).is_file():
                break
            if isinstance(error, IndexWriteError) or attempt == _LOCK_SECONDS - 1:
                raise
            time.sleep(1)
        except (IndexMismatchError, IndexFormatError, IndexDamagedError):
            shutil.rmtree(folder, ignore_errors=True)  # a cache of ours, damaged or of another version or embedder
    return folder


def ask(question: str, index: str | Path | None = None, **options: Any) -> Result:
    """Answer ``question`` over the index at ``index``, a folder or "milvus:URI" (None: the articles that come with Quoth).

    ``options`` are those of Assistant.ask, which this calls on an assistant that stays open for the next question and is
    opened anew when the index has changed.
    """
    where = place(index) if index is not None else default_corpus()
    if isinstance(where, Path):
        where = where.resolve()
    manifest = manifest_or_none(where) or open_store(where).manifest  # which says why there is none
    return _opened(where, manifest.files[manifest.store]).ask(question, **options)
