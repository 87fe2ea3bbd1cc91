"""Answers to take away: as Markdown for people, as the JSON of ``quoth ask --json`` for programs."""

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qa.phrasing import agreement, differences, meaning, printable, words_for

if TYPE_CHECKING:
    from qa import Citation, Result

ENDINGS = {"md": "Save as Markdown", "json": "Save as JSON"}


def markdown(results: Sequence["Result"]) -> str:
    """The results one after the other: question, answer with how sure it is, its sentence, its sources. No word is markup."""
    return "\n\n".join(map(_one, results)) + "\n"


def as_json(results: Sequence["Result"]) -> str:
    """One result as an object, several as an array; the objects are those of ``Result.to_dict``."""
    found = [result.to_dict() for result in results]
    return json.dumps(found[0] if len(found) == 1 else found, ensure_ascii=False, indent=2) + "\n"


def export(results: Sequence["Result"], ending: str) -> str:
    """The results in the format of the file ending, one of ENDINGS."""
    return as_json(results) if ending == "json" else markdown(results)


def _one(result: "Result") -> str:
    lines = [f"## {_plain(result.question)}", ""]
    answer = result.answer
    if answer is None:
        lines += [
            f"The articles do not say: {_plain(result.reason or 'no reason known')} ({result.confidence:.0%} sure of that)."
        ]
        return "\n".join(lines)
    meant = meaning(result)
    sure = "; ".join(filter(None, (f"{words_for(answer.confidence)} ({answer.confidence:.0%})", agreement(answer))))
    lines += [f"**{_plain(answer.text)}**{f' ({_plain(meant)})' if meant else ''}, {sure}", ""]
    lines += [_sentence(answer.citations[0]), "", result.cite("markdown")]
    if result.disagreement:
        heading, *values = differences(result.disagreement)
        lines += ["", heading, "", *(f"- {_plain(value)}" for value in values)]
    return "\n".join(lines)


def _sentence(citation: "Citation") -> str:
    first = citation.start - citation.context_start
    before, quote, after = (
        _plain(part, trim=False)
        for part in (
            citation.context[:first],
            citation.quote,
            citation.context[first + len(citation.quote) :],
        )
    )
    return f"> {before}**{quote}**{after}"


def _plain(text: str, trim: bool = True) -> str:
    """One line in which no character means anything to Markdown."""
    line = re.sub(r"\s+", " ", printable(text))
    return re.sub(r"([\\`*_\[\]<>#|~&$!])", r"\\\1", line.strip() if trim else line)
