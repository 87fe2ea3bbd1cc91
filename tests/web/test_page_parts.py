"""The smaller parts: history, filters, examples, export, what the page looks like."""

import json
import re
from pathlib import Path

import pytest

from qa import Assistant
from web.asked import Asked
from web.examples import SEEDS, examples_html, question_of
from web.export import export
from web.filters import chips_html, choices
from web.header import about
from web.history import MOST, entries, history_html, with_newest
from web.markup import FOLDER, STATIC
from web.service import Service
from web.theme import look


@pytest.fixture
def service(small: Assistant, tmp_path: Path) -> Service:
    return Service(tmp_path, small)


def test_history_has_the_newest_first_each_once_and_no_more_than_it_may(assistant: Assistant) -> None:
    result = assistant.ask("what did Egypt reject?")
    history: list[dict[str, str]] = []
    for number in range(MOST + 5):
        history = with_newest(history, Asked(f"question {number}?"), result)
    history = with_newest(history, Asked("question 30?"), result)
    assert len(history) == MOST
    assert [Asked.from_link(entry["link"]).question for entry in history[:2]] == ["question 30?", f"question {MOST + 4}?"]
    assert sum(entry["link"] == Asked("question 30?").link for entry in history) == 1
    assert history[0]["answer"] == f"{result.answer.text} ({result.confidence:.0%})"


def test_history_that_a_browser_made_up_is_not_believed() -> None:
    good = {"link": "?q=a&since=2024", "question": "a", "answer": "b"}
    assert entries([good, {"link": 1}, "x", {**good, "more": "x"}, {**good, "answer": None}]) == [good]
    assert entries(None) == entries("x") == entries({"link": "?"}) == []
    assert "From 2024" in history_html([good])


def test_chips_say_what_is_set_and_lead_to_the_question_without_it(service: Service) -> None:
    name = next(d.id for d in service.assistant.store.documents() if d.title == "River floods Marwick")
    shown = chips_html(Asked("who?", since="2024", document=name), service)
    assert re.findall(r'href="([^"]*)"', shown) == [f"?q=who%3F&amp;document={name}", "?q=who%3F&amp;since=2024"]
    assert "River floods Marwick" in shown
    assert "gone" in chips_html(Asked("who?", document="gone"), service)
    assert chips_html(Asked("who?"), service) == ""


def test_outlets_and_articles_are_offered_newest_first(service: Service) -> None:
    outlets, articles = choices(service)
    assert outlets == [("All outlets", ""), ("Northern Wire (1)", "Northern Wire"), ("The Marwick Post (1)", "The Marwick Post")]
    assert [label for label, _ in articles] == [
        "All articles",
        "Marwick counts the cost · 2024-03-19",
        "River floods Marwick · 2024-03-05",
        "Girl of nine beats grandmaster",
    ]
    assert about(service) == "Answers from 3 articles of 2 outlets, in their own words. Published 2024-03-05 to 2024-03-19."


def test_examples_are_questions_with_answers(assistant: Assistant, small: Assistant) -> None:
    shown = examples_html(assistant)
    assert all(question in shown for question in SEEDS)
    silent = [question for question in SEEDS if assistant.ask(question).answer is None]
    assert silent == [SEEDS[-1]]
    assert "<a" not in examples_html(small), "no headline of these says who did what"


def test_headlines_leave_something_to_be_asked() -> None:
    assert question_of("Osterby buys Lathom for a single taler") == "What did Osterby buy?"
    assert question_of("Van Orsel sells Rovers") == "What did Van Orsel sell?"
    assert question_of("Two dead as fire grows") is None
    assert question_of("Old bank closes") is None
    assert question_of("<b>Osterby buys Lathom") is None


def test_an_answer_is_saved_as_markdown_and_as_the_contract(assistant: Assistant) -> None:
    result, silent = assistant.ask("what did Egypt reject?"), assistant.ask("How long does banana bread bake?")
    text = export([result, silent], "md")
    assert f"**{result.answer.text}**" in text
    assert result.cite("markdown") in text
    assert "The articles do not say: " in text
    assert json.loads(export([result], "json")) == json.loads(json.dumps(result.to_dict()))
    assert [row["question"] for row in json.loads(export([result, silent], "json"))] == [result.question, silent.question]


def test_no_word_is_markup_in_what_is_saved(assistant: Assistant) -> None:
    text = export([assistant.ask("what did Egypt reject? <script>*x*</script> [a](b)")], "md")
    assert "\\<script\\>\\*x\\*\\</script\\> \\[a\\](b)" in text


def test_templates_and_scripts_leave_the_escaping_on_and_the_network_alone() -> None:
    templates = {path.name: path.read_text("utf-8") for path in FOLDER.iterdir()}
    assert "answer.html" in templates
    for text in templates.values():
        assert not re.search(r"\|\s*safe|autoescape|Markup|\son\w+=", text)
    for path in STATIC.iterdir():
        assert "//" not in re.sub(r"//[^\n]*\n|https?://www\.w3\.org", "\n", path.read_text("utf-8")), path
    for path in Path(FOLDER).parent.glob("*.py"):
        assert "Markup(" not in path.read_text("utf-8")


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, as WCAG 2.2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_colours_can_be_told_from_what_they_stand_on() -> None:
    from web.timeline import COLOURS

    theme = look()["theme"]
    for side in ("", "_dark"):
        pages = [getattr(theme, f"{name}{side}") for name in ("body_background_fill", "background_fill_primary")]
        for name in ("body_text_color", "body_text_color_subdued", "link_text_color", "input_placeholder_color"):
            assert min(contrast(getattr(theme, f"{name}{side}"), page) for page in pages) >= 4.5, name
        button = getattr(theme, f"button_primary_background_fill{side}")
        assert contrast(getattr(theme, f"button_primary_text_color{side}"), button) >= 4.5
        assert min(contrast(colour, page) for colour in COLOURS for page in pages) >= 3
