"""One question with what came of it, as it stands in a report."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from eval.kinds import DIFFERING, PARTS, accepted, judge
from eval.metrics import exact_match, f1, holds
from eval.questions import Gold
from eval.retrieval import document_gain, passage_measures
from index import DocumentError
from index.loaders import read_bytes
from index.parsing import Parser


@dataclass(frozen=True, slots=True)
class Row:
    """A scored question.

    ``wanted`` are the answers that would be right, none where the corpus does not say; ``answer`` is what was given, None for
    silence; ``right`` whether the outcome is what its kind asks for. ``surest`` is the surest candidate, given or not,
    ``probability`` in [0, 1] the one stated for it, and ``surest_right`` whether its text is accepted. ``rank``: of the first
    passage that holds an accepted answer, from 1. ``scores`` are the question's shares in the figures, by name, each in [0, 1].
    ``quote``, ``context`` and ``passage`` show where the surest candidate stands; a report's JSON leaves them out.
    """

    id: str
    kind: str
    story: str | None
    question: str
    wanted: tuple[str, ...]
    answer: str | None
    reason: str | None
    confidence: float
    right: bool
    surest: str
    probability: float
    surest_right: bool
    rank: int | None
    disagreement: str | None
    scores: Mapping[str, float]
    milliseconds: Mapping[str, float]
    citations: int = 0
    verbatim: int = 0
    title: str = ""
    quote: str = ""
    context: str = ""
    passage: str = field(default="", repr=False)

    @property
    def lacking(self) -> tuple[str, ...]:
        """The parts of its kind that the outcome falls short of."""
        return tuple(name for name in PARTS if self.scores.get(name, 1.0) < 1.0)

    def to_dict(self) -> dict[str, Any]:
        """The row of the report's JSON; what ``eval/compare.py`` reads."""
        fields = asdict(self)
        for name in ("passage", "context", "quote", "title"):
            del fields[name]
        return fields


def score(gold: Gold, result: Mapping[str, Any], stems: Mapping[str, str]) -> Row:
    """Score one result, an object of ``quoth ask --json``. Silence is wrong for what the corpus answers, else right.

    ``stems`` are the file names, without ending, of the index's documents by their ids. Citations are not looked up here.
    """
    shown = result["answer"] is not None
    answers = result["answers"]
    surest = answers[0] if answers else None
    scores: dict[str, float] = {}
    rank = None
    if gold.answers:
        judged = judge(gold, result)
        right, surest_right = shown and judged.whole, judged.answer
        given = result["answer"] or ""
        scores |= {
            "correct": float(shown and judged.answer),
            "em": exact_match(given, accepted(gold)),
            "f1": f1(given, accepted(gold)),
            "top_answer_right": float(judged.answer),
            "wrong_abstention": float(not shown),
            **{name: part if shown else 0.0 for name, part in judged.parts.items()},
        }
        passages = result["passages"]
        known = [stems.get(passage["document_id"], "") for passage in passages]
        holding = [
            (not gold.docs or stem in gold.docs) and any(holds(passage["text"], answer) for answer in gold.answers)
            for stem, passage in zip(known, passages, strict=True)
        ]
        rank = holding.index(True) + 1 if any(holding) else None
        scores |= passage_measures(holding)
        relevant = sorted(set(gold.docs) & set(stems.values()))
        if relevant:
            scores["ndcg@8"] = document_gain(known, relevant)
    else:
        right, surest_right = not shown, False
        scores["right_abstention"] = float(not shown)
    scores |= {"coverage": float(shown), "right": float(right)}
    differs = result.get("disagreement")
    if gold.kind not in DIFFERING:
        scores["false_disputes"] = float(differs is not None)
    cited: Mapping[str, Any] = surest["citations"][0] if surest else {}
    return Row(
        id=str(gold.question.id),
        kind=gold.kind,
        story=gold.story,
        question=gold.question.question,
        wanted=accepted(gold) if gold.answers else (),
        answer=result["answer"],
        reason=result["reason"],
        confidence=result["confidence"],
        right=right,
        surest=surest["text"] if surest else "",
        probability=surest["confidence"] if surest else 0.0,
        surest_right=surest_right,
        rank=rank,
        disagreement=differs["kind"] if differs else None,
        scores=scores,
        milliseconds=dict(result["milliseconds"]),
        title=cited.get("title", ""),
        quote=cited.get("quote", ""),
        context=cited.get("context", ""),
        passage=cited.get("passage", ""),
    )


class Files:
    """The texts of cited files, read anew from the disk; each file once."""

    def __init__(self, parser: Parser) -> None:
        """``parser``: the one that indexing reads files with."""
        self._parser = parser
        self._texts: dict[str, dict[str, str]] = {}

    def holds(self, citation: Mapping[str, Any]) -> bool:
        """Whether the citation's file holds its quote at its offsets."""
        path: str = citation["path"]
        file = path if Path(path).exists() else path.rsplit("#", 1)[0]
        if file not in self._texts:
            try:
                loaded = self._parser.load(Path(file), read_bytes(Path(file)))
                self._texts[file] = {one.document.path: one.document.text for one in loaded}
            except DocumentError:
                self._texts[file] = {}
        text = self._texts[file].get(path, "")
        return bool(text[citation["start"] : citation["end"]] == citation["quote"])
