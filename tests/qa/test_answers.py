import pytest

from index import Document, Passage
from qa.answers import rank
from qa.citations import cite
from qa.confidence import Confidence, Features
from qa.merging import merge, normalise
from qa.retriever import Hit
from qa.spans import Span

MODEL = Confidence(Features(margin=0.5, near=0, missing=-1, rank=0), -2.0, 0.5)


def span(text: str, quote: str, logit: float, document_id: str = "d", published: str | None = None) -> Span:
    document = Document(document_id, f"title of {document_id}", text, None, published, None, f"{document_id}.txt")
    start = text.index(quote)
    hit = Hit(Passage(f"{document_id}:0", document_id, 0, len(text), text), document, 0.03, 1, 0.5)
    return Span(hit, start, start + len(quote), logit, 0.0)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Towers", "towers"),
        ("cease-fire", "cease fire"),
        ("“calm”", "calm"),
        ("U.S.", "us"),
        ("14-kilometre", "14 kilometre"),
    ],
)
def test_equal_answers(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("one", "other"), [("$1.5 billion", "$15 billion"), ("10.5", "105"), ("3.4%", "34"), ("40%", "40"), ("-5", "5")]
)
def test_different_figures_stay_apart(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


def test_equal_answers_become_one_with_all_their_citations() -> None:
    spans = [
        span("The toll was 34,000 then.", "34,000", 5, "a"),
        span("Some 34,000 died.", "34,000", 7, "b"),
        span("Some 40,000 died.", "40,000", 6, "c"),
        span("Of 34,000 dead, 34,000 were named.", "34,000", 4, "b"),
    ]
    assert [[s.logit for s in group] for group in merge(spans)] == [[7, 5, 4], [6]]
    answers = rank("How many died?", spans, MODEL)
    assert [(a.text, a.independent_sources, len(a.citations)) for a in answers] == [("34,000", 2, 3), ("40,000", 1, 1)]
    assert answers[0].confidence > answers[1].confidence
    assert rank("How many died?", [], MODEL) == []


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("How many miles long is the border?", "9-mile"),
        ("How long is the border in miles?", "9-mile"),
        ("How many kilometres long is the border?", "14.5 kilometres"),
        ("How long is the border?", "14.5 kilometres"),
        ("How many acres is the border in width?", "14.5 kilometres"),
    ],
)
def test_who_asks_for_miles_gets_miles(question: str, shown: str) -> None:
    spans = [
        span("It runs for 14.5 kilometres.", "14.5 kilometres", 7, "a"),
        span("The 9-mile border is shut.", "9-mile", 5, "b"),
    ]
    (answer,) = rank(question, spans, MODEL)
    assert (answer.text, len(answer.citations), answer.independent_sources) == (shown, 2, 2)


def test_who_denies_a_thing_is_no_source_for_it() -> None:
    denial = "The mine's owner denied on Tuesday that a conveyor belt had caused the fire."
    spans = [
        span(denial, "a conveyor belt", 9, "a"),
        span("Inspectors said a conveyor belt had caused the fire.", "a conveyor belt", 7, "b"),
    ]
    (answer,) = rank("What caused the fire?", spans, MODEL)
    assert answer.independent_sources == 1
    assert [c.document_id for c in answer.citations] == ["b", "a"]
    assert answer.text == answer.citations[0].quote
    (denied,) = rank("What caused the fire?", spans[:1], MODEL)
    assert denied.independent_sources == 0
    (asked,) = rank("What did the owner deny had caused the fire?", spans, MODEL)
    assert asked.independent_sources == 2
    assert asked.citations[0].document_id == "a"


def test_the_citation_is_the_documents_text_with_its_sentence() -> None:
    text = "It rained.\n\nEgypt rejected both proposals, officials said. Talks went on."
    citation = cite(span(text, "both proposals", 1))
    assert text[citation.start : citation.end] == citation.quote == "both proposals"
    assert citation.context == "Egypt rejected both proposals, officials said."
    assert text[citation.context_start :].startswith(citation.context)


def test_a_quote_that_does_not_stand_there_raises() -> None:
    from index.errors import CitationError

    good = span("Egypt rejected both.", "both", 1)
    passage = Passage("d:0", "d", 3, 23, good.hit.passage.text)
    bad = Span(Hit(passage, good.hit.document, 0.03, 1, 0.5), good.start + 3, good.end + 3, 1, 0)
    with pytest.raises(CitationError, match=r"d\.txt"):
        cite(bad)


def test_a_clause_without_a_day_is_not_the_day_and_gainsays_none() -> None:
    spans = [
        span("It began on Sunday afternoon.", "on Sunday afternoon", 5, "a", "2025-08-12"),
        span("The line worked on the afternoon.", "The line worked on the afternoon", 3, "b", "2025-08-15"),
    ]
    assert [len(group) for group in merge(spans)] == [1, 1]
    assert rank("When did it begin?", spans, MODEL)[0].resolved_date == "2025-08-10"


def test_what_another_story_counts_does_not_agree() -> None:
    spans = [
        span("Of the cups of Lune, 3 were found.", "3", 5, "a"),
        span("In Teskel all 3 were found.", "3", 4, "b"),
        span("In Lune they found 3.", "3", 3, "c"),
    ]
    (answer,) = rank("How many cups were found in the hall on the Lune?", spans, MODEL)
    assert [citation.document_id for citation in answer.citations] == ["a", "c"]
