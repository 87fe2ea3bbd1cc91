from dataclasses import replace

import pytest

from index import Document, Passage
from qa.answers import independent, newest_first, rank
from qa.confidence import Confidence, Features
from qa.disagreement import Disagreement, disagreement
from qa.retriever import Hit
from qa.spans import Span

MODEL = Confidence(Features(margin=0.5, near=0, missing=-1, rank=0), -1.0, 0.5)
ASKED = "How many people died in the Lune ferry fire?"


def article(
    name: str, published: str, text: str, title: str = "", source: str | None = None, story: str | None = None
) -> Document:
    return Document(name, title or name, text, source or f"The {name}", published, None, f"{name}.txt", story=story)


def span(document: Document, quote: str, margin: float) -> Span:
    start = document.text.index(quote)
    hit = Hit(Passage(f"{document.id}:0", document.id, 0, len(document.text), document.text), document, 0.03, 1, 0.5)
    return Span(hit, start, start + len(quote), margin, 0.0)


FIRST = article("first", "2024-05-01", "At least 6 people were killed when a ferry burned on the Lune, police said.")
LATER = article("later", "2024-05-02", "The death toll of the Lune ferry fire rose to 14, police said. Some 40 people were hurt.")
LAST = article(
    "last", "2024-05-20", "An inquiry into the ferry fire on the Lune cut the number of dead to 13. It will hear 60 witnesses."
)
TOLL = [span(FIRST, "6 people", 3.0), span(LATER, "14", 5.0), span(LAST, "13", 0.0)]


def values(found: Disagreement | None) -> list[str]:
    return [value.value for value in found.values] if found else []


def test_a_figure_that_moved_has_every_value_oldest_first_and_the_newest_leads() -> None:
    found = disagreement(ASKED, TOLL, MODEL)
    assert found is not None
    assert (found.kind, values(found)) == ("moved", ["At least 6 people", "14", "13"])
    for value, document in zip(found.values, (FIRST, LATER, LAST), strict=True):
        assert document.text[value.start : value.end] == value.value
        assert (value.document_id, value.source, value.published) == (document.id, document.source, document.published)
    answers = newest_first(ASKED, rank(ASKED, TOLL, MODEL, found), found)
    assert answers[0].text == "13"
    assert {a.text for a in answers[1:]} == {"14", "6 people"}
    # Every value vouches for it that the question is answered.
    assert answers[0].confidence == pytest.approx(sum(a.confidence for a in rank(ASKED, TOLL, MODEL, found)))
    assert newest_first(ASKED, rank(ASKED, TOLL, MODEL, found), found, "2024-05-10")[0].text == "14"


def test_other_figures_in_the_articles_are_no_sides() -> None:
    others = [span(LATER, "40 people", 2.0), span(LAST, "60 witnesses", 1.0)]
    assert values(disagreement(ASKED, TOLL + others, MODEL)) == values(disagreement(ASKED, TOLL, MODEL))
    assert disagreement(ASKED, [TOLL[1], *others], MODEL) is None
    assert disagreement("Who died in the Lune ferry fire?", TOLL, MODEL) is None


def test_a_value_of_the_disagreement_is_kept_though_others_are_wider() -> None:
    text = "Red, green, blue, white, black and brown ferries lay there. "
    noise = article("noise", "2024-05-03", text)
    spans = [*TOLL, *(span(noise, word, 2.0) for word in ("Red", "green", "blue", "white", "black", "brown"))]
    found = disagreement(ASKED, spans, MODEL)
    assert "13" in [a.text for a in rank(ASKED, spans, MODEL, found)]
    assert "13" not in [a.text for a in rank(ASKED, spans, MODEL)]


def test_equal_figures_in_other_units_are_no_dispute() -> None:
    one = article("one", "2024-05-01", "The Sill tunnel is 9 miles long, builders said.")
    two = article("two", "2024-05-09", "The Sill tunnel, which is 14.5 kilometres long, was opened.")
    question, spans = "How long is the Sill tunnel?", [span(one, "9 miles", 4.0), span(two, "14.5 kilometres", 3.0)]
    assert disagreement(question, spans, MODEL) is None
    (answer,) = rank(question, spans, MODEL)
    assert answer.independent_sources == 2


