"""Ask every question of a set, score the answers, print the figures, compare them with a baseline."""

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from eval.metrics import correct, exact_match, f1, mean_reciprocal_rank, normalise, recall_at
from eval.questions import Gold, load_gold
from index import BadInputError, DocumentError
from index.loaders import decode, read_bytes

if TYPE_CHECKING:
    from qa import Assistant, Citation, Result

SEEDS = Path(__file__).parent / "seeds.jsonl"

TOLERANCE = 0.02
"""A figure may fall this far below the baseline: int8 kernels of other processors round otherwise and flip a question or two."""

COMPARED = ("correct", "em", "f1", "recall@5", "mrr", "right_abstention", "verbatim")


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean (or median) with the number of questions behind it."""

    value: float
    n: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question with what came of it. ``rank``: of the first passage that holds an accepted answer, from 1."""

    gold: Gold
    result: "Result"
    right: bool
    rank: int | None


def outcome(gold: Gold, result: "Result") -> Outcome:
    """Score one result. Unanswerable questions are right when there is no answer."""
    if not gold.answers:
        return Outcome(gold, result, result.answer is None, None)
    wanted = [f" {normalise(answer)} " for answer in gold.answers]
    rank = next(
        (
            hit.rank
            for hit in result.hits
            if (not gold.docs or Path(hit.document.path).stem in gold.docs)
            and any(want in f" {normalise(hit.passage.text)} " for want in wanted)
        ),
        None,
    )
    return Outcome(gold, result, result.answer is not None and correct(result.answer.text, gold.answers), rank)


def verbatim(result: "Result") -> list[bool]:
    """For every citation of a result, whether its quote is what its file holds at its offsets, read anew from the disk."""
    return [_stands(c) for answer in result.answers for c in answer.citations]


def _stands(citation: "Citation") -> bool:
    try:
        return decode(read_bytes(Path(citation.path)))[0][citation.start : citation.end] == citation.quote
    except DocumentError:
        return False


def figures(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Every figure by name. ``correct``, ``em``, ``f1``: answerable questions, silence counting as wrong."""
    answerable = [o for o in outcomes if o.gold.answers]
    silent = [o for o in outcomes if not o.gold.answers]
    given = [(o.result.answer.text if o.result.answer else "", o.gold.answers) for o in answerable]
    first = [(o.result.answers[0].text if o.result.answers else "", o.gold.answers) for o in answerable]
    ranks = [o.rank for o in answerable]
    quotes = [ok for o in outcomes for ok in verbatim(o.result)]

    def mean(values: Sequence[float]) -> Figure:
        return Figure(statistics.fmean(values) if values else 0.0, len(values))

    found = {
        "correct": mean([o.right for o in answerable]),
        "em": mean([exact_match(*pair) for pair in given]),
        "f1": mean([f1(*pair) for pair in given]),
        "top_answer_right": mean([correct(*pair) for pair in first]),
        "right_abstention": mean([o.right for o in silent]),
        "wrong_abstention": mean([o.result.answer is None for o in answerable]),
        **{f"recall@{k}": Figure(recall_at(ranks, k), len(ranks)) for k in (1, 5, 8)},
        "mrr": Figure(mean_reciprocal_rank(ranks), len(ranks)),
        "verbatim": mean(quotes),
    }
    for stage in ("embed", "search", "read", "merge", "total"):
        times = [getattr(o.result.milliseconds, stage) for o in outcomes]
        found[f"ms_{stage}_p50"] = Figure(statistics.median(times), len(times))
    return found


def run(assistant: "Assistant", file: Path | None, baseline: Path | None, out: Path | None) -> bool:
    """Score ``file`` (None: the seeds' set); True unless a figure fell below ``baseline``. Prints all; writes ``out``."""
    from rich.console import Console
    from rich.progress import track
    from rich.table import Table

    golds = load_gold(file or SEEDS)
    if out and not out.absolute().parent.is_dir():
        raise BadInputError(f"{out}: no such folder to write the report into; make it first")
    floor = _read_baseline(baseline) if baseline else {}
    outcomes = []
    for gold in track(golds, "asking", console=Console(stderr=True), transient=True):
        result = assistant.ask(**asdict(gold.question))
        outcomes.append(outcome(gold, result))
    found = figures(outcomes)
    console = Console(highlight=False, markup=False)
    table = Table("figure", "value", "n", "baseline")
    for name, figure in found.items():
        table.add_row(name, f"{figure.value:.3f}", str(figure.n), f"{floor[name]:.3f}" if name in floor else "")
    console.print(table)
    kinds = Table("kind", "right", "n")
    for kind in dict.fromkeys(o.gold.kind for o in outcomes):
        rights = [o.right for o in outcomes if o.gold.kind == kind]
        kinds.add_row(kind, f"{statistics.fmean(rights):.3f}", str(len(rights)))
    console.print(kinds)
    for o in outcomes:
        if not o.right:
            said = o.result.answer.text if o.result.answer else f"(silent: {o.result.reason})"
            console.print(f"missed {o.gold.question.id}: {o.gold.question.question} -> {said}; wanted {list(o.gold.answers)}")
    if out:
        out.write_text(json.dumps({name: asdict(figure) for name, figure in found.items()}, indent=1) + "\n")
    fallen = [name for name in COMPARED if name in floor and found[name].value < floor[name] - TOLERANCE]
    for name in fallen:
        console.print(f"fell below the baseline: {name} is {found[name].value:.3f}, was {floor[name]:.3f}")
    return not fallen


def _read_baseline(path: Path) -> dict[str, float]:
    try:
        read = {name: float(figure["value"]) for name, figure in json.loads(path.read_text("utf-8")).items()}
        return {name: read[name] for name in COMPARED}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise BadInputError(f"{path}: not a report of quoth eval; write one with: quoth eval --out {path}") from None
