"""The Gradio page: widgets and wiring. Run ``quoth serve``, or ``python app.py`` for the articles that come with Quoth."""

from html import escape
from typing import TYPE_CHECKING

from index import QuothError
from qa.phrasing import agreement, differences, meaning, origin, words_for
from qa.settings import seeds_folder

if TYPE_CHECKING:
    import gradio

    from qa import Answer, Citation, Result
    from web.service import Service

EXAMPLES = (
    "what did Egypt reject?",
    "How many hostages are still held in Gaza?",
    "How many observation towers did Israel suggest?",
    "What does Hamas demand in any deal?",
    "Who won the election in Brazil?",
)
"""For the default corpus alone; the last one is there to be met with silence."""

CLOSEST_SHOWN = 3


def render_passage(citation: "Citation") -> str:
    """The passage as escaped HTML, its sentence marked and the quote highlighted."""
    text, base = citation.passage, citation.passage_start
    cuts = [
        citation.context_start - base,
        citation.start - base,
        citation.end - base,
        citation.context_start + len(citation.context) - base,
    ]
    before, lead, quote, rest, after = (escape(text[a:b]) for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True))
    return f'<div class="q-passage">{before}<span class="q-sentence">{lead}<mark>{quote}</mark>{rest}</span>{after}</div>'


def render_card(citation: "Citation") -> str:
    """One source: title, outlet, date and the passage."""
    return (
        f'<article class="q-card"><h3>{escape(citation.title)}</h3>'
        f'<p class="q-from">{escape(origin(citation))}</p>{render_passage(citation)}</article>'
    )


def render_answer(result: "Result", answer: "Answer") -> str:
    """The answer, what it amounts to, how sure it is, how many sources agree, and what they say otherwise."""
    percent = f"{answer.confidence:.0%}"
    sure = f"{escape(words_for(answer.confidence))} ({percent})"
    meant = meaning(result)
    heading, *values = differences(result.disagreement) or [""]
    rows = "".join(f"<li>{escape(value)}</li>" for value in values)
    return (
        f'<p class="q-answer">{escape(answer.text)}{f" ({escape(meant)})" if meant else ""}</p>'
        f'<div class="q-bar" role="img" aria-label="confidence {percent}"><span style="width:{percent}"></span></div>'
        f'<p class="q-meta">{" · ".join(filter(None, (sure, agreement(answer))))}</p>'
        f"{f'<section><h3>{escape(heading)}</h3><ul>{rows}</ul></section>' if rows else ''}"
    )


def render(result: "Result") -> str:
    """A result as HTML; every word of article and question is escaped."""
    if result.answer is not None:
        cards = "".join(render_card(c) for c in result.answer.citations)
        others = [a for a in result.answers if a is not result.answer]
        rows = "".join(f"<li>{escape(a.text)} ({a.confidence:.0%}), {escape(a.citations[0].title)}</li>" for a in others)
        more = f'<details class="q-others"><summary>Other readings</summary><ul>{rows}</ul></details>' if others else ""
        return render_answer(result, result.answer) + cards + more
    closest = "".join(
        f'<article class="q-card"><h3>{escape(hit.document.title)}</h3>'
        f'<p class="q-from">{escape(hit.document.source or "outlet unknown")}, '
        f"{escape(hit.document.published or 'date unknown')}</p>"
        f'<div class="q-passage">{escape(hit.passage.text)}</div></article>'
        for hit in result.hits[:CLOSEST_SHOWN]
    )
    return (
        '<p class="q-silent">The articles do not say.</p>'
        f'<p class="q-meta">{escape((result.reason or "").capitalize())} ({result.confidence:.0%} sure of that).'
        f"{' Closest passages:' if closest else ''}</p>{closest}"
    )


def build(service: "Service") -> "gradio.Blocks":
    """The page over a service."""
    import gradio as gr

    def answer(question: str) -> str:
        try:
            return render(service.ask(question))
        except QuothError as error:
            return f'<p class="q-silent" role="alert">{escape(str(error))}</p>'

    manifest = service.assistant.store.manifest
    with gr.Blocks(title="Quoth", analytics_enabled=False) as page:
        gr.Markdown(f"# Quoth\nAnswers from {manifest.documents:,} articles, in their own words.", elem_id="quoth-title")
        with gr.Row(equal_height=True):
            box = gr.Textbox(
                label="Question",
                placeholder="Ask the articles",
                scale=5,
                lines=1,
                max_lines=4,
                autofocus=True,
                elem_id="quoth-question",
            )
            button = gr.Button("Ask", variant="primary", scale=1, min_width=90)
        out = gr.HTML(elem_id="quoth-result")
        if manifest.roots == (str(seeds_folder()),):
            gr.Examples([[e] for e in EXAMPLES], box, out, answer, run_on_click=True, cache_examples=False)
        gr.on([box.submit, button.click], answer, box, out, api_name=False)
    blocks: gr.Blocks = page
    return blocks


if __name__ == "__main__":
    import sys

    from qa.__main__ import main

    sys.argv[1:1] = ["serve"]
    main()
