from dataclasses import dataclass

from index import Document, Passage
from qa.answers import Answer
from qa.citations import Citation
from qa.disagreement import Disagreement, Value
from qa.result import Milliseconds, Result
from qa.retriever import Hit
from web.differing import points
from web.timeline import mark, picture


@dataclass(frozen=True)
class Told:
    """One article's one sentence with a value in it."""

    name: str
    outlet: str | None
    published: str | None
    sentence: str
    value: str


def result(kind: str, *sides: list[Told]) -> Result:
    """The result in which each of ``sides`` gives another value, its first article first."""
    hits, answers, values = [], [], []
    for side in sides:
        citations = []
        for told in side:
            start = told.sentence.index(told.value)
            document = Document(
                told.name, told.name.title(), told.sentence, told.outlet, told.published, None, f"{told.name}.txt"
            )
            passage = Passage(f"{told.name}:0", told.name, 0, len(told.sentence), told.sentence)
            hits.append(Hit(passage, document, 1.0, 1, None))
            citations.append(
                Citation(
                    told.name, document.path, document.title, told.outlet, told.published, None, None, start,
                    start + len(told.value), told.value, told.sentence, 0, told.sentence, 0, None,
                )
            )  # fmt: skip
        first = citations[0]
        answers.append(Answer(first.quote, 0.5, tuple(citations), len(citations), None))
        values.append(Value(first.quote, first.source, first.published, first.document_id, first.start, first.end))
    differ = Disagreement(kind, tuple(values))
    return Result(None, "how many?", answers[-1], 0.9, None, tuple(answers), tuple(hits), Milliseconds(0, 0, 0, 0, 0), differ)


EARLY = Told("a", "Northern Wire", "2024-03-05", "At least 9 people died.", "At least 9 people")
COPY = Told("b", "Post", "2024-03-06", "The toll was 9 on Monday.", "9")
LATE = Told("c", "Northern Wire", "2024-04-01", "The toll was put at 33 people.", "33 people")


def test_every_source_of_every_value_is_a_point_oldest_first() -> None:
    found = points(result("moved", [LATE], [EARLY, COPY]))
    assert [(p.document, p.value, p.side, p.figure, p.published) for p in found] == [
        ("a", "At least 9 people", "At least 9 people", 9.0, "2024-03-05"),
        ("b", "9", "At least 9 people", 9.0, "2024-03-06"),
        ("c", "33 people", "33 people", 33.0, "2024-04-01"),
    ]
    assert [p.number for p in found] == [0, 1, 0]
    assert [p.sentence for p in found] == [EARLY.sentence, COPY.sentence, LATE.sentence]
    assert mark(found[0]) == mark(found[2]) != mark(found[1])


def test_a_value_that_no_answer_cites_has_its_sentence_from_the_article() -> None:
    made = result("moved", [EARLY], [LATE])
    bare = Result(None, "?", made.answers[0], 0.9, None, made.answers[:1], made.hits, made.milliseconds, made.disagreement)
    assert points(bare)[1].sentence == LATE.sentence


def test_words_dates_and_units_that_differ_are_no_numbers() -> None:
    for values in (("nobody was hurt", "4 sailors"), ("4 March", "9 March"), ("9 km", "5 miles"), ("2:35 a.m.", "3:10 a.m.")):
        sides = [[Told(v[0] + v[-1], "W", f"2024-03-0{i}", f"It was {v} then.", v)] for i, v in enumerate(values, start=1)]
        assert [p.figure for p in points(result("disputed", *sides))] == [None, None]


def test_where_nothing_differs_there_is_nothing_to_draw() -> None:
    made = result("moved", [EARLY])
    assert points(Result(None, "?", None, 0.9, None, (), made.hits, made.milliseconds)) == []
    assert picture(points(made), moved=True) is None
    undated = Told("d", None, None, "The toll was 12.", "12")
    assert picture(points(result("moved", [EARLY], [undated])), moved=True) is None


def test_a_figure_that_moved_is_drawn_by_date_with_a_line_of_steps() -> None:
    line, dots = picture(points(result("moved", [EARLY, COPY], [LATE])), moved=True).data
    assert (list(line.x), list(line.y), line.line.shape) == (["2024-03-05", "2024-03-06", "2024-04-01"], [9.0, 9.0, 33.0], "hv")
    assert list(dots.y) == [9.0, 9.0, 33.0]
    assert [bool(label) for label in dots.text] == [False, True, True], "a value that stands has one label"
    assert dots.hovertext[2] == "<b>33 people</b><br>Northern Wire, 2024-04-01<br>The toll was put at 33 people."
    assert dots.marker.color[0] == dots.marker.color[2] != dots.marker.color[1]


def test_sources_of_one_day_are_drawn_side_by_side() -> None:
    other = Told("d", "Herald <i>", "2024-03-05", "The toll was 12.", "12")
    (dots,) = picture(points(result("disputed", [EARLY], [other])), moved=False).data
    assert list(dots.x) == ["Herald &lt;i&gt;", "Northern<br>Wire"]


def test_sources_that_say_the_same_on_one_day_are_all_seen() -> None:
    same = Told("d", "Post", "2024-03-05", "It was 9 people.", "9 people")
    dots = picture(points(result("moved", [EARLY, same], [LATE])), moved=True).data[-1]
    assert dots.marker.size[0] > dots.marker.size[1] == dots.marker.size[2]
    assert list(dots.text) == ["At least 9 people", "", "33 people"]


def test_no_word_of_an_article_is_read_as_a_tag_by_the_picture() -> None:
    evil = '<a href="https://evil.example">9</a>'
    one = Told("a", evil, "2024-03-05", f"It was {evil} then.", evil)
    two = Told("b", evil, "2024-03-06", f"It was 33 {evil}.", "33")
    written = picture(points(result("moved", [one], [two])), moved=True).to_json()
    assert "evil" in written
    assert "<a" not in written.replace("\\u003c", "<")
