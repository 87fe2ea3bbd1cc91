"""What each kind of question asks of a result, beyond an accepted answer.

| kind, by its fields | right when the answer is accepted and |
|---|---|
| no answers | not scored here: silence is right |
| "moved", with values | the answer is the newest value, the disagreement says "moved" and has every value |
| "dispute", with values | the disagreement says "disputed" and has every value |
| with independent_sources | the answer has so many of them |
| "units" | no disagreement is raised: it is one value in two units |
| with attribution | a citation of the answer names who says so, and in what manner; whatever the answer's own words |
| with resolved | the answer's date is resolved to that day |
| "list" | every one of the answers stands in the top answer, or in as many of the first as there are items |
| any other | nothing else |

A result is the JSON object of ``quoth ask --json``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eval.metrics import correct, holds, same_value
from eval.questions import Gold

DIFFERING = frozenset({"moved", "dispute", "as_of", "agree"})
"""Kinds on which sources may truly differ; a disagreement raised on any other is a false one."""

PARTS = (
    "values_found",
    "disagreement_kind",
    "sources_within_1",
    "attribution_text",
    "attribution_kind",
    "resolved_date",
    "items_found",
)
"""The figures that single kinds have of their own."""

_WANTED = {"moved": "moved", "dispute": "disputed"}


@dataclass(frozen=True, slots=True)
class Judged:
    """The surest candidate of a result, shown or not: is its text accepted, and is it right in all that its kind asks for.

    ``parts`` are the kind's own figures by name, each in [0, 1].
    """

    answer: bool
    whole: bool
    parts: Mapping[str, float]


def accepted(gold: Gold) -> tuple[str, ...]:
    """What the answer may be: of values that moved on, the newest alone."""
    if not gold.values or gold.kind not in _WANTED:
        return gold.answers
    return gold.values[-1:] if gold.kind == "moved" else gold.values


def judge(gold: Gold, result: Mapping[str, Any]) -> Judged:
    """Score the surest candidate of ``result`` for a question that the corpus answers."""
    answers = result["answers"]
    if not answers:
        return Judged(False, False, dict.fromkeys(_judge(gold, result, _NOTHING, False).parts, 0.0))
    if gold.kind == "list":
        found = _items_found(gold, answers)
        return Judged(found == 1.0, found == 1.0, {"items_found": found})
    text = answers[0]["text"]
    compared = same_value if gold.values else lambda given, wanted: correct(given, [wanted])
    right = any(compared(text, wanted) for wanted in accepted(gold))
    return _judge(gold, result, answers[0], right)


_NOTHING: dict[str, Any] = {"text": "", "independent_sources": 0, "resolved_date": None, "citations": []}


def _judge(gold: Gold, result: Mapping[str, Any], top: Mapping[str, Any], right: bool) -> Judged:
    differs = result.get("disagreement")
    if gold.values and gold.kind in _WANTED:
        named = differs is not None and differs["kind"] == _WANTED[gold.kind]
        stated = [v["value"] for v in differs["values"]] if differs else []
        found = sum(any(same_value(s, value) for s in stated) for value in gold.values) / len(gold.values)
        return Judged(right, right and named and found == 1.0, {"disagreement_kind": float(named), "values_found": found})
    if gold.independent_sources is not None:
        off = abs(top["independent_sources"] - gold.independent_sources)
        return Judged(right, right and off == 0, {"sources_within_1": float(right and off <= 1)})
    if gold.kind == "units":
        return Judged(right, right and differs is None, {})
    if gold.attribution is not None:
        given = [c["attribution"] for c in top["citations"] if c["attribution"]]
        named = [holds(a["text"], gold.attribution) or holds(gold.attribution, a["text"]) for a in given]
        kinds = [a["kind"] == gold.attribution_kind for a in given]
        both = any(name and kind for name, kind in zip(named, kinds, strict=True))
        return Judged(right, both, {"attribution_text": float(any(named)), "attribution_kind": float(any(kinds))})
    if gold.resolved is not None:
        resolved = top["resolved_date"] == gold.resolved
        return Judged(right, right and resolved, {"resolved_date": float(resolved)})
    return Judged(right, right, {})


def _items_found(gold: Gold, answers: list[Mapping[str, Any]]) -> float:
    # The top answer alone is among them: a list in one span is the usual case.
    texts = [answer["text"] for answer in answers[: len(gold.answers)]]
    return sum(any(holds(text, item) for text in texts) for item in gold.answers) / len(gold.answers)