STRIKE = article(
    "strike",
    "2024-05-01",
    "The two sides could not agree on the count. The union said 3,100 nurses had walked out on Monday. "
    "The hospital board put the figure at 1,900 and said that all 12 wards were open.",
)


def test_two_sides_in_one_article_are_a_dispute() -> None:
    question = "How many nurses walked out at Lune hospital?"
    spans = [span(STRIKE, "1,900", 1.0), span(STRIKE, "3,100 nurses", 2.0), span(STRIKE, "12 wards", 0.0)]
    found = disagreement(question, spans, MODEL)
    assert found is not None
    assert (found.kind, values(found)) == ("disputed", ["3,100 nurses", "1,900"])
    assert newest_first(question, rank(question, spans, MODEL, found), found)[0].text == "3,100 nurses"


def test_without_words_of_dispute_two_figures_are_two_figures() -> None:
    calm = article("calm", "2024-05-01", "The union said 3,100 nurses had walked out. The board said 1,900 had a day off.")
    assert disagreement("How many nurses walked out?", [span(calm, "3,100 nurses", 2.0), span(calm, "1,900", 1.0)], MODEL) is None


@pytest.mark.parametrize(
    ("text", "first", "other"),
    [
        (
            "Sheriff Amos Tarn said 62 homes had burned. The Lane Association, which counts too, says the number is 90.",
            "62 homes",
            "90",
        ),
        (
            "Police said the raid took 6 minutes. The guard, Wilf Ossen, said he had heard steps for 20 minutes.",
            "6 minutes",
            "20",
        ),
        ("The operator said it went at 46 mph, but the drivers' union said it had gone at 70 mph.", "46 mph", "70 mph"),
    ],
)
def test_two_speakers_in_a_row_dispute_without_a_word_for_it(text: str, first: str, other: str) -> None:
    question = {"62 homes": "How many homes had burned?", "6 minutes": "How long did the raid take?"}.get(
        first, "How fast did it go?"
    )
    found = disagreement(question, [span(article("a", "2024-05-01", text), first, 4.0)], MODEL)
    assert found is not None
    assert found.kind == "disputed"
    assert [value.startswith(wanted) for value, wanted in zip(values(found), (first.split()[0], other), strict=True)]


@pytest.mark.parametrize(
    "text",
    [
        "Sheriff Amos Tarn said 62 homes had burned. He said the number would be 90 by Friday.",
        "Sheriff Amos Tarn said 62 homes had burned. The Lane Association says the number of its members is 900.",
        "Sheriff Amos Tarn said 62 homes had burned. Rain fell on the hills all night. The wind dropped before dawn. "
        "Schools stayed shut in the valley. The mayor, Ida Brandt, said the number was 90.",
    ],
)
def test_one_speaker_or_another_count_is_no_dispute(text: str) -> None:
    assert disagreement("How many homes had burned?", [span(article("a", "2024-05-01", text), "62 homes", 4.0)], MODEL) is None


RUNS_ON = "48 million crowns after all and nobody on the coast"


def moved(question: str, *told: tuple[str, str, float], names: str = "Lune") -> list[str]:
    """What moved over articles of one day each, told as (text, figure, margin)."""
    articles = [article(f"a{i}", f"2024-05-{i + 1:02}", f"{names}. {text}") for i, (text, _, _) in enumerate(told)]
    return values(disagreement(question, [span(a, quote, m) for a, (_, quote, m) in zip(articles, told, strict=True)], MODEL))


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        # The sentence says "it" of the one before.
        (("The clean-up grew dearer. It had reached 48 million crowns.", "48 million", -4.0), ["31 million", "48 million"]),
        # A part, a rate and a figure of another size count something else.
        (("The clean-up took 3 million of the crowns in the fund.", "3 million", 4.0), []),
        (("The clean-up costs 9 million crowns a day.", "9 million", 4.0), []),
        (("The clean-up employs people for 400 crowns.", "400", 4.0), []),
        # A span that runs on is its figure.
        ((f"The clean-up cost {RUNS_ON} was glad.", RUNS_ON, 4.0), ["31 million", "48 million"]),
        (("The clean-up stands at 48 million crowns.", "48 million", 4.0), ["31 million", "48 million"]),
    ],
)
def test_what_is_a_later_state_of_a_figure(told: tuple[str, str, float], wanted: list[str]) -> None:
    first = ("The clean-up has cost 31 million crowns.", "31 million", 6.0)
    assert moved("How much has the clean-up on the Lune cost?", first, told) == wanted


