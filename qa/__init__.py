"""Work done once per question: Store => Hit -> Span -> Answer (with Citations) -> Result.

>>> from qa import ask
>>> ask("what did Egypt reject?").answer.text
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa.answers import Answer
    from qa.assistant import Assistant, ask
    from qa.citations import Citation
    from qa.result import Result
    from qa.retriever import Hit
    from qa.settings import Settings
    from qa.spans import Span

_HOMES = {
    "Answer": "qa.answers",
    "Assistant": "qa.assistant",
    "Citation": "qa.citations",
    "Hit": "qa.retriever",
    "Result": "qa.result",
    "Settings": "qa.settings",
    "Span": "qa.spans",
    "ask": "qa.assistant",
}

__all__ = ["Answer", "Assistant", "Citation", "Hit", "Result", "Settings", "Span", "ask"]


def __getattr__(name: str) -> Any:
    # Loaded on first use: `import qa` stays a matter of milliseconds for programs that may never ask.
    if name not in _HOMES:
        raise AttributeError(f"module 'qa' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_HOMES[name]), name)
