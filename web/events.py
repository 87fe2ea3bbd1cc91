"""How the page asks the server: the options of its events, and what a part of it does when somebody looks at it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gradio.components import Component

# Gradio's queue delivers what an event gives through one stream a page, which the server closes when nothing is under way. An
# event that is sent in just that moment is never answered (Gradio 6.31; one in ten of questions asked quickly after another). So
# the page's events are plain requests, but for uploads and removals, which show progress; web/service.py has the queue that
# questions wait in. No State's change is an event then.
PRIVATE: dict[str, Any] = {"api_visibility": "private", "queue": False}
"""For an event of the page: no endpoint of the API."""

QUIET: dict[str, Any] = {**PRIVATE, "show_progress": "hidden"}
"""The same for what takes no time worth showing."""


def on_open(refresh: Callable[..., Any], inputs: "Sequence[Component]", outputs: "Sequence[Component]") -> None:
    """Call ``refresh`` whenever the tab in which this stands is opened; outside of a tab, when the page is.

    A part that is not looked at asks nothing of the index, and one that is shows its newest generation.
    """
    import gradio as gr
    from gradio.context import Context

    block = Context.block
    while block is not None and not isinstance(block, gr.Tab):
        block = block.parent
    page = Context.root_block
    assert page is not None, "a part of the page is made within a page"
    opened = block.select if isinstance(block, gr.Tab) else page.load
    opened(refresh, list(inputs), list(outputs), **QUIET)
