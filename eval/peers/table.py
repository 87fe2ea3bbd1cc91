"""Runs -> a table: medians over rounds, and ratios of Quoth to each peer round by round. Pure."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from eval.metrics import f1

Run = Mapping[str, Any]
"""One system in one round: {"system", "round", figure: number}."""

RECALL_DEPTH = 5

HIGHER = ("documents_a_second", "questions_a_second", "questions_a_second_8", "f1", "recall@5")
LOWER = ("open_seconds", "first_answer_seconds", "p50_ms", "p95_ms", "p99_ms", "index_memory_mb", "ask_memory_mb", "disk_mb")
OWN = ("of_bare_embedding", "of_bare_reading", "failed_8")
"""Quoth's over the floor; and questions that failed when 8 asked at once."""

SHOWN = {
    "questions_a_second": "questions a second",
    "documents_a_second": "documents a second, indexed",
    "p50_ms": "milliseconds an answer, median",
    "ask_memory_mb": "peak memory asking, MB",
    "open_seconds": "seconds to open",
    "f1": "F1 of the best answer",
}
"""Of the picture."""


def panels(values: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """``medians`` as the picture wants them: title -> system -> value."""
    return {title: {system: f[name] for system, f in values.items() if name in f} for name, title in SHOWN.items()}


def quality(found: Sequence[Mapping[str, Any]], golds: Sequence[tuple[Sequence[str], str]]) -> dict[str, float]:
    """Mean F1 of the best answers, and recall@5: the gold passage among the first 5 retrieved. ``golds``: (answers, passage)."""
    pairs = list(zip(found, golds, strict=True))
    return {
        "f1": sum(f1(one["answer"], answers) for one, (answers, _) in pairs) / len(pairs),
        "recall@5": sum(passage in one["passages"][:RECALL_DEPTH] for one, (_, passage) in pairs) / len(pairs),
    }


def medians(runs: Sequence[Run]) -> dict[str, dict[str, float]]:
    """system -> figure -> median over its rounds."""
    systems = dict.fromkeys(run["system"] for run in runs)
    return {
        system: {
            figure: median(values)
            for figure in (*HIGHER, *LOWER, *OWN)
            if (values := [run[figure] for run in runs if run["system"] == system and figure in run])
        }
        for system in systems
    }


def ratios(runs: Sequence[Run], ours: str = "quoth") -> dict[str, dict[str, float]]:
    """peer -> figure -> how many times better ``ours`` is, the median of the ratios of each round that both have.

    Above 1 is better for ``ours``, whichever way the figure points.
    """
    by_round: dict[tuple[str, int], Run] = {(run["system"], run["round"]): run for run in runs}
    found: dict[str, dict[str, float]] = {}
    for peer in dict.fromkeys(run["system"] for run in runs if run["system"] != ours):
        found[peer] = {}
        for figure in (*HIGHER, *LOWER):
            pairs = [
                (mine[figure], run[figure])
                for (system, number), run in by_round.items()
                if system == peer and (mine := by_round.get((ours, number))) and min(mine.get(figure, 0), run.get(figure, 0)) > 0
            ]
            if pairs:
                found[peer][figure] = median(a / b if figure in HIGHER else b / a for a, b in pairs)
    return found


def lines(runs: Sequence[Run]) -> list[str]:
    """The table as text: a figure a line, a system a column, the ratio beside each peer's value."""
    values, better = medians(runs), ratios(runs)
    rows = [f"{'':22}" + "".join(f"{system:>20}" for system in values)]
    for figure in (*HIGHER, *LOWER, *OWN):
        cells = ""
        for system, figures in values.items():
            cell = f"{figures[figure]:.3g}" if figure in figures else "-"
            ratio = better.get(system, {}).get(figure)
            cells += f"{cell + (f' ({ratio:.1f}x)' if ratio else ''):>20}"
        rows.append(f"{figure:22}{cells}")
    return rows
