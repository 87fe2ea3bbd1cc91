"""A result as a person reads it in a terminal. The only place for rich's output of answers."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa.citations import Citation
    from qa.result import Result

SHOWN_SOURCES = 4
SHOWN_PASSAGES = 2


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
    """Outlet and date of a citation, what is unknown said so."""
    return f"{citation.source or 'outlet unknown'}, {citation.published or 'date unknown'}"


def show(result: "Result") -> None:
    """Print the answer, how sure it is and where it stands; or that the articles do not say, and why."""
    from rich.console import Console
    from rich.text import Text

    # Text objects throughout: an article's "[bold]" is its own business, not markup.
    console = Console(highlight=False)
    console.print(Text(printable(result.question), style="bold"))
    if result.answer is None:
        console.print(Text(f"  The articles do not say: {result.reason} ({result.confidence:.0%} sure of that).", "yellow"))
        for hit in result.hits[:SHOWN_PASSAGES]:
            passage = printable(" ".join(hit.passage.text.split()))
            console.print(Text(f"  closest: {printable(hit.document.title)}", "dim"))
            console.print(Text(f"           {passage[:160]} …", "dim"))
        return
    answer = result.answer
    console.print(Text("  ") + Text(printable(answer.text), "bold green"))
    console.print(Text(f"  {words_for(answer.confidence)} ({answer.confidence:.0%})"))
    if answer.independent_sources > 1:
        console.print(Text(f"  {answer.independent_sources} articles say so"))
    for number, citation in enumerate(answer.citations[:SHOWN_SOURCES], start=1):
        console.print(
            Text(printable(f"  [{number}] {citation.title}"), "cyan") + Text(printable(f"  ({origin(citation)})"), "dim")
        )
        first = citation.start - citation.context_start
        context = Text("      " + printable(citation.context))
        context.stylize("bold reverse", 6 + first, 6 + first + len(citation.quote))
        console.print(context)
        console.print(Text(f"      {printable(citation.path)}, characters {citation.start} to {citation.end}", "dim"))
