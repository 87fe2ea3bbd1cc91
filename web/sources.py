"""The Sources tab: every document, searched and sorted, and what the index is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, Any

from index import LocalStore, Store
from index.listing import ORDERS, Entry, Listing, Order
from index.places import Place
from qa.status import status
from web import overview
from web.events import QUIET, on_open
from web.uploads import Removal

if TYPE_CHECKING:
    from web.service import Service

PAGE = 25
"""Documents shown at once: a screen or two."""

MOST_SEARCHED = 200
"""Characters of a search."""

# Column, its order when chosen first and second, what screen readers call the first.
_COLUMNS: tuple[tuple[str, Order, Order, str], ...] = (
    ("Title", "title", "title backwards", "ascending"),
    ("Outlet", "outlet", "outlet backwards", "ascending"),
    ("Date", "newest", "oldest", "descending"),
    ("Words", "longest", "shortest", "descending"),
)

# Buttons say what they do in data-do; after the list is drawn anew, the one that was used has the focus again.
_BUTTONS = """
let used = null, asked = null;
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-do]');
  if (!button) return;
  used = button.dataset.do;
  trigger('click', {act: used, value: button.dataset.value});
});
watch('value', () => {
  // An answer to what was typed before may come after the one to what was typed last.
  const typed = document.querySelector('#quoth-search :is(input, textarea)').value;
  const late = element.querySelector('table')?.dataset.search !== typed;
  if (late && asked !== typed) trigger('click', {act: 'search', value: typed});
  asked = late ? typed : null;
  if (!used) return;
  const again = [...element.querySelectorAll('button[data-do]:not(:disabled)')].find((b) => b.dataset.do === used);
  if (again) again.focus({preventScroll: true});
});
"""

CSS = """
& table {width: 100%; border-collapse: collapse; font-size: 0.95rem; table-layout: fixed;}
& th, & td {text-align: left; padding: 0.45rem 0.6rem; vertical-align: top; overflow-wrap: anywhere;
  border: 0; border-bottom: 1px solid var(--border-color-primary);}
& th:nth-child(2) {width: 24%;} & th:nth-child(3) {width: 7.5rem;} & th:nth-child(4) {width: 5.5rem;}
& th:nth-child(5) {width: 5.5rem;} & td:nth-child(5) button {font-weight: 400; font-size: 0.9rem;}
& .q-hidden {position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);}
& th:nth-child(4), & td:nth-child(4) {text-align: right; font-variant-numeric: tabular-nums;}
& td:nth-child(3) {font-variant-numeric: tabular-nums; white-space: nowrap;}
& button {background: none; border: 0; padding: 0.15rem 0; margin: 0; font: inherit; color: inherit; text-align: inherit;
  cursor: pointer; border-radius: 4px; overflow-wrap: anywhere;}
