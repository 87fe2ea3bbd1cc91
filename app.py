"""The page, put together from its parts. Run ``quoth serve``, or ``python app.py`` for the articles that come with Quoth."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from index import QuothError

if TYPE_CHECKING:
    import gradio

    from qa import Assistant
    from web.service import Service


def build(service: "Service") -> "gradio.Blocks":
    """The page over a service; web/theme.py has how it looks."""
    import gradio as gr

    from web import article, ask_tab, header

    with gr.Blocks(title="Quoth", analytics_enabled=False) as page:
        header.bar(service)
        with gr.Tabs():
            for name, tab in (("Ask", ask_tab.tab),):  # the other tabs are named here
                with gr.Tab(name):
                    tab(service)
        article.viewer(service)
    blocks: gr.Blocks = page
    return blocks


def serve(folder: Path, assistant: "Assistant", host: str, port: int) -> None:
    """Serve the page at http://host:port until interrupted.

    Raises QuothError when the port is taken.
    """
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    from web.service import Service
    from web.theme import look

    try:
        build(Service(folder, assistant)).launch(
            server_name=host,
            server_port=port,
            share=False,
            ssr_mode=False,
            quiet=True,
            footer_links=[],
            run_history=False,
            **look(),
        )
    except OSError as error:
        raise QuothError(f"port {port} on {host} cannot be used ({error}); choose another: quoth serve --port N") from None


if __name__ == "__main__":
    import sys

    from qa.__main__ import main

    sys.argv[1:1] = ["serve"]
    main()
