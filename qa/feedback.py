"""What people said about answers: right, wrong, and what would have been right. Kept beside the generations of an index."""

import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index import BadInputError, IndexWriteError
from index.database import Database, DatabaseError, connect
from qa.questions import MAX_QUESTION, usable_question

if TYPE_CHECKING:
    from qa.result import Result

FILE = "feedback.sqlite"
"""In the folder of the index; no commit, compaction or collection touches it."""

KIND = "feedback"
"""Of the questions, in a report of ``quoth eval``."""

SILENCE = ""
"""The correction which says that the articles do not say."""

_NARROWING = ("since", "until", "as_of", "source", "document")

_SCHEMA = """
CREATE TABLE IF NOT EXISTS feedback (
    key INTEGER PRIMARY KEY, time TEXT NOT NULL, question TEXT NOT NULL, narrowed TEXT NOT NULL, answer TEXT,
    confidence REAL NOT NULL, docs TEXT NOT NULL, is_right INTEGER NOT NULL, correction TEXT
)
"""


class Feedback:
    """The feedback on the answers from the index in ``folder``. Safe to share between threads and processes."""

    def __init__(self, folder: str | Path) -> None:
        self.path = Path(folder) / FILE

    def add(
        self, result: "Result", right: bool, correction: str | None = None, narrowed: Mapping[str, str | None] | None = None
    ) -> None:
        """Keep what somebody said of ``result``.

        ``correction`` is the answer that would have been right, SILENCE where the articles do not say, None where nobody said;
        ``narrowed`` are the options of Assistant.ask that the question was asked with. Raises BadInputError for a correction
        of a right answer or one that is too long or has no words, IndexWriteError when it cannot be kept.
        """
        if correction:
            correction = _usable(correction)
        if right and correction is not None:
            raise BadInputError("an answer that is right has no correction; say that it is wrong, or leave the correction out")
        kept = {name: value for name in _NARROWING if (value := (narrowed or {}).get(name))}
        answer = result.answer
        stems = dict.fromkeys(Path(citation.path).stem for citation in answer.citations) if answer else {}
        values = (
            time.strftime("%FT%TZ", time.gmtime()),
            result.question,
            json.dumps(kept),
            answer.text if answer else None,
            result.confidence,
            json.dumps(list(stems)),
            right,
            correction,
        )
        with self._open("rwc") as database, database:
            database.execute(_SCHEMA)
            database.execute(
                "INSERT INTO feedback (time, question, narrowed, answer, confidence, docs, is_right, correction) "
                "VALUES (?,?,?,?,?,?,?,?)",
                values,
            )

    def questions(self) -> list[dict[str, Any]]:
        """A row of a question set of ``quoth eval`` for each question whose answer is known, in the order first asked.

        What was said last holds: a correction, or that the answer was right. To call an answer wrong takes it out again where
        it had been called right, and tells nothing otherwise.
        """
        golds: dict[tuple[str, str], tuple[list[str], list[str]] | None] = {}
        for question, narrowed, answer, docs, right, correction in self._rows():
            asked = (question, narrowed)
            given = [answer] if answer is not None else []
            if right:
                golds[asked] = (given, json.loads(docs))
            elif correction is not None:
                golds[asked] = ([correction] if correction != SILENCE else [], [])
            else:
                before = golds.setdefault(asked, None)
                if before is not None and before[0] == given:
                    golds[asked] = None
        return [_row(*asked, *gold) for asked, gold in golds.items() if gold is not None]

    def count(self) -> tuple[int, int]:
        """How many questions somebody said something about, and how often somebody did."""
        rows = self._rows()
        return len({(question, narrowed) for question, narrowed, *_ in rows}), len(rows)

    def _rows(self) -> list[tuple[Any, ...]]:
        if not self.path.exists():
            return []
        with self._open("ro") as database:
            return database.execute(
                "SELECT question, narrowed, answer, docs, is_right, correction FROM feedback ORDER BY key"
            ).fetchall()

    @contextmanager
    def _open(self, mode: str) -> Iterator[Database]:
        try:
            with closing(connect(self.path, mode)) as database:
                yield database
        except (OSError, DatabaseError) as error:
            raise IndexWriteError(
                f"{self.path}: feedback cannot be {'read' if mode == 'ro' else 'kept'}: {error}; "
                "make room, check its permissions, or move the file away if it is damaged"
            ) from error


def _usable(correction: str) -> str:
    try:
        return usable_question(correction)
    except BadInputError:
        raise BadInputError(f"this is no answer; write the right one in at most {MAX_QUESTION} characters") from None


def _row(question: str, narrowed: str, answers: list[str], docs: list[str]) -> dict[str, Any]:
    # The same question keeps its id from one export to the next, so that reports can be compared.
    name = hashlib.sha256(f"{question}\n{narrowed}".encode()).hexdigest()[:12]
    return {"id": f"f-{name}", "question": question, "answers": answers, "docs": docs, "kind": KIND, **json.loads(narrowed)}
