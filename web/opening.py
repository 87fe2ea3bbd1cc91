"""What a part of the page does when somebody looks at it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gradio.components import Component


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
    opened(refresh, list(inputs), list(outputs), api_visibility="private", show_progress="hidden")
