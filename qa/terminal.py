"""A result as a person reads it in a terminal. The only place for rich's output of answers."""

from typing import TYPE_CHECKING

from qa.phrasing import agreement, differences, meaning, origin, printable, words_for

if TYPE_CHECKING:
    from qa.result import Result

SHOWN_SOURCES = 4
SHOWN_PASSAGES = 2


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
    line = Text("  ") + Text(printable(answer.text), "bold green")
    if meant := meaning(result):
        line.append(f" ({meant})")
    console.print(line)
    console.print(Text(f"  {words_for(answer.confidence)} ({answer.confidence:.0%})"))
    if agree := agreement(answer):
        console.print(Text(f"  {agree}"))
    for difference in differences(result.disagreement):
        console.print(Text(f"  {printable(difference)}", "yellow"))
    for number, citation in enumerate(answer.citations[:SHOWN_SOURCES], start=1):
        console.print(
            Text(printable(f"  [{number}] {citation.title}"), "cyan") + Text(printable(f"  ({origin(citation)})"), "dim")
        )
        first = citation.start - citation.context_start
        context = Text("      " + printable(citation.context))
        context.stylize("bold reverse", 6 + first, 6 + first + len(citation.quote))
        console.print(context)
        console.print(Text(f"      {printable(citation.path)}, characters {citation.start} to {citation.end}", "dim"))
