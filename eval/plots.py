"""Pictures of a report, as SVG: the only place for matplotlib."""

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from eval.calibration import BINS, Pairs, aurc, bins, risk_coverage
from eval.figures import KindFigures

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK, BLUE, GREY, RED = "#1f2933", "#2563a8", "#9aa5b1", "#b83a3a"


def risk_coverage_curve(pairs: Pairs, shown: int, wrong: int) -> bytes:
    """Share wrong among the surest questions, as ever more of them are answered; the dot is where the answers stop now."""
    figure, axes = _canvas()
    coverage, risk = risk_coverage(pairs)
    ideal = risk_coverage(np.column_stack([pairs[:, 1], pairs[:, 1]]))[1]
    axes.plot(coverage, risk, color=BLUE, linewidth=1.8, label=f"these answers (area {aurc(pairs):.3f})")
    axes.plot(coverage, ideal, color=GREY, linewidth=1.2, linestyle="--", label=f"the best order (area {ideal.mean():.3f})")
    if shown:
        axes.plot([shown / len(pairs)], [wrong / shown], "o", color=RED, markersize=6, label="the threshold now")
    _label(axes, "coverage: share of the questions answered", "risk: share of the answers wrong")
    axes.set_xlim(0, 1.01)
    axes.set_ylim(0, max(0.05, float(risk.max())) * 1.08)
    axes.legend(frameon=False, fontsize=9)
    return _svg(figure)


def reliability(pairs: Pairs) -> bytes:
    """Share right against stated probability, a bar a bin; under it, how many questions each bin has."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5.4, 4.2), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=[3.2, 1])
    found = bins(pairs)
    middles, width = [(b.low + b.high) / 2 for b in found], 0.94 / BINS
    upper.bar(middles, [b.right for b in found], width=width, color=BLUE, alpha=0.85, label="share right")
    upper.plot([0, 1], [0, 1], color=RED, linewidth=1.2, linestyle="--", label="where it would mean what it says")
    _label(upper, "", "share right")
    upper.set_ylim(0, 1.02)
    upper.legend(frameon=False, fontsize=9, loc="upper left")
    lower.bar(middles, [b.n for b in found], width=width, color=GREY)
    _label(lower, "stated probability of the surest candidate", "questions")
    lower.set_xlim(0, 1)
    return _svg(figure)


def bars(panels: Mapping[str, Mapping[str, float]]) -> bytes:
    """A panel for each title with a bar for each name, the first name's in colour."""
    from matplotlib.figure import Figure

    columns = 2
    rows = -(-len(panels) // columns)
    figure = Figure(figsize=(4.2 * columns, 2.1 * rows), layout="constrained")
    for axes, (title, values) in zip(figure.subplots(rows, columns, squeeze=False).flat, panels.items(), strict=False):
        drawn = axes.barh(list(values), list(values.values()), color=[BLUE, *[GREY] * (len(values) - 1)])
        axes.bar_label(drawn, fmt="{:.3g}", padding=3, fontsize=9)
        axes.invert_yaxis()
        axes.margins(x=0.18)
        axes.set_title(title, loc="left", fontsize=10, color=INK)
        axes.spines[["top", "right"]].set_visible(False)
    return _svg(figure)


def latency(milliseconds: Sequence[float]) -> bytes:
    """How many questions took how long, with the median and the 95th percentile."""
    figure, axes = _canvas()
    axes.hist(milliseconds, bins=min(40, max(5, len(milliseconds) // 4)), color=BLUE, alpha=0.85)
    for percent, style in ((50, "-"), (95, "--")):
        at = float(np.percentile(milliseconds, percent))
        axes.axvline(at, color=RED, linewidth=1.4, linestyle=style, label=f"p{percent}: {at:,.0f} ms")
    _label(axes, "milliseconds from question to result", "questions")
    axes.set_xlim(left=0)
    axes.legend(frameon=False, fontsize=9)
    return _svg(figure)


def kinds(found: Sequence[KindFigures]) -> bytes:
    """The share right of every kind with its interval, the kinds in their order from the top."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5.4, max(1.8, 0.34 * len(found) + 0.9)), layout="constrained")
    axes = figure.subplots()
    places = range(len(found))
    axes.barh(places, [k.right.value for k in found], color=BLUE, alpha=0.85, height=0.62)
    for place, kind in zip(places, found, strict=True):
        if kind.right.interval:
            axes.plot(kind.right.interval, [place, place], color=INK, linewidth=1.3)
    # matplotlib would read a "$" in a name as the start of a formula.
    axes.set_yticks(places, [f"{_short(k.kind)} ({k.right.n})".replace("$", r"\$") for k in found])
    axes.invert_yaxis()
    axes.set_xlim(0, 1.01)
    _label(axes, "share right, with its 95% interval", "")
    return _svg(figure)


def _short(text: str) -> str:
    return text if len(text) <= 28 else text[:27] + "…"


def _canvas() -> tuple["object", "Axes"]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5.4, 4.2), layout="constrained")
    return figure, figure.subplots()


def _label(axes: "Axes", below: str, left: str) -> None:
    axes.set_xlabel(below, color=INK, fontsize=9.5)
    axes.set_ylabel(left, color=INK, fontsize=9.5)
    axes.tick_params(colors=INK, labelsize=9)
    axes.grid(color="#e4e7eb", linewidth=0.8)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _svg(figure: "object") -> bytes:
    out = io.BytesIO()
    figure.savefig(out, format="svg", metadata={"Date": None})  # type: ignore[attr-defined]
    return out.getvalue()
