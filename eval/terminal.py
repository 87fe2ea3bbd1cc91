"""A report for the terminal."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from qa.phrasing import printable

if TYPE_CHECKING:
    from rich.console import Console

    from eval.compare import Comparison
    from eval.figures import KindFigures
    from eval.report import Report


def show(report: "Report", floor: Mapping[str, float]) -> None:
    """Print figures, kinds, misses and whatever else the report has to stdout; ``floor`` are the baseline's values."""
    from rich.console import Console
    from rich.table import Table

    from eval.report import fallen

    console = Console(highlight=False, markup=False)
    table = Table("figure", "value", "95% interval", "n", "baseline")
    for name, figure in report.figures.items():
        if figure.n:
            was = f"{floor[name]:.3f}" if name in floor else ""
            table.add_row(name, f"{figure.value:.3f}", between(figure.interval), str(figure.n), was)
    console.print(table)
    _kinds(console, "kind", report.kinds)
    for half, kinds in report.halves.items():
        _kinds(console, f"half {half}", kinds)
    false = report.figures.get("false_disputes")
    if false and false.n:
        console.print(f"false disputes: {round(false.value * false.n)} of {false.n}")
    for row in report.rows:
        if not row.right:
            said = row.answer if row.answer is not None else f"(silent: {row.reason})"
            console.print(printable(f"missed {row.id}: {row.question} -> {said}; wanted {list(row.wanted)}"), soft_wrap=True)
    if report.comparison:
        _comparison(console, report.comparison, report.against)
    for what, threshold in report.suggested.items():
        console.print(
            f"{what}: QUOTH_MIN_CONFIDENCE={threshold.value} (or --min-confidence {threshold.value}): shows {threshold.shown} "
            f"answers of {len(report.rows)}, {threshold.risk:.1%} of them wrong; right outcomes {threshold.accuracy:.1%}, "
            f"F0.5 {threshold.f_half:.3f}",
            soft_wrap=True,
        )
    if report.suggested and not any(what.startswith("at most") for what in report.suggested):
        console.print("no threshold keeps to the risk: even the surest answers are wrong more often; allow more with --risk")
    for name in fallen(report.figures, dict(floor)):
        console.print(f"fell below the baseline: {name} is {report.figures[name].value:.3f}, was {floor[name]:.3f}")


def between(bounds: tuple[float, float] | None) -> str:
    """An interval in words, empty where there is none."""
    return f"{bounds[0]:.3f} to {bounds[1]:.3f}" if bounds else ""


def _kinds(console: "Console", title: str, kinds: "list[KindFigures]") -> None:
    from rich.table import Table

    table = Table(title, "right", "95% interval", "n", "its parts")
    for kind in kinds:
        parts = ", ".join(f"{name} {figure.value:.2f}" for name, figure in kind.parts.items())
        table.add_row(printable(kind.kind), f"{kind.right.value:.3f}", between(kind.right.interval), str(kind.right.n), parts)
    console.print(table)


def _comparison(console: "Console", comparison: "Comparison", against: str) -> None:
    from rich.table import Table

    counts = f"{comparison.common} questions in both, {comparison.only_new} only now, {comparison.only_old} only then"
    console.print(f"against {against}: {counts}")
    table = Table("figure", "then", "now", "difference", "95% interval", "n")
    for d in comparison.differences:
        table.add_row(d.name, f"{d.before:.3f}", f"{d.after:.3f}", f"{d.difference:+.3f}", between(d.interval), str(d.n))
    console.print(table)
    for c in comparison.changes:
        then, now = (text if text is not None else "(silent)" for text in (c.before, c.after))
        console.print(
            printable(f"{c.how} {c.id}: {c.question} -> then {then}; now {now}; wanted {list(c.wanted)}"), soft_wrap=True
        )
