"""Documents added to the index and taken out of it, from the page."""

import time
from collections import Counter
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index import FileReport, Manifest, QuothError, load_embedder
from index.loaders import SUFFIXES
from index.uploads import add, take_out
from web.events import QUIET

if TYPE_CHECKING:
    from web.service import Service

_OPENED_SECONDS = 10.0
"""How long the page waits for the service to open what it has just written, before it shows what was there before."""

_WORDS = {
    "added": "added",
    "changed": "replaced",
    "unchanged": "there already",
    "skipped": "not taken",
    "failed": "not taken",
}

CSS = """
& table {width: 100%; border-collapse: collapse; font-size: 0.95rem;}
& th, & td {text-align: left; padding: 0.35rem 0.6rem 0.35rem 0; vertical-align: top; overflow-wrap: anywhere;
  border: 0; border-bottom: 1px solid var(--border-color-primary);}
& th {white-space: nowrap;} & td:nth-child(3) {width: 50%;}
& p {margin: 0.4rem 0;}
"""

# One change of the index at a time: the others wait here, and are not turned away by its lock. Progress needs the queue too.
_WRITING: dict[str, Any] = {"concurrency_limit": 1, "concurrency_id": "quoth-writing", "api_visibility": "private"}


def told(reports: Sequence[FileReport]) -> str:
    """What became of every file, as HTML in which names and reasons are escaped; what was not taken comes first."""
    counts = Counter(_WORDS.get(report.status, report.status) for report in reports)
    said = ", ".join(f"{counts[words]:,} {words}" for words in dict.fromkeys([*_WORDS.values(), *counts]) if counts[words])
    ordered = sorted(reports, key=lambda report: report.status not in ("skipped", "failed"))
    cells = [(report.path, _WORDS.get(report.status, report.status), _about(report)) for report in ordered]
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in cells)
    head = '<thead><tr><th scope="col">File</th><th scope="col">What became of it</th><th scope="col">Why</th></tr></thead>'
    return f'<p role="status">{said}.</p><table aria-label="What became of the files">{head}<tbody>{rows}</tbody></table>'


def tab(service: "Service") -> None:
    """A place to drop files, and what became of them. Only for a page that may change its index."""
    import gradio as gr

    def take(files: list[str] | None, replace: bool, progress: Any = gr.Progress()) -> tuple[str, Any]:  # noqa: B008
        def shown(done: int, total: int, file: str) -> None:
            progress((done, total), desc=file or "writing the index", unit="files")

        try:
            # The instance that questions are embedded with: it is there already, and shared in turn.
            embedder = load_embedder(service.assistant.store.manifest.embedder)
            reports = add([Path(file) for file in files or []], service.folder, embedder, shown, replace)
        except QuothError as error:
            return f'<p role="alert">{escape(str(error))}</p>', gr.skip()
        wait_for_newest(service)
        return told(reports), None

    gr.Markdown(
        "Files dropped here are kept with the index and can be asked about at once. "
        "Text, Markdown, web pages, PDF, Word, and lists of articles (.jsonl, .csv)."
    )
    files = gr.File(label="Files", file_count="multiple", file_types=sorted(SUFFIXES), height=180, elem_id="quoth-files")
    with gr.Row():
        replace = gr.Checkbox(label="Replace uploads of the same name", container=False, elem_id="quoth-replace")
        button = gr.Button("Add to the index", variant="primary", interactive=False, scale=0, min_width=200, elem_id="quoth-add")
    report = gr.HTML(css_template=CSS, apply_default_css=False, min_height=120, elem_id="quoth-report")
    files.change(lambda given: gr.update(interactive=bool(given)), [files], [button], **QUIET)
    button.click(take, [files, replace], [report, files], **_WRITING)


class Removal:
    """The question whether a document is to be removed, hidden until ``asked`` names one."""

    def __init__(self, service: "Service") -> None:
        import gradio as gr

        self._service = service
        self._doomed = gr.State("")
        with gr.Column(visible=False, elem_id="quoth-removal") as panel:
            question = gr.HTML(apply_default_css=False)
            with gr.Row():
                keep = gr.Button("Keep it", elem_id="quoth-keep", size="sm", scale=0, min_width=120)
                go = gr.Button("Remove it", variant="stop", elem_id="quoth-remove", size="sm", scale=0, min_width=120)
        outcome = gr.HTML(apply_default_css=False, elem_id="quoth-removed")
        self.outputs = [self._doomed, panel, question, outcome]
        """What shows what ``asked`` gives."""
        # The keyboard goes back to where it came from.
        to_list = "() => { document.querySelector('#quoth-documents button')?.focus(); }"
        keep.click(lambda: self.asked(""), None, self.outputs, **QUIET).then(None, js=to_list)
        self.done = go.click(self._remove, [self._doomed], self.outputs, show_progress="hidden", **_WRITING)
        """When it was answered with yes."""
        self.done.then(None, js=to_list)

    def asked(self, identifier: str, outcome: str = "") -> list[Any]:
        """The question about the document with this id; hidden where there is none. ``outcome``: what became of the last."""
        import gradio as gr

        try:
            (document,) = self._service.assistant.store.documents([identifier] if identifier else [])
        except (KeyError, ValueError):
            return ["", gr.update(visible=False), "", outcome]
        return [identifier, gr.update(visible=True), f"<p>Remove “{escape(document.title)}” from the index?</p>", outcome]

    def _remove(self, identifier: str) -> list[Any]:
        try:
            document, deleted = take_out(identifier, self._service.folder)
        except QuothError as error:
            return self.asked("", f'<p role="alert">{escape(str(error))}</p>')
        wait_for_newest(self._service)
        rest = "its file too" if deleted else "its file stays, and comes back with the next “quoth index” of its folder"
        return self.asked("", f'<p role="status">Removed “{escape(document.title)}”; {rest}.</p>')


def wait_for_newest(service: "Service") -> None:
    """Wait until the service answers from the index as it now is: who added a document asks about it next."""
    newest = Manifest.read(service.folder).generation
    end = time.monotonic() + _OPENED_SECONDS
    while service.assistant.store.manifest.generation < newest and time.monotonic() < end:
        time.sleep(0.05)


def _about(report: FileReport) -> str:
    """Why, or how much came of it."""
    if report.reason or not report.documents:
        return report.reason or ""
    return f"{report.documents:,} documents" if report.documents > 1 else ""
