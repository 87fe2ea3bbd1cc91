"""Values by date and source as a picture. The only place for plotly."""

import itertools
import textwrap
from collections import Counter
from collections.abc import Sequence
from datetime import date
from html import escape
from typing import TYPE_CHECKING

from web.differing import Point

if TYPE_CHECKING:
    from plotly.graph_objects import Figure  # type: ignore[import-untyped]

HEIGHT = 260
"""Pixels; the page's styles keep as many free, so that nothing moves when the picture comes."""

COLOURS = ("#0b8a7a", "#c2570c", "#3a7fc1", "#b0508c", "#8a7a1f", "#7a6fd0", "#5f7d8c", "#b5484f")
"""After Okabe and Ito's for all kinds of sight; each has at least 3:1 on the light page and on the dark one."""

SYMBOLS = {"circle": "●", "diamond": "◆", "square": "■", "triangle-up": "▲", "cross": "✚", "star": "★", "triangle-down": "▼"}
"""A shape and a colour for each outlet: plotly's name, and the letter with which the table tells which is whose."""

_INK = "#7d7a72"  # what the page's own styles replace by its colour of text
_RIM = "#ffffff"
_SIZE = 13
_LINE = 42  # characters of a line of the quote: as many as a phone shows
_LABEL = 26  # characters of a value beside its point
_TICK = 11  # characters of a line on an axis
_TICK_LINES = 4
_QUOTE = 300


def picture(shown: Sequence[Point], moved: bool) -> "Figure | None":
    """The points by date, or by who says so where all are of one day; None where fewer than two can be drawn.

    With ``moved`` a line leads from the oldest to the newest. The quote is told where the pointer is. The colours of text
    and page are the page's own, by its styles.
    """
    dated = [p for p in shown if p.published]
    if len(dated) < 2:
        return None
    import plotly.graph_objects as go  # type: ignore[import-untyped]

    one_day = len({p.published for p in dated}) == 1
    numbers = all(p.figure is not None for p in dated)
    xs = [_tick(p.who or p.outlet) if one_day else p.published for p in dated]
    ys = [p.figure if numbers else _tick(p.side) for p in dated]
    spots, drawn = Counter(zip(xs, ys, strict=True)), Counter[object]()
    sizes, labels = [], []
    # A value that stands for a while has its label at the end, where nothing follows closely.
    order = list(spots)
    ends = {a for a, b in itertools.pairwise(order) if a[1] != b[1]} | {order[-1]}
    for p, spot in zip(dated, zip(xs, ys, strict=True), strict=True):
        # Sources that say the same on one day lie in one another, the first outermost and alone with a label.
        sizes.append(_SIZE * (1 + 0.7 * (spots[spot] - drawn[spot] - 1)))
        labels.append(escape(_short(p.value)) if spot in ends and not drawn[spot] else "")
        drawn[spot] += 1
    figure = go.Figure()
    if moved and not one_day:
        line = dict(zip(xs, ys, strict=True))  # of a day with more than one value the last, as the answer has it
        figure.add_scatter(
            x=list(line),
            y=list(line.values()),
            mode="lines",
            line={"shape": "hv" if numbers else "linear", "width": 2, "color": _INK, "dash": "dot"},
            hoverinfo="skip",
        )
    figure.add_scatter(
        x=xs,
        y=ys,
        mode="markers+text" if numbers else "markers",
        text=labels,
        textposition=["top center" if one_day else _side(p, dated) for p in dated],
        hovertext=[_told(p) for p in dated],
        hoverinfo="text",
        cliponaxis=False,
        marker={
            "size": sizes,
            "opacity": 1,
            "color": [COLOURS[p.number % len(COLOURS)] for p in dated],
            "symbol": [list(SYMBOLS)[p.number % len(SYMBOLS)] for p in dated],
            "line": {"width": 1, "color": _RIM},
        },
    )
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 8, "r": 16, "t": 28, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": "system-ui, sans-serif", "size": 13, "color": _INK},
        hoverlabel={"align": "left"},
        showlegend=False,
        dragmode=False,
    )
    both = {"automargin": True, "fixedrange": True, "zeroline": False, "tickangle": 0}
    figure.update_xaxes(showgrid=False, type="category" if one_day else "date", ticklen=8, tickcolor="rgba(0,0,0,0)", **both)
    figure.update_xaxes(ticks="outside", nticks=5)
    figure.update_yaxes(gridcolor="rgba(128,128,128,0.25)", type="linear" if numbers else "category", nticks=6, **both)
    figure.update_yaxes(rangemode="tozero" if numbers else "normal")
    return figure


def mark(point: Point) -> tuple[str, str]:
    """The letter and the colour that stand for the point's outlet."""
    return list(SYMBOLS.values())[point.number % len(SYMBOLS)], COLOURS[point.number % len(COLOURS)]


def _short(text: str) -> str:
    return text if len(text) <= _LABEL else f"{text[: _LABEL - 1].rstrip()}…"


def _tick(text: str) -> str:
    lines = textwrap.wrap(text, _TICK, max_lines=_TICK_LINES, placeholder="…")
    return "<br>".join(map(escape, lines))  # plotly reads a few tags in whatever it writes


def _told(point: Point) -> str:
    """What is told where the pointer is."""
    quote = textwrap.wrap(textwrap.shorten(point.sentence, _QUOTE, placeholder=" …"), _LINE)
    head, *rest = map(escape, [_short(point.value), f"{_short(point.outlet)}, {point.published}", *quote])
    return "<br>".join([f"<b>{head}</b>", *rest])


def _side(point: Point, dated: Sequence[Point]) -> str:
    """Where the label stands: at the edges inwards."""
    first, at, last = (_day(p) for p in (dated[0], point, dated[-1]))
    part = (at - first) / (last - first)
    return "top right" if part < 0.2 else "top left" if part > 0.8 else "top center"


def _day(point: Point) -> int:
    return date.fromisoformat(f"{point.published}-01-01"[:10]).toordinal()
