"""Questions to begin with: chosen ones for the articles that come with Quoth, else such as headlines suggest."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from qa.settings import seeds_folder
from web.asked import Asked
from web.filters import LISTED
from web.markup import render

if TYPE_CHECKING:
    from qa import Assistant

SEEDS = (
    "what did Egypt reject?",
    "How many hostages are still held in Gaza?",
    "How many observation towers did Israel suggest?",
    "What does Hamas demand in any deal?",
    "Who won the election in Brazil?",
)
"""The last one is there to be met with silence."""

MOST = 4
_TRIED = 12  # a tenth of a second each, once for each state of the index

_VERBS = {
    "accepts": "accept", "admits": "admit", "announces": "announce", "approves": "approve", "bans": "ban", "blocks": "block",
    "buys": "buy", "cancels": "cancel", "closes": "close", "demands": "demand", "denies": "deny", "halts": "halt",
    "launches": "launch", "lifts": "lift", "orders": "order", "promises": "promise", "proposes": "propose", "raises": "raise",
    "recalls": "recall", "rejects": "reject", "seeks": "seek", "seizes": "seize", "sells": "sell", "signs": "sign",
    "suspends": "suspend", "wins": "win", "withdraws": "withdraw",
}  # fmt: skip
_HEADLINE = re.compile(rf"([A-Z][\w’'-]*(?: [A-Z][\w’'-]*){{0,3}}) ({'|'.join(_VERBS)}) \w")


def question_of(title: str) -> str | None:
    """What a headline of the form "Somebody rejects something" leaves to be asked; None for others."""
    match = _HEADLINE.match(title)
    return f"What did {match[1]} {_VERBS[match[2]]}?" if match else None


def examples_html(assistant: "Assistant") -> str:
    """Links to questions that this corpus is good for; "" where none is known."""
    return render("examples", questions=[(question, Asked(question).link) for question in _questions(assistant)])


@lru_cache(maxsize=1)
def _questions(assistant: "Assistant") -> tuple[str, ...]:
    manifest = assistant.store.manifest
    if manifest.roots == (str(seeds_folder()),):
        return SEEDS
    if manifest.documents > LISTED:
        return ()
    titles = [(document.id, question_of(document.title)) for document in assistant.store.documents()]
    # Not one that the corpus has no answer to: whether there is one, and where, is asked.
    tried = ((name, question) for name, question in [t for t in titles if t[1]][:_TRIED])
    good = [
        q for name, q in tried if q and (found := assistant.ask(q).answer) and name in {c.document_id for c in found.citations}
    ]
    return tuple(dict.fromkeys(good))[:MOST]
