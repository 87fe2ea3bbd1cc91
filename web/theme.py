"""How the page looks: the machine's own fonts, a light and a dark side. Nothing of it comes from the network."""

from typing import Any

from web.markup import static

SANS = ("system-ui", "Segoe UI", "Roboto", "Noto Sans", "sans-serif")
MONO = ("ui-monospace", "SFMono-Regular", "Consolas", "monospace")

_LIGHT = {
    "body_background_fill": "#faf8f4",
    "background_fill_primary": "#ffffff",
    "background_fill_secondary": "#f4f1ea",
    "block_background_fill": "#faf8f4",
    "border_color_primary": "#ddd7cb",
    "border_color_accent": "#0b6e63",
    "body_text_color": "#1f1c17",
    "body_text_color_subdued": "#5d574c",
    "block_label_text_color": "#5d574c",
    "block_title_text_color": "#4a453b",
    "link_text_color": "#0b6e63",
    "link_text_color_hover": "#084f47",
    "link_text_color_active": "#084f47",
    "link_text_color_visited": "#0b6e63",
    "color_accent_soft": "#dff0ed",
    "input_background_fill": "#ffffff",
    "input_placeholder_color": "#6d675c",
    "button_primary_background_fill": "#0b6e63",
    "button_primary_background_fill_hover": "#085a51",
    "button_primary_text_color": "#ffffff",
}
_DARK = {
    "body_background_fill": "#15181b",
    "background_fill_primary": "#1c2024",
    "background_fill_secondary": "#22272c",
    "block_background_fill": "#15181b",
    "border_color_primary": "#343b42",
    "border_color_accent": "#57cdbc",
    "body_text_color": "#ece8e0",
    "body_text_color_subdued": "#b3aea4",
    "block_label_text_color": "#b3aea4",
    "block_title_text_color": "#c9c4ba",
    "link_text_color": "#6fd8c8",
    "link_text_color_hover": "#a0ebdf",
    "link_text_color_active": "#a0ebdf",
    "link_text_color_visited": "#6fd8c8",
    "color_accent_soft": "#173b37",
    "input_background_fill": "#1c2024",
    "input_placeholder_color": "#9c978d",
    "button_primary_background_fill": "#57cdbc",
    "button_primary_background_fill_hover": "#7fdccf",
    "button_primary_text_color": "#10211e",
}


def look() -> dict[str, Any]:
    """Theme, css and head, as Blocks.launch and mount_gradio_app take them."""
    import gradio as gr

    theme = gr.themes.Base(primary_hue="teal", neutral_hue="stone", font=SANS, font_mono=MONO, radius_size="md").set(
        **_LIGHT,
        **{f"{name}_dark": value for name, value in _DARK.items()},
        color_accent="#0b6e63",
        block_border_width="0px",
        block_shadow="none",
        block_padding="0px",
        input_border_width="1px",
        input_shadow="none",
        layout_gap="14px",
    )
    return {
        "theme": theme,
        "css": static("page.css"),
        "head": f"<script>{static('theme.js')}</script>",
    }
