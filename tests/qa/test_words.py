import pytest

from index import Document
from qa.words import missing_names, names, near, same_story, stems


def test_names_years_and_numbers_of_a_question() -> None:
    assert names("What did Brett McGurk say in 1979 about the U.S.?") == {"brett", "mcgur", "1979", "u"}
    assert names("Name the mayor of Marwick") == {"marwi"}
    assert names("1.5 million or 34.") == {"1.5", "34"}
    assert names("Who won?") == set()
    assert names("Was it Netanyahu's office that put 1,200 dead?") == {"netan", "1200"}


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("What did Egypt say?", 0),
        ("What did France say?", 1),
        ("What did Egypt say in 2019?", 1),
        ("What did Egypt say in August 2024?", 0),
        ("Did 1200 Egyptians leave?", 0),
        ("Did 120 Egyptians leave?", 1),
        ("What did Spain and Peru say?", 2),
    ],
)
def test_names_the_document_does_not_have(question: str, missing: int) -> None:
    document = Document("d", "Talks", "Egypt spoke. 1,200 Egyptians left.", None, "2024-08-22", None, "p")
    assert missing_names(question, document) == missing


def test_the_day_of_publication_is_no_missing_number() -> None:
    document = Document("d", "Talks", "Egypt spoke.", None, "2024-08-22", None, "p")
    assert missing_names("What did Egypt say on 22 August 2024?", document) == 0
    assert missing_names("What did Egypt say on 23 August 2024?", document) == 1


def test_stems_and_the_sentence_around_a_span() -> None:
    assert stems("It rejected the rejection.") == {"rejec"}
    text = "It rained. Egypt rejected both. Talks went on."
    start = text.index("both")
    assert near(text, start, start + 4).strip() == "Egypt rejected both."


@pytest.mark.parametrize(
    ("text", "may"),
    [("The Lune ferry of Osk burned.", True), ("The Lune ferry burned.", True), ("A ferry burned.", False)],
)
def test_a_document_without_the_names_of_the_question_is_another_story(text: str, may: bool) -> None:
    def document(text: str) -> Document:
        return Document("d", "t", text, None, None, None, "p")

    best = document("The Lune ferry of Osk burned.")
    assert same_story("Why did the ferry of Osk on the Lune burn?", document(text), best) is may
    assert same_story("Why did the ferry burn?", document(text), best)