@pytest.mark.parametrize(
    ("text", "margin", "is_told"), [("It rose to", -4.0, True), ("It cost", -4.0, False), ("It cost", 2.0, True)]
)
def test_a_change_that_no_article_tells_of_needs_a_sure_reader(text: str, margin: float, is_told: bool) -> None:
    first = ("The clean-up has cost 31 million crowns.", "31 million", 6.0)
    found = moved(
        "How much has the clean-up on the Lune cost?", first, (f"The clean-up went on. {text} 48 million.", "48 million", margin)
    )
    assert bool(found) is is_told


def test_what_an_article_of_another_story_counts_is_no_side() -> None:
    one = article("one", "2024-05-01", "The Lune recount will cost 46,000 crowns.")
    other = article("other", "2025-04-04", "A recount in Teskel has cost 98,000 crowns, a clerk said.")
    spans = [span(one, "46,000 crowns", 4.0), span(other, "98,000 crowns", 3.0)]
    assert disagreement("How much did the recount cost?", spans, MODEL) is not None
    assert disagreement("How much did the Lune recount cost?", spans, MODEL) is None


@pytest.mark.parametrize("scale", [0.25, 3.0])
def test_a_reader_of_another_scale_finds_the_same_disagreements(scale: float) -> None:
    other = Confidence(Features(MODEL.weights.margin / scale, 0, -1, 0), MODEL.bias, 0.5)
    for question, spans in ((ASKED, TOLL), ("How many nurses walked out?", [span(STRIKE, "3,100 nurses", 2.0)])):
        stretched = [replace(s, logit=s.logit * scale) for s in spans]
        assert disagreement(question, stretched, other) == disagreement(question, spans, MODEL)


def test_one_who_says_nobody_and_one_who_counts_dispute() -> None:
    one = article("one", "2024-05-01", "The guard said nobody was hurt in the boarding.")
    two = article("two", "2024-05-01", "The owners said that 4 sailors were injured.")
    spans = [span(one, "nobody was hurt", 2.0), span(two, "4 sailors were injured", 0.0)]
    found = disagreement("Was anyone hurt in the boarding?", spans, MODEL)
    assert found is not None
    assert (found.kind, values(found)) == ("disputed", ["nobody was hurt", "4 sailors were injured"])
    assert disagreement("Was the boarding planned?", spans, MODEL) is None


def test_a_question_of_one_day_wants_that_day() -> None:
    assert disagreement("How many people had died in the Lune ferry fire on 2 May 2024?", TOLL, MODEL) is None
    as_of = "How many people had died in the Lune ferry fire as of 10 May 2024?"
    assert [v.published for v in (disagreement(as_of, TOLL, MODEL) or Disagreement("", ())).values] == [
        "2024-05-01",
        "2024-05-02",
    ]
    on = "How many people had died in the Lune ferry fire on 1 May 2024?"
    assert newest_first(on, rank(on, TOLL[:1] + TOLL[2:], MODEL), None)[0].text == "6 people"
    assert newest_first(on, [], None) == []


@pytest.mark.parametrize(
    ("documents", "count"),
    [
        ([FIRST, LATER, LAST], 3),
        ([FIRST, FIRST], 1),
        ([article("a", "2024", "x", source="Wire"), article("b", "2024", "y", source="wire")], 1),
        ([article("a", "2024", "x", story="a"), article("b", "2024", "x", story="a")], 1),
        (
            [
                article("a", "2024", "x", "", "W", "s"),
                article("b", "2024", "y", "", "V", "t"),
                article("c", "2024", "x", "", "V", "s"),
            ],
            1,
        ),
    ],
)
def test_one_outlet_and_one_story_count_once(documents: list[Document], count: int) -> None:
    assert independent(documents) == count
