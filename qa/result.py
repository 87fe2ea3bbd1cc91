"""What a question gives back: an answer or an honest silence, and the passages behind either."""

from dataclasses import asdict, dataclass
from typing import Any

from qa import display
from qa.answers import Answer
from qa.disagreement import Disagreement
from qa.retriever import Hit

_NOT_IN_CONTRACT = ("context_start", "passage_start")


@dataclass(frozen=True, slots=True)
class Milliseconds:
    """Where the time of one question went. ``retrieve`` is embedding and search, ``merge`` all after the reading."""

    embed: float
    search: float
    read: float
    merge: float
    total: float

    @property
    def retrieve(self) -> float:
        """Embedding and search together."""
        return self.embed + self.search


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of one question.

    ``answer`` is None when the corpus does not say; then ``reason`` tells why, and ``answers`` still holds the candidates
    that were not trusted. ``confidence`` in [0, 1] is the probability that this outcome is right: the answer's, or that of
    the corpus not saying.
    """

    id: str | None
    question: str
    answer: Answer | None
    confidence: float
    reason: str | None
    answers: tuple[Answer, ...]
    hits: tuple[Hit, ...]
    milliseconds: Milliseconds
    disagreement: Disagreement | None = None

    def __str__(self) -> str:
        """What a person reads: the answer with its sources, or that the articles do not say."""
        return display.text(self)

    def _repr_html_(self) -> str:
        return display.html(self)

    def cite(self, style: str = "markdown") -> str:
        """The answer's citations as "markdown", "bibtex" or "chicago"; "" where there is no answer.

        Raises BadInputError for another style.
        """
        return display.cite(self.answer, style)

    def to_dict(self) -> dict[str, Any]:
        """The JSON contract of ``quoth ask --json``."""
        return {
            "id": self.id,
            "question": self.question,
            "answer": self.answer.text if self.answer else None,
            "confidence": round(self.confidence, 4),
            "reason": self.reason,
            "answers": [_answer(answer) for answer in self.answers],
            "disagreement": asdict(self.disagreement) if self.disagreement else None,
            "passages": [
                {
                    "document_id": hit.document.id,
                    "start": hit.passage.start,
                    "end": hit.passage.end,
                    "score": round(hit.score, 6),
                    "text": hit.passage.text,
                }
                for hit in self.hits
            ],
            "milliseconds": {
                "retrieve": round(self.milliseconds.retrieve, 2),
                "read": round(self.milliseconds.read, 2),
                "total": round(self.milliseconds.total, 2),
            },
        }


def _answer(answer: Answer) -> dict[str, Any]:
    fields = asdict(answer)
    fields["confidence"] = round(answer.confidence, 4)
    for citation in fields["citations"]:
        for name in _NOT_IN_CONTRACT:
            del citation[name]
    return fields
