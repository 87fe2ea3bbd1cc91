"""A report as one HTML page that asks the network for nothing."""

import base64
from pathlib import Path
from typing import TYPE_CHECKING

from eval import plots
from eval.figures import MEANINGS, Figure, pairs
from eval.rows import Row

if TYPE_CHECKING:
    from eval.report import Report

AROUND = 320
"""Characters of a passage shown on either side of a quote: a few sentences, enough to see why it was taken."""

TEMPLATE = Path(__file__).parent / "report.html"


def page(report: "Report") -> str:
    """The HTML of ``report``. Whatever stands in questions, answers and passages is escaped: articles are not trusted."""
    import jinja2

    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {
        "figure": _figure,
        "interval": _interval,
        "quoted": _quoted,
        "percent": _percent,
        "percents": _percents,
    }
    return environment.from_string(TEMPLATE.read_text("utf-8")).render(
        report=report,
        meanings=MEANINGS,
        misses=[row for row in report.rows if not row.right],
        pictures={name: base64.b64encode(svg).decode() for name, svg in pictures(report).items()},
    )


def pictures(report: "Report") -> dict[str, bytes]:
    """SVG by name: kinds, risk, reliability, and latency where times are known."""
    rows = report.rows
    stated = pairs(rows)
    shown = [row for row in rows if row.answer is not None]
    times = [row.milliseconds["total"] for row in rows if "total" in row.milliseconds]
    drawn = {
        "kinds": plots.kinds(report.kinds),
        "risk": plots.risk_coverage_curve(stated, len(shown), sum(not row.surest_right for row in shown)),
        "reliability": plots.reliability(stated),
    }
    return drawn | ({"latency": plots.latency(times)} if times else {})


def _figure(name: str, figure: Figure) -> str:
    if name.startswith("ms_"):
        return f"{figure.value:,.0f} ms"
    return f"{figure.value:.3f}"


def _interval(bounds: tuple[float, float] | None) -> str:
    return f"{bounds[0]:.3f} to {bounds[1]:.3f}" if bounds else ""


def _percents(bounds: tuple[float, float] | None) -> str:
    return f"{bounds[0]:.0%} to {bounds[1]:.0%}" if bounds else ""


def _percent(value: float) -> str:
    return f"{value:.1%}"


def _quoted(row: Row) -> tuple[str, str, str]:
    """What stands before the quote of the surest candidate in its passage, the quote, and what stands after it."""
    start = row.passage.find(row.quote, max(0, row.passage.find(row.context)))
    if start < 0:
        return _cut(row.passage, 2 * AROUND), "", ""
    end = start + len(row.quote)
    before = row.passage[:start]
    return _cut(before[::-1], AROUND)[::-1], row.quote, _cut(row.passage[end:], AROUND)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[:longest].rsplit(" ", 1)[0] + " …"
