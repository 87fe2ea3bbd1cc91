"""Ask every question of a set, score the results, write the report, compare it with a baseline and an older report."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from eval.calibration import Threshold, suggestions
from eval.compare import Comparison, compare, read_old
from eval.figures import Figure, KindFigures, by_kind, figures, pairs, story_halves
from eval.questions import Gold, load_gold
from eval.rows import Files, Row, score
from index import BadInputError
from index.parsing import Parser

if TYPE_CHECKING:
    from qa import Assistant

SEEDS = Path(__file__).parent / "seeds.jsonl"

TOLERANCE = 0.02
"""A figure may fall this far below the baseline: int8 kernels of other processors round otherwise and flip a question or two."""

COMPARED = ("correct", "em", "f1", "recall@5", "mrr", "right_abstention", "verbatim")

RISK = 0.1
"""The share of wrong answers a suggested threshold allows, if not told another: one in ten."""


@dataclass(frozen=True, slots=True)
class Report:
    """All that is known of one run over a question set. ``against`` names the older report of ``comparison``."""

    name: str
    rows: tuple[Row, ...]
    figures: dict[str, Figure]
    kinds: list[KindFigures]
    halves: dict[str, list[KindFigures]]
    suggested: dict[str, Threshold]
    comparison: Comparison | None
    against: str

    def to_json(self) -> str:
        """One JSON object, with a question a line so that two reports can be compared by eye too."""
        kinds = {k.kind: {"right": asdict(k.right)} | {n: asdict(f) for n, f in k.figures.items()} for k in self.kinds}
        parts = {"name": self.name, "figures": {name: asdict(figure) for name, figure in self.figures.items()}, "kinds": kinds}
        head = json.dumps(parts, ensure_ascii=False, indent=1)
        lines = ",\n".join(json.dumps(row.to_dict(), ensure_ascii=False) for row in self.rows)
        return f'{head[:-2]},\n "questions": [\n{lines}\n]\n}}\n'


def ask_all(assistant: "Assistant", golds: Sequence[Gold]) -> list[Row]:
    """The scored rows of ``golds``, in their order. Every citation is looked up in its file on the disk."""
    from rich.console import Console
    from rich.progress import track

    stems = {document.id: Path(document.path).stem for document in assistant.store.documents()}
    rows = []
    with Parser() as parser:
        files = Files(parser)
        for gold in track(golds, "asking", console=Console(stderr=True), transient=True):
            result = assistant.ask(**asdict(gold.question))
            row = score(gold, result.to_dict(), stems)
            stands = [files.holds(asdict(c)) for answer in result.answers for c in answer.citations]
            # The contract has no embedding and search of their own, which is where to look when retrieving is slow.
            times = asdict(result.milliseconds)
            rows.append(replace(row, milliseconds=times, citations=len(stands), verbatim=sum(stands)))
    return rows


def run(
    assistant: "Assistant",
    file: Path | None,
    baseline: Path | None,
    out: Path | None,
    *,
    html: Path | None = None,
    against: Path | None = None,
    suggest: bool = False,
    risk: float = RISK,
    halves: bool = False,
    keep: Path | None = None,
) -> bool:
    """Score ``file`` (None: the seeds' set), print all, write ``out`` and ``html``; False if a figure fell below ``baseline``.

    ``keep``: the folder of the index, where the report is left for its page.
    Raises BadInputError for a file that cannot be used, before the first question is asked.
    """
    from eval.terminal import show

    golds = load_gold(file or SEEDS)
    for path in (out, html):
        if path and not path.absolute().parent.is_dir():
            raise BadInputError(f"{path}: no such folder to write the report into; make it first")
    if halves and not any(gold.story for gold in golds):
        raise BadInputError(f'{file or SEEDS}: --halves needs questions with a "story"')
    if not 0.0 <= risk < 1.0:
        raise BadInputError(f"--risk is {risk}; give a share of wrong answers from 0 to below 1, for example 0.1")
    floor = _read_baseline(baseline) if baseline else {}
    old = read_old(against) if against else None
    rows = ask_all(assistant, golds)
    report = Report(
        name=str(file.name if file else SEEDS.name),
        rows=tuple(rows),
        figures=figures(rows),
        kinds=by_kind(rows),
        halves={name: by_kind(half) for name, half in story_halves(rows).items()} if halves else {},
        suggested=suggestions(pairs(rows), np.array([bool(row.wanted) for row in rows]), risk) if suggest else {},
        comparison=compare(rows, old) if old is not None else None,
        against=str(against or ""),
    )
    show(report, floor)
    if out:
        out.write_text(report.to_json(), "utf-8")
    if html:
        from eval.html import page

        html.write_text(page(report), "utf-8")
    if keep:
        from eval.last import leave

        leave(report, keep, assistant.store.manifest.generation)
    return not fallen(report.figures, floor)


def fallen(found: dict[str, Figure], floor: dict[str, float]) -> list[str]:
    """The names of the figures that are further below the baseline than rounding explains."""
    return [name for name in COMPARED if name in floor and found[name].value < floor[name] - TOLERANCE]


def _read_baseline(path: Path) -> dict[str, float]:
    try:
        read: dict[str, Any] = json.loads(path.read_text("utf-8"))
        read = read.get("figures", read)  # a report, or its figures alone
        return {name: float(read[name]["value"]) for name in COMPARED}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise BadInputError(f"{path}: not a report of quoth eval; write one with: quoth eval --out {path}") from None
