"""A page of the library's tabs alone, for its tests: python tests/web/library_server.py INDEX PORT"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import gradio as gr  # noqa: E402

from index import Manifest  # noqa: E402
from qa import Assistant  # noqa: E402
from qa.settings import Settings  # noqa: E402
from web import eval_tab, feedback, sources, uploads  # noqa: E402
from web.service import Service  # noqa: E402


class Following(Service):
    """Serves the newest generation from the next question on."""

    @property
    def assistant(self) -> Assistant:
        if Manifest.read(self.folder) != self._assistant.store.manifest:
            self._assistant = Assistant.open(self.folder, Settings())
        return self._assistant


def build(service: Service) -> gr.Blocks:
    with gr.Blocks(title="Quoth", analytics_enabled=False) as blocks, gr.Tabs():
        with gr.Tab("Ask"):
            question = gr.Textbox(label="Question")
            result, narrowed = gr.State(None), gr.State({})
            said = gr.Textbox(label="Answer")
            feedback.controls(service, result, narrowed)

            def ask(text: str) -> tuple[object, str]:
                found = service.assistant.ask(text)
                return found, found.answer.text if found.answer else "silence"

            question.submit(ask, question, [result, said])
        with gr.Tab("Sources"):
            sources.tab(service, allow_upload=True)
        with gr.Tab("Add documents"):
            uploads.tab(service)
        with gr.Tab("Eval"):
            eval_tab.tab(service)
    return blocks


if __name__ == "__main__":
    index, port = Path(sys.argv[1]), int(sys.argv[2])
    fonts = ("system-ui", "sans-serif")
    build(Following(index, Assistant.open(index, Settings()))).launch(
        server_name="127.0.0.1",
        server_port=port,
        quiet=True,
        ssr_mode=False,
        max_file_size="1mb",
        theme=gr.themes.Soft(font=fonts, font_mono=("monospace",)),
    )
