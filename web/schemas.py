"""What goes over the wire, as pydantic models: OpenAPI and the MCP tools' schemas are made from these.

The results are the JSON contract of ``Result.to_dict()``, key by key; a result of another form is an error, never sent.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from qa.questions import MAX_QUESTION

MAX_TOP_K = 100
MAX_QUESTIONS = 32
"""Of one request: some ten seconds on two quiet cores. They take one place in the queue and go in turn with the others."""

_WORDS = r"[\p{L}\p{N}]"
_DAY = r"^[1-9][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
MEANT = {_WORDS: "a question holds a letter or a digit", _DAY: "a date is YYYY, YYYY-MM or YYYY-MM-DD"}
"""What each pattern means, for who did not match it."""

Text = Annotated[
    str,
    Field(
        min_length=1,
        max_length=MAX_QUESTION,
        pattern=_WORDS,
        description="A question in English; it holds a letter or a digit.",
        examples=["what did Egypt reject?"],
    ),
]
Day = Annotated[
    str,
    Field(
        pattern=_DAY,
        description="YYYY, YYYY-MM or YYYY-MM-DD.",
        examples=["2024-08-22"],
    ),
]


def _whole(value: object) -> object:
    # To JSON Schema 8.0 is an integer.
    return int(value) if isinstance(value, float) and value.is_integer() else value


TopK = Annotated[int, Field(ge=1, le=MAX_TOP_K, description="Passages to read; time is in proportion."), BeforeValidator(_whole)]
Name = Annotated[str, Field(max_length=4096)]
Probability = Annotated[float, Field(ge=0, le=1)]
Offset = Annotated[int, Field(ge=0, description="In code points of the document's text; ends are exclusive.")]


class Narrowed(BaseModel):
    """What narrows a search; ``since`` and ``until`` are inclusive."""

    model_config = ConfigDict(extra="forbid")

    top_k: TopK | None = None
    since: Day | None = None
    until: Day | None = None
    as_of: Day | None = Field(None, description="Nothing published after it.")
    source: Name | None = Field(None, description="One outlet.")
    document: Name | None = Field(None, description="One document, by its id or path.")


class Question(Narrowed):
    """A question and what narrows it; ``id`` comes back in the result."""

    model_config = ConfigDict(strict=True, extra="forbid")

    question: Text
    id: Name | None = None


class Questions(BaseModel):
    """Several questions, answered one after another."""

    model_config = ConfigDict(strict=True, extra="forbid")

    questions: list[Question] = Field(min_length=1, max_length=MAX_QUESTIONS)


class Search(Narrowed):
    """A search for passages, in a query string."""

    q: Text


class Page(BaseModel):
    """Which documents of a list, in a query string."""

    model_config = ConfigDict(extra="forbid")

    offset: int = Field(0, ge=0, le=2**53)
    limit: int = Field(100, ge=1, le=1000)


class _Out(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Attribution(_Out):
    """Who says so, where the words stand, and in which way."""

    text: str
    start: Offset
    end: Offset
    kind: Literal["quoted", "reported", "denied", "own"]


class Citation(_Out):
    """A place that says the answer, letter for letter: the document's text at [start, end) is ``quote``."""

    document_id: str
    path: str
    title: str
    source: str | None
    published: str | None
    url: str | None
    page: int | None
    start: Offset
    end: Offset
    quote: str
    context: str
    passage: str
    attribution: Attribution | None


class Answer(_Out):
    """What the articles say, in their own words."""

    text: str
    confidence: Probability
    citations: list[Citation]
    independent_sources: int
    resolved_date: str | None


class Value(_Out):
    """One side of a disagreement."""

    value: str
    source: str | None
    published: str | None
    document_id: str
    start: Offset
    end: Offset


class Disagreement(_Out):
    """Answers that differ: one figure that moved with time, or one that sources dispute; the oldest value first."""

    kind: Literal["moved", "disputed"]
    values: list[Value]


class Passage(_Out):
    """A passage that was read; a higher score is a better match."""

    document_id: str
    start: Offset
    end: Offset
    score: float
    text: str


class Milliseconds(_Out):
    """Where the time went."""

    retrieve: float
    read: float
    total: float


class Result(_Out):
    """The outcome of a question. ``answer`` null: the articles do not say, ``reason`` tells why, ``confidence`` how sure."""

    id: str | None
    question: str
    answer: str | None
    confidence: Probability
    reason: str | None
    answers: list[Answer]
    disagreement: Disagreement | None
    passages: list[Passage]
    milliseconds: Milliseconds


class Results(_Out):
    """The results of several questions, in their order."""

    results: list[Result]


class Entry(_Out):
    """A document without its text."""

    id: str
    title: str
    source: str | None
    published: str | None
    url: str | None
    path: str
    author: str | None
    story: str | None = Field(description="Documents that are copies of one story have one.")
    characters: int


class Document(Entry):
    """A document with its text."""

    text: str
    pages: list[int] = Field(description="Offsets at which its pages begin; empty where the format has none.")


class Documents(_Out):
    """A page of the documents of one generation, by path."""

    generation: int
    total: int
    offset: int
    documents: list[Entry]


class Found(Passage):
    """A passage that fits, with the document it stands in."""

    title: str
    source: str | None
    published: str | None
    url: str | None


class Passages(_Out):
    """The passages that fit a question, best first."""

    passages: list[Found]


class Status(_Out):
    """That the server answers, and from which generation of the index."""

    status: Literal["ok"]
    generation: int
    documents: int


class Problem(_Out):
    """What was wrong, where, and how to mend it."""

    error: str
