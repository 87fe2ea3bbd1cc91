from dataclasses import replace

from index import Document
from qa.answers import Answer
from qa.attribution import Attribution
from qa.citations import Citation
from qa.disagreement import Disagreement, Value
from qa.phrasing import agreement, differences, meaning, origin
from qa.result import Milliseconds, Result

DOCUMENT = Document("d", "A title", "No crack was found, the company said.", "The Post", "2024-08-22", None, "d.md")
CITATION = Citation(
    document_id="d",
    path="d.md",
    title="A title",
    source="The Post",
    published="2024-08-22",
    url=None,
    page=3,
    start=0,
    end=18,
    quote="No crack was found",
    context=DOCUMENT.text,
    context_start=0,
    passage=DOCUMENT.text,
    passage_start=0,
    attribution=Attribution("the company said", 20, 36, "denied"),
)
ANSWER = Answer("No crack was found", 0.9, (CITATION,), 2, None)


def result(question: str, answer: Answer | None) -> Result:
    return Result(None, question, answer, 0.9, None, (), (), Milliseconds(0, 0, 0, 0, 0))


def test_where_a_citation_comes_from() -> None:
    assert origin(CITATION) == "The Post, 2024-08-22, page 3; the company said (denied)"
    unknown = replace(CITATION, source=None, published=None, page=None, attribution=None)
    assert origin(unknown) == "outlet unknown, date unknown"


def test_agreement_is_said_where_there_is_some() -> None:
    assert agreement(ANSWER) == "2 independent sources agree"
    assert agreement(replace(ANSWER, independent_sources=1)) == ""


def test_what_the_words_amount_to() -> None:
    assert meaning(result("When did it happen?", replace(ANSWER, resolved_date="2024-08-22"))) == "2024-08-22"
    assert meaning(result("Was a crack found?", ANSWER)) == "no"
    assert meaning(result("What was found?", ANSWER)) == ""
    assert meaning(result("Was a crack found?", None)) == ""


def test_values_that_differ_are_listed_oldest_first() -> None:
    values = (Value("9", "The Post", "2024-03-05", "a", 0, 1), Value("27", None, None, "b", 0, 2))
    assert differences(Disagreement("moved", values)) == [
        "This figure changed over time:",
        "2024-03-05  9  (The Post)",
        "date unknown  27  (outlet unknown)",
    ]
    assert differences(None) == []
