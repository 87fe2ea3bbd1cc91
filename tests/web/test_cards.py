import html
import re

import pytest

from qa import Assistant
from web.cards import AROUND, answer_html, card, closest, sources_html


@pytest.mark.parametrize(
    "question", ["what did Egypt reject?", "How many observation towers did Israel suggest?", "How many hostages are held?"]
)
def test_a_card_is_the_whole_passage_with_its_quote_and_its_sentence(assistant: Assistant, question: str) -> None:
    result = assistant.ask(question)
    cited = [citation for answer in result.answers for citation in answer.citations]
    assert cited
    for citation in cited:
        made = card(citation)
        far, before, lead, quote, rest, after, behind = made.pieces
        assert "".join(made.pieces) == citation.passage
        assert quote == citation.quote
        assert lead + quote + rest == citation.context
        assert len(before) <= AROUND * 1.3 or not far
        assert len(after) <= AROUND * 1.3 or not behind
    for hit in result.hits:
        assert "".join(closest(hit).pieces) == hit.passage.text


def test_what_is_shown_is_the_passage_letter_for_letter(assistant: Assistant) -> None:
    result = assistant.ask("what did Egypt reject?")
    shown = sources_html(result, [])
    passages = re.findall(r'<div class="q-passage" dir="auto">(.*?)</div>', shown, re.DOTALL)
    assert [html.unescape(re.sub(r"<[^>]+>", "", passage)) for passage in passages] == [
        citation.passage for citation in result.answer.citations
    ]
    assert html.unescape(re.search(r"<mark>(.*?)</mark>", shown)[1]) == result.answer.text
    assert "Egyptian officials said" in shown
    assert ">reported<" in shown


def test_an_answer_says_how_sure_it_is_and_a_silence_why(assistant: Assistant) -> None:
    result = assistant.ask("what did Egypt reject?")
    shown = answer_html(result, "?q=x&since=2024")
    assert f"({result.confidence:.0%})" in shown
    assert 'data-link="?q=x&amp;since=2024"' in shown
    silent = assistant.ask("How long does banana bread bake?")
    shown = answer_html(silent, "?")
    assert "The articles do not say." in shown
    assert f"{silent.reason[1:]} ({silent.confidence:.0%} sure of that)" in shown
    assert "Closest passages" in sources_html(silent, [])
