"""The page is one file, asks for nothing, and what articles and questions hold stays text."""

from dataclasses import replace
from html.parser import HTMLParser

from eval.calibration import suggestions
from eval.compare import compare
from eval.figures import by_kind, figures, pairs
from eval.html import page
from eval.report import Report
from eval.rows import Row

HOSTILE = '<script>alert("x")</script><img src=http://evil.example/x onerror=alert(1)>{{ 7*7 }} $\\alpha & \'"'


def row(id: str, right: bool, answer: str | None) -> Row:
    return Row(
        id=id,
        kind=HOSTILE,
        story=None,
        question=HOSTILE,
        wanted=(HOSTILE,) if id == "a" else (),
        answer=answer,
        reason=HOSTILE,
        confidence=0.5,
        right=right,
        surest=HOSTILE,
        probability=0.4,
        surest_right=right,
        rank=None,
        disagreement=HOSTILE,
        scores={"correct": float(right), "right": float(right)},
        milliseconds={"total": 12.0},
        title=HOSTILE,
        quote=HOSTILE,
        context=f"So {HOSTILE}",
        passage=f"It is {HOSTILE} again. So {HOSTILE} it was.",
    )


def report(rows: tuple[Row, ...]) -> Report:
    old = [replace(one, answer="before", right=not one.right).to_dict() for one in rows]
    return Report(
        name=HOSTILE,
        rows=rows,
        figures=figures(rows),
        kinds=by_kind(rows),
        halves={"A": by_kind(rows)},
        suggested=suggestions(pairs(rows), pairs(rows)[:, 1] > 2, 0.1),
        comparison=compare(rows, old),
        against=HOSTILE,
    )


class Page(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_what_is_hostile_stays_text() -> None:
    parsed = Page()
    parsed.feed(page(report((row("a", False, HOSTILE), row("b", False, None)))))
    names = {tag for tag, _ in parsed.tags}
    assert not names & {"script", "link", "iframe", "object", "svg"}
    images = [attributes for tag, attributes in parsed.tags if tag == "img"]
    assert len(images) == 4
    assert all(str(image["src"]).startswith("data:image/svg+xml;base64,") for image in images)
    assert not [name for _, attributes in parsed.tags for name in attributes if name.startswith("on")]
    assert not [value for _, attributes in parsed.tags for value in attributes.values() if value and "://" in value]
    assert HOSTILE in parsed.text
    assert "49" not in parsed.text.replace(HOSTILE, "")


def test_the_quote_is_marked_where_its_sentence_stands() -> None:
    one = replace(row("a", False, "here"), quote="here", context="Now here.", passage="Not here at all. Now here. End.")
    assert "Not here at all. Now <mark>here</mark>. End." in page(report((one,)))


def test_a_report_without_answers_or_misses_has_its_page() -> None:
    silent = replace(row("b", True, None), surest="", probability=0.0, passage="", surest_right=False)
    made = page(replace(report((silent,)), comparison=None, suggested={}, halves={}))
    assert "Misses (0)" in made
    assert "Against" not in made
