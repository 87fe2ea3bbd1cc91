"""A report as one HTML page that asks the network for nothing."""

import base64
from pathlib import Path
from typing import TYPE_CHECKING

from eval import plots
from eval.figures import MEANINGS, Figure, pairs
from eval.rows import Row

if TYPE_CHECKING:
    from eval.report import Report

TEMPLATE = Path(__file__).parent / "report.html"


def page(report: "Report") -> str:
    """The HTML of ``report``. Whatever stands in questions, answers and passages is escaped: articles are not trusted."""
    import jinja2

    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"figure": _figure, "interval": _interval, "quoted": _quoted, "percent": _percent}
    rows = report.rows
    stated = pairs(rows)
    shown = [row for row in rows if row.answer is not None]
    times = [row.milliseconds["total"] for row in rows if "total" in row.milliseconds]
    pictures = {
        "risk": plots.risk_coverage_curve(stated, len(shown), sum(not row.surest_right for row in shown)),
        "reliability": plots.reliability(stated),
        "latency": plots.latency(times) if times else b"",
        "kinds": plots.kinds(report.kinds),
    }
    return environment.from_string(TEMPLATE.read_text("utf-8")).render(
        report=report,
        meanings=MEANINGS,
        misses=[row for row in rows if not row.right],
        pictures={name: base64.b64encode(svg).decode() for name, svg in pictures.items() if svg},
    )


def _figure(name: str, figure: Figure) -> str:
    if name.startswith("ms_"):
        return f"{figure.value:,.0f} ms"
    return f"{figure.value:.3f}"


def _interval(bounds: tuple[float, float] | None) -> str:
    return f"{bounds[0]:.3f} to {bounds[1]:.3f}" if bounds else ""


def _percent(value: float) -> str:
    return f"{value:.1%}"


def _quoted(row: Row) -> tuple[str, str, str]:
    """The passage of the surest candidate: before the quote, the quote, after it."""
    start = max(0, row.passage.find(row.context))
    start = row.passage.find(row.quote, start)
    if start < 0:
        return row.passage, "", ""
    end = start + len(row.quote)
    return row.passage[:start], row.passage[start:end], row.passage[end:]