& button:focus-visible {outline: 2px solid var(--color-accent); outline-offset: 2px;}
& button:hover:not(:disabled) {text-decoration: underline;}
& button:disabled {opacity: 0.45; cursor: default;}
& th button {font-weight: 600; white-space: nowrap;}
& td button {font-weight: 550;}
& tbody tr:hover {background: var(--background-fill-secondary);}
& nav {display: flex; justify-content: space-between; align-items: center; gap: 1rem; padding: 0.6rem 0;}
& nav button {border: 1px solid var(--border-color-primary); padding: 0.35rem 0.8rem; text-align: center;}
@media (max-width: 640px) {
  & thead tr {display: flex; flex-wrap: wrap; gap: 0.2rem 1.1rem; padding-bottom: 0.4rem;}
  & thead th {width: auto !important; border: 0; padding: 0;}
  & tbody tr {display: flex; flex-wrap: wrap; gap: 0 0.8rem; padding: 0.55rem 0;
    border-bottom: 1px solid var(--border-color-primary);}
  & td {border: 0; padding: 0; font-size: 0.9rem;}
  & td:first-child {flex: 1 0 100%; font-size: 1rem;}
  & td:nth-child(4)::after {content: " words";}
}
"""

STATUS_CSS = """
& summary {cursor: pointer; font-weight: 600; padding: 0.4rem 0;}
& dl {display: grid; grid-template-columns: max-content 1fr; gap: 0.15rem 0.9rem; font-size: 0.9rem; margin: 0.4rem 0;}
& dt {font-weight: 600;} & dd {margin: 0; overflow-wrap: anywhere;}
"""


@dataclass(frozen=True, slots=True)
class View:
    """What of the list somebody looks at; ``offset`` is the number of documents before the page."""

    search: str = ""
    order: Order = "newest"
    offset: int = 0


def turned(view: View, data: Mapping[str, Any]) -> View:
    """``view`` after a button of the list was used; what no button of ours says changes nothing."""
    act, value = str(data.get("act", "")), str(data.get("value", ""))
    if act.startswith("sort ") and value in ORDERS:
        return replace(view, order=value, offset=0)
    if act == "search":
        return replace(view, search=value[:MOST_SEARCHED], offset=0)
    if act in ("back", "on") and value.isascii() and value.isdigit() and len(value) < 10:
        return replace(view, offset=int(value))
    return view


def table(found: Listing, view: View, removable: bool) -> str:
    """A page of the list as HTML in which every word of a document is escaped."""
    heads = "".join(_head(column, view.order) for column in _COLUMNS)
    if removable:
        heads += '<th scope="col"><span class="q-hidden">Remove</span></th>'
    rows = "".join(_row(entry, removable) for entry in found.entries)
    if not found.entries:
        said = "No document fits. Try fewer or shorter words." if view.search else "The index holds no documents."
        rows = f'<tr><td colspan="5">{said}</td></tr>'
    last = view.offset + len(found.entries)
    place = f"{view.offset + 1:,} to {last:,} of {found.total:,}" if found.entries else ""
    nav = ""
    if found.total > PAGE:
        back, on = max(0, view.offset - PAGE), view.offset + PAGE
        nav = (
            f'<nav aria-label="Pages of documents"><button type="button" data-do="back" data-value="{back}"'
            f"{'' if view.offset else ' disabled'}>Previous</button>"
            f'<span role="status">{place}</span><button type="button" data-do="on" data-value="{on}"'
            f"{'' if on < found.total else ' disabled'}>Next</button></nav>"
        )
    count = "" if nav else f'<p role="status">{found.total:,} document{"" if found.total == 1 else "s"}</p>'
    opening = f'<table aria-label="Documents" data-search="{escape(view.search)}">'
    return f"{opening}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{nav}{count}"


def _head(column: tuple[str, Order, Order, str], order: Order) -> str:
    name, first, second, direction = column
    if order == second:
        direction = "descending" if direction == "ascending" else "ascending"
    sorted_ = order in (first, second)
    sort = f' aria-sort="{direction}"' if sorted_ else ""
    arrow = f' <span aria-hidden="true">{"▲" if direction == "ascending" else "▼"}</span>' if sorted_ else ""
    other = second if order == first else first
    return f'<th scope="col"{sort}><button type="button" data-do="sort {name}" data-value="{other}">{name}{arrow}</button></th>'


def _row(entry: Entry, removable: bool) -> str:
    title, identifier = escape(entry.title), escape(entry.id)
    cells = [
        f'<button type="button" data-document="{identifier}">{title}</button>',
        escape(entry.source or "unknown"),
        escape(entry.published or "unknown"),
        f"{entry.words:,}",
    ]
    if removable:
        cells.append(
            f'<button type="button" data-do="remove {identifier}" data-value="{identifier}" aria-label="Remove {title}">'
            "Remove</button>"
        )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def about(store: Store, where: Place) -> str:
    """The lines of ``quoth status`` as HTML."""
    lines = "".join(f"<dt>{name}</dt><dd>{escape(text)}</dd>" for name, text in status(store, where))
    return f"<details><summary>About this index</summary><dl>{lines}</dl></details>"


def tab(service: "Service") -> None:
    """The parts of the tab; where the service allows uploads, documents can be removed too.

    A title has its document's id in ``data-document``, by which the page's viewer opens it.
    """
    import gradio as gr

    def listed(view: View) -> str:
        store = service.assistant.store
        if not isinstance(store, LocalStore):
            return "<p>Only the documents of an index in a folder can be listed.</p>"
        found = store.listing(view.search, view.order, PAGE, view.offset)
        if not found.entries and found.total:  # the last page went with its last document
            view = replace(view, offset=(found.total - 1) // PAGE * PAGE)
            found = store.listing(view.search, view.order, PAGE, view.offset)
        return table(found, view, service.allow_upload)

    def opened(view: View) -> tuple[str, str, str]:
        store = service.assistant.store
        return overview.pictures(store.summary()), listed(view), about(store, service.where)

    def searched(view: View, search: str) -> tuple[View, str]:
        view = turned(view, {"act": "search", "value": search or ""})
        return view, listed(view)

    def used(view: View, event: gr.EventData) -> list[Any]:
        data = event._data if isinstance(event._data, dict) else {}
        if removal and str(data.get("act", "")).startswith("remove "):
            return [view, gr.skip(), *removal.asked(str(data.get("value", "")))]
        view = turned(view, data)
        return [view, listed(view), *(gr.skip() for _ in asking)]

    view = gr.State(View())
    with gr.Column(elem_id="quoth-library"):
        pictures = gr.HTML(css_template=overview.CSS, apply_default_css=False, elem_id="quoth-overview")
        search = gr.Textbox(
            label="Search the documents",
            placeholder="Title, outlet, date, file or words of the text",
            max_lines=1,
            max_length=MOST_SEARCHED,
            elem_id="quoth-search",
        )
        removal = Removal(service) if service.allow_upload else None
        documents = gr.HTML(
            css_template=CSS,
            apply_default_css=False,
            js_on_load=_BUTTONS,
            elem_id="quoth-documents",
        )
        state = gr.HTML(css_template=STATUS_CSS, apply_default_css=False, elem_id="quoth-status")
    shown = [pictures, documents, state]
    on_open(opened, [view], shown)
    # While somebody types, what was typed last is what counts.
    search.change(searched, [view, search], [view, documents], trigger_mode="always_last", **QUIET)
    asking = removal.outputs if removal else []
    # The keyboard goes to the harmless answer, where there is a question.
    to_question = "() => { document.querySelector('#quoth-keep')?.focus(); }"
    documents.click(used, [view], [view, documents, *asking], trigger_mode="multiple", **QUIET).then(None, js=to_question)
    if removal:
        removal.done.then(opened, [view], shown, **QUIET)
