"""What was asked before: kept in the asker's own browser, never here."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from index.places import Place
from web.asked import LABELS, Asked
from web.markup import render

if TYPE_CHECKING:
    import gradio

    from qa import Result

MOST = 50
"""Questions kept, the newest; some 10 kB that travel with every question."""

Entry = dict[str, str]
"""``link``, ``question``, and the ``answer`` as it was: what BrowserState can hold."""


def kept(where: Place) -> "gradio.BrowserState":
    """The place in the browser for the history of one index. It outlives the server, which a key made up anew would not."""
    import gradio as gr

    named = str(where.resolve() if isinstance(where, Path) else where)
    name = f"quoth-history-{sha256(named.encode('utf-8', 'surrogateescape')).hexdigest()[:12]}"
    return gr.BrowserState([], storage_key=name, secret=name)


def entries(stored: object) -> list[Entry]:
    """What the browser gave back, as far as it is a history: it may be of another version, or edited by hand."""
    found = stored if isinstance(stored, list) else []
    keys = {"link", "question", "answer"}
    return [e for e in found if isinstance(e, dict) and set(e) == keys and all(isinstance(v, str) for v in e.values())][:MOST]


def with_newest(history: Sequence[Entry], asked: Asked, result: "Result") -> list[Entry]:
    """``history`` with this question first; a question asked again moves up."""
    answer = f"{result.answer.text} ({result.answer.confidence:.0%})" if result.answer else "the articles do not say"
    newest = {"link": asked.link, "question": result.question, "answer": answer}
    return [newest, *(entry for entry in history if entry["link"] != asked.link)][:MOST]


def history_html(history: Sequence[Entry]) -> str:
    """The list, newest first, each entry a link that asks it again."""
    rows = [
        {
            **entry,
            "filters": ", ".join(f"{LABELS[name]} {value}" for name, value in Asked.from_link(entry["link"]).filters.items()),
        }
        for entry in history
    ]
    return render("history", entries=rows)
