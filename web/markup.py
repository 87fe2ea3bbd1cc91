"""Values -> HTML for the page. The only place for its templates: all that goes into one is escaped, and none says otherwise."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import jinja2

FOLDER = Path(__file__).resolve().parent / "templates"
STATIC = Path(__file__).resolve().parent / "static"


@cache
def _environment() -> "jinja2.Environment":
    import jinja2

    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, **values: object) -> str:
    """The HTML of ``template``, a file of web/templates without its ending; every string in ``values`` is text, never markup."""
    return _environment().get_template(f"{template}.html").render(**values)


@cache
def static(name: str) -> str:
    """A file of web/static: styles or a script of our own."""
    return (STATIC / name).read_text("utf-8")
