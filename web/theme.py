"""How the page looks. Nothing of it comes from the network."""

from typing import Any

CSS = """
.gradio-container {max-width: 860px !important; margin: 0 auto !important;}
#quoth-title h1 {font-size: 2rem; margin: 0.5rem 0 0;}
#quoth-result {min-height: 12rem;}
.q-answer {font-size: 1.6rem; line-height: 1.3; font-weight: 650; margin: 0.25rem 0; overflow-wrap: anywhere;}
.q-silent {font-size: 1.25rem; font-weight: 600; margin: 0.25rem 0;}
.q-meta {color: var(--body-text-color); opacity: 0.85; margin: 0.1rem 0 0.9rem;}
.q-bar {height: 6px; border-radius: 3px; background: var(--border-color-primary); overflow: hidden; max-width: 16rem;}
.q-bar > span {display: block; height: 100%; background: var(--color-accent);}
.q-card {border: 1px solid var(--border-color-primary); border-radius: 10px; padding: 0.8rem 1rem; margin: 0.7rem 0;
  background: var(--background-fill-secondary);}
.q-card h3 {font-size: 1rem; margin: 0; overflow-wrap: anywhere;}
.q-card .q-from {font-size: 0.9rem; margin: 0.1rem 0 0.5rem; opacity: 0.85;}
.q-passage {white-space: pre-line; line-height: 1.55; overflow-wrap: anywhere;}
.q-passage mark {background: #ffe08a; color: #1f2328; padding: 0 0.15em; border-radius: 3px; font-weight: 650;}
.q-passage .q-sentence {border-bottom: 2px solid var(--color-accent);}
.q-others {margin-top: 1rem;}
.q-others summary {cursor: pointer;}
"""


def look() -> dict[str, Any]:
    """Theme and css, as mount_gradio_app takes them."""
    import gradio as gr

    # Fonts of the machine itself: the themes' own come from the network.
    fonts = ("system-ui", "Segoe UI", "Roboto", "sans-serif")
    theme = gr.themes.Soft(primary_hue="teal", neutral_hue="slate", font=fonts, font_mono=("ui-monospace", "monospace"))
    return {"theme": theme, "css": CSS}
