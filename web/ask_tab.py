"""The tab one asks on: its widgets, and what happens when."""

from typing import TYPE_CHECKING, Any

from index import QuothError
from web.asked import Asked
from web.cards import answer_html, error_html, sources_html
from web.differing import points
from web.events import PRIVATE
from web.examples import examples_html
from web.export import export
from web.feedback import controls, fresh
from web.filters import chips_html, choices, fields
from web.history import MOST, entries, history_html, kept, with_newest
from web.markup import render, static
from web.timeline import picture
from web.turns import Turn

if TYPE_CHECKING:
    from qa import Result
    from web.service import Service


def tab(service: "Service") -> None:
    """The widgets, inside whatever they are made in: a question, its filters, the answer, its sources, the history."""
    import gradio as gr

    with gr.Row(elem_id="quoth-ask"):
        box = gr.Textbox(
            label="Question",
            placeholder="Ask the articles",
            scale=5,
            lines=1,
            max_lines=4,
            autofocus=True,
            elem_id="quoth-question",
        )
        button = gr.Button("Ask", variant="primary", scale=0, min_width=96)
    chips = gr.HTML(elem_id="quoth-chips", apply_default_css=False)
    with gr.Accordion("Narrow it down", open=False, elem_id="quoth-filters"):
        narrowed = fields()
    first = gr.HTML(elem_id="quoth-examples", apply_default_css=False)
    answer = gr.HTML(elem_id="quoth-result", apply_default_css=False)
    plot = gr.Plot(
        visible=False,
        label="The values by date, as in the table below",
        show_label=False,
        container=False,
        elem_id="quoth-timeline",
    )
    sources = gr.HTML(elem_id="quoth-sources", apply_default_css=False)
    result, options = gr.State(None), gr.State({})
    turn = gr.State(Turn())
    thumbs = controls(service, result, options)
    with gr.Accordion("Asked before", open=False, elem_id="quoth-history"):
        listing = gr.HTML(apply_default_css=False)
    history = kept(service.where)

    shown = [chips, first, answer, plot, sources, history, listing, result, options, *thumbs]

    def ask(before: object, turn: Turn, *values: object) -> list[Any]:
        found = turn.newest(lambda: _show(service, Asked.of(*values), entries(before)))
        return [gr.skip()] * len(shown) if found is None else found

    def go(before: object, turn: Turn, event: gr.EventData) -> list[Any]:
        data = event._data if isinstance(event._data, dict) else {}
        asked = Asked.from_link(str(data.get("link", "")))
        outlets, articles = choices(service)
        late = data.get("first") and turn.begun  # who asks while the page opens keeps the answer
        found = None if late else turn.newest(lambda: _show(service, asked, entries(before)))
        if found is None or (data.get("first") and not asked.question):  # and who types, what is typed
            given = [gr.skip()] * 4 + [gr.Dropdown(choices=outlets), gr.Dropdown(choices=articles)]
        else:
            source = gr.Dropdown(choices=outlets, value=asked.source)
            document = gr.Dropdown(choices=articles, value=asked.document)
            given = [asked.question, asked.since, asked.until, asked.as_of, source, document]
        return [*given, *([gr.skip()] * len(shown) if found is None else found)]

    def export_all(wanted: Any) -> dict[str, str]:
        wanted = wanted if isinstance(wanted, dict) else {}
        links = given if isinstance(given := wanted.get("links"), list) else []
        try:
            every = [Asked.from_link(str(link)) for link in links[:MOST]]
            results = [service.ask(asked.question, **asked.options()) for asked in every]
            return {"text": export(results, str(wanted.get("ending")))}
        except QuothError as error:
            return {"error": f"{error}."}

    desk = gr.HTML(
        render("desk"), js_on_load=static("desk.js"), server_functions=[export_all], elem_id="quoth-desk", apply_default_css=False
    )
    common = {**PRIVATE, "show_progress_on": answer}
    given = [history, turn, box, *narrowed]
    asking = [box.submit, button.click, *(_chosen(field) for field in narrowed)]
    gr.on(asking, ask, given, shown, trigger_mode="always_last", **common)
    # Each counts: one that comes in the moment another is answered would be dropped, and put off it would be the other again.
    desk.go(go, [history, turn], [box, *narrowed, *shown], trigger_mode="multiple", **common)
    desk.forget(lambda: ([], history_html([])), None, [history, listing], **common)


def _chosen(field: Any) -> Any:
    """When a filter takes hold: a date when it is entered, a choice when it is made."""
    return getattr(field, "submit", None) or field.input


def _show(service: "Service", asked: Asked, before: list[dict[str, str]]) -> list[Any]:
    """What the page shows for ``asked``, as _shown has it."""
    if not asked.question:
        first = examples_html(service.assistant)
        return _shown(asked, service, first, render("empty", link=asked.link), before)
    try:
        result = service.ask(asked.question, **asked.options())
    except QuothError as error:
        return _shown(asked, service, "", error_html(str(error), asked.link), before)
    return _shown(asked, service, "", answer_html(result, asked.link), with_newest(before, asked, result), result)


def _shown(
    asked: Asked, service: "Service", first: str, answer: str, history: list[dict[str, str]], result: "Result | None" = None
) -> list[Any]:
    """Chips, examples, answer, picture, sources, history and its list; the result, its options, and what feedback shows of it."""
    import gradio as gr

    differing = points(result) if result else []
    drawn = picture(differing, result.disagreement.kind == "moved") if result and result.answer and result.disagreement else None
    return [
        chips_html(asked, service),
        first,
        answer,
        gr.Plot(drawn, visible=bool(drawn)),
        sources_html(result, differing) if result else "",
        history,
        history_html(history),
        result,
        asked.filters,
        *fresh(service, result),
    ]
