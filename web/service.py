"""One assistant behind every door: the page, the API and MCP all ask here."""

from pathlib import Path
from typing import Any

from qa import Assistant, Result


class Service:
    """Answers questions for many askers over the index in ``folder``."""

    def __init__(self, folder: Path, assistant: Assistant) -> None:
        self.folder = folder
        self._assistant = assistant

    @property
    def assistant(self) -> Assistant:
        """The assistant of the newest generation that has been opened; take it anew for every request."""
        return self._assistant

    def ask(self, question: str, **options: Any) -> Result:
        """The result of ``question``; ``options`` and errors are those of Assistant.ask."""
        return self._assistant.ask(question, **options)
