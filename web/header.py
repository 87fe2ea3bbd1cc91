"""The top of the page: what it answers from, and light or dark."""

from typing import TYPE_CHECKING

from web.events import on_open
from web.markup import render

if TYPE_CHECKING:
    from web.service import Service


def bar(service: "Service") -> None:
    """The bar; its figures are those of the index when the page is opened."""
    import gradio as gr

    shown = gr.HTML(elem_id="quoth-header", apply_default_css=False)
    on_open(lambda: render("header", about=about(service)), [], [shown])


def about(service: "Service") -> str:
    """What the corpus is, in one sentence."""
    store = service.assistant.store
    summary, documents = store.summary(), store.manifest.documents
    outlets = sum(1 for name, _ in summary.outlets if name)
    told = f"Answers from {documents:,} {'article' if documents == 1 else 'articles'}, in their own words."
    if outlets > 1:
        told = told.replace(", in", f" of {outlets:,} outlets, in")
    if summary.oldest and summary.newest and summary.oldest != summary.newest:
        told += f" Published {summary.oldest} to {summary.newest}."
    return told
