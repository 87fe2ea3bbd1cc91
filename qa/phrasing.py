"""What is said about a result, the same words in the terminal, in notebooks and on the page."""

from typing import TYPE_CHECKING

from qa.polarity import asks_yes_no, polarity

if TYPE_CHECKING:
    from qa.answers import Answer
    from qa.citations import Citation
    from qa.disagreement import Disagreement
    from qa.result import Result

_KINDS = {"moved": "This figure changed over time", "disputed": "Sources differ"}


def words_for(probability: float) -> str:
    """A probability in words, for people who read no numbers: four steps, the same everywhere."""
    for floor, words in ((0.9, "very likely right"), (0.75, "likely right"), (0.5, "more likely right than wrong")):
        if probability >= floor:
            return words
    return "uncertain, check the source"


def printable(text: str) -> str:
    """``text`` with every control character a space, one for one: an article must not move the cursor of a terminal."""
    return "".join(c if c.isprintable() else " " for c in text)


def origin(citation: "Citation") -> str:
    """Outlet, date and page of a citation, what is unknown said so; and who says it, where somebody is named."""
    place = f"{citation.source or 'outlet unknown'}, {citation.published or 'date unknown'}"
    if citation.page:
        place += f", page {citation.page}"
    if citation.attribution and citation.attribution.kind != "own":
        place += f"; {citation.attribution.text} ({citation.attribution.kind})"
    return place


def agreement(answer: "Answer") -> str:
    """How many independent sources say so; "" where it is one."""
    return f"{answer.independent_sources} independent sources agree" if answer.independent_sources > 1 else ""


def meaning(result: "Result") -> str:
    """What the answer's words amount to: the day of a relative date, yes or no where that is certain; else ""."""
    answer = result.answer
    if answer is None:
        return ""
    if answer.resolved_date:
        return answer.resolved_date
    if asks_yes_no(result.question):
        return polarity(result.question, answer.text, answer.citations[0].context) or ""
    return ""


def differences(disagreement: "Disagreement | None") -> list[str]:
    """A heading and a line for every value of a disagreement, oldest first; nothing where there is none."""
    if disagreement is None:
        return []
    return [
        f"{_KINDS[disagreement.kind]}:",
        *(f"{v.published or 'date unknown'}  {v.value}  ({v.source or 'outlet unknown'})" for v in disagreement.values),
    ]
