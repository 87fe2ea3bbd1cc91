"""What an answer is narrowed to: the page's fields for it, their choices, and a chip for each filter that is set."""

from functools import lru_cache
from typing import TYPE_CHECKING

from web.asked import DATES, LABELS, Asked
from web.markup import render

if TYPE_CHECKING:
    import gradio

    from index import Store
    from web.service import Service

LISTED = 1000
"""Articles that are offered by title; in a larger corpus an article is chosen where it is found, or by its id or path."""

Choices = list[tuple[str, str]]
"""(what is shown, what it stands for)."""


def fields() -> list["gradio.Component"]:
    """The fields of the filters, in the order of ``Asked``, inside whatever they are made in."""
    import gradio as gr

    dates = gr.InputHTMLAttributes(autocomplete="off", autocorrect="off", spellcheck=False)
    with gr.Row():
        days = [
            gr.Textbox(label=label, placeholder="YYYY-MM-DD", min_width=130, html_attributes=dates, elem_id=f"quoth-{name}")
            for name, label in DATES.items()
        ]
    with gr.Row():
        outlet = gr.Dropdown([], label=LABELS["source"], allow_custom_value=True, value="", elem_id="quoth-source")
        article = gr.Dropdown([], label=LABELS["document"], allow_custom_value=True, value="", elem_id="quoth-document")
    return [*days, outlet, article]


def choices(service: "Service") -> tuple[Choices, Choices]:
    """The outlets and the articles there are now, each with "all" first; articles up to LISTED."""
    store = service.assistant.store
    outlets = [(f"{name} ({count:,})", name) for name, count in store.summary().outlets if name]
    return [("All outlets", ""), *outlets], [("All articles", ""), *_titles(store)]  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def _titles(store: "Store") -> Choices:
    if store.manifest.documents > LISTED:
        return []
    newest = sorted(store.documents(), key=lambda d: d.published or "", reverse=True)
    return [(" · ".join(filter(None, (d.title.strip() or d.path, d.published))), d.id) for d in newest]


def chips_html(asked: Asked, service: "Service") -> str:
    """A chip for every filter that is set: a link to the question without it. "" where none is."""
    chips = [
        {
            "label": LABELS[name],
            "value": _title(value, service) if name == "document" else value,
            "link": asked.without(name).link,
        }
        for name, value in asked.filters.items()
    ]
    return render("chips", chips=chips) if chips else ""


def _title(name: str, service: "Service") -> str:
    try:
        (document,) = service.assistant.store.documents([name])
    except (KeyError, ValueError):
        return name  # a path, or an article that is gone
    return document.title.strip() or document.path
