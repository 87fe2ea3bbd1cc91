"""Thumbs under an answer, and what would have been right."""

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index import QuothError
from qa.feedback import SILENCE, Feedback
from qa.questions import MAX_QUESTION
from web.events import QUIET

if TYPE_CHECKING:
    import gradio
    from gradio.components import Component

    from qa import Result
    from web.service import Service


def controls(service: "Service", result_state: "gradio.State", narrowed_state: "gradio.State") -> list["Component"]:
    """A row of buttons about the result in ``result_state``, a ``Result`` or None; what shows ``fresh`` of it.

    ``narrowed_state``: a dict of the options that the question was asked with. What is said goes into the index's folder; where
    there is none, there is no row.
    """
    import gradio as gr

    with gr.Column(visible=False, elem_id="quoth-feedback") as row:
        with gr.Row():
            good = gr.Button("This is right", size="sm", scale=0, min_width=130, elem_id="quoth-right")
            bad = gr.Button("This is wrong", size="sm", scale=0, min_width=130, elem_id="quoth-wrong")
        with gr.Column(visible=False, elem_id="quoth-correction") as panel:
            correction = gr.Textbox(
                label="What would be right?",
                placeholder="In the words of the articles; leave it empty if you do not know",
                max_lines=2,
                max_length=MAX_QUESTION,
            )
            silence = gr.Checkbox(label="The articles do not say", container=False)
            send = gr.Button("Send", size="sm", scale=0, min_width=130, elem_id="quoth-send")
        thanks = gr.HTML(apply_default_css=False, elem_id="quoth-thanks")

    def keep(result: "Result | None", narrowed: dict[str, str], right: bool, wanted: str | None) -> tuple[Any, str]:
        if result is None:
            return gr.update(visible=False), ""
        try:
            Feedback(service.folder).add(result, right, wanted, narrowed)
        except QuothError as error:
            return gr.skip(), f'<p role="alert">{escape(str(error))}</p>'
        return gr.update(visible=False), '<p role="status">Thank you, that is kept with the index.</p>'

    def wrong(result: "Result | None", narrowed: dict[str, str], text: str, silent: bool) -> tuple[Any, str]:
        return keep(result, narrowed, False, SILENCE if silent else (text or "").strip() or None)

    asked = [result_state, narrowed_state]
    good.click(lambda result, narrowed: keep(result, narrowed, True, None), asked, [panel, thanks], **QUIET)
    to_text = "() => { document.querySelector('#quoth-correction textarea, #quoth-correction input')?.focus(); }"
    bad.click(lambda: (gr.update(visible=True), ""), None, [panel, thanks], **QUIET).then(None, js=to_text)
    gr.on([send.click, correction.submit], wrong, [*asked, correction, silence], [panel, thanks], **QUIET)
    return [row, panel, correction, silence, thanks]


def fresh(service: "Service", result: "Result | None") -> list[Any]:
    """The controls about another result, on which nobody has said anything yet."""
    import gradio as gr

    return [gr.update(visible=result is not None and isinstance(service.where, Path)), gr.update(visible=False), "", False, ""]
