"""The last report on an index, left in its folder as eval/last.json, where the page finds it."""

import json
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.figures import Figure, KindFigures
from eval.report import Report
from eval.rows import Row
from index import QuothError

PLACE = Path("eval", "last.json")
"""Within the folder of the index."""


@dataclass(frozen=True, slots=True)
class Last:
    """A report with the generation of the index it is about and when it was ``made``, "2026-03-01 09:30" in UTC.

    It has what its JSON has: no halves, thresholds or comparison, and rows without passages.
    """

    made: str
    generation: int
    report: Report


def leave(report: Report, folder: Path, generation: int) -> None:
    """Leave ``report`` in the folder of the index. Where that cannot be written, a line to stderr says so."""
    path = folder / PLACE
    made = time.strftime("%F %H:%M", time.gmtime())
    head = json.dumps({"made": made, "generation": generation})
    try:
        path.parent.mkdir(exist_ok=True)
        part = path.with_suffix(".part")
        part.write_text(f'{head[:-1]}, "report": {report.to_json()}}}\n', "utf-8")
        part.replace(path)  # the page may be reading
    except OSError as error:
        print(
            f"quoth: the report cannot be left in the index ({error}); its page shows the one before",
            file=sys.stderr,
        )


def last(folder: Path) -> Last | None:
    """The report in the folder of an index; None where none was made. Raises QuothError for one that cannot be read."""
    path = folder / PLACE
    try:
        fields = json.loads(path.read_text("utf-8"))
        return Last(str(fields["made"]), int(fields["generation"]), _report(fields["report"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise QuothError(f"{path} is not a report of this version; make a new one with: quoth eval") from None


def _report(fields: Mapping[str, Any]) -> Report:
    kinds = []
    for kind, figures in fields["kinds"].items():
        found = {name: _figure(figure) for name, figure in figures.items()}
        kinds.append(KindFigures(kind, found.pop("right"), found))
    return Report(
        name=str(fields["name"]),
        rows=tuple(_row(row) for row in fields["questions"]),
        figures={name: _figure(figure) for name, figure in fields["figures"].items()},
        kinds=kinds,
        halves={},
        suggested={},
        comparison=None,
        against="",
    )


def _figure(fields: Mapping[str, Any]) -> Figure:
    bounds = fields["interval"]
    return Figure(float(fields["value"]), int(fields["n"]), (float(bounds[0]), float(bounds[1])) if bounds else None)


def _row(fields: Mapping[str, Any]) -> Row:
    row = Row(**fields)
    # What is read of it is what it should be.
    float(row.probability), float(row.confidence), [float(time) for time in row.milliseconds.values()]
    if not all(isinstance(text, str) for text in (row.question, row.surest, row.id, row.kind, *row.wanted, row.answer or "")):
        raise ValueError("not text")
    return row
