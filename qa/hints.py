"""What somebody may have meant whose filters let nothing pass."""

import difflib
from typing import TYPE_CHECKING

from qa.phrasing import printable

if TYPE_CHECKING:
    from index import Store
    from qa.questions import Question

NAMED = 8
"""Outlets that are named at most, those with the most documents."""


def meant(asked: "Question", store: "Store") -> str | None:
    """One line about a filter that names what the corpus does not have; None where each names something."""
    if asked.source:
        outlets = {name.casefold(): name for name, _ in store.summary().outlets if name}
        if asked.source.casefold() not in outlets:
            there = [outlets[o] for o in difflib.get_close_matches(asked.source.casefold(), outlets, n=3)]
            there = there or [name for key, name in outlets.items() if asked.source.casefold() in key] or list(outlets.values())
            said = ", ".join(printable(name) for name in there[:NAMED]) or "none: no document names its outlet"
            return f"no document is of the outlet {asked.source!r}; outlets here: {said}"
    if asked.document and not any(asked.document in (d.id, d.path) for d in store.documents()):
        return f"no document has the id or path {asked.document!r}; quoth list names them all"
    return None
