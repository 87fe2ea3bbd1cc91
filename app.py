"""The page, put together from its parts. Run ``quoth serve``, or ``python app.py`` for the articles that come with Quoth."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import gradio

    from web.service import Service


def build(service: "Service") -> "gradio.Blocks":
    """The page over a service; web/theme.py has how it looks."""
    import gradio as gr

    from web import article, ask_tab, eval_tab, header, sources, uploads

    tabs = [("Ask", ask_tab.tab), ("Sources", sources.tab), ("Figures", eval_tab.tab)]
    if service.allow_upload:
        tabs.insert(2, ("Add documents", uploads.tab))
    with gr.Blocks(title="Quoth", analytics_enabled=False) as page:
        header.bar(service)
        with gr.Tabs():
            for name, tab in tabs:
                with gr.Tab(name):
                    tab(service)
        article.viewer(service)
    blocks: gr.Blocks = page
    return blocks


if __name__ == "__main__":
    import sys

    from qa.__main__ import main

    sys.argv[1:1] = ["serve"]
    main()
