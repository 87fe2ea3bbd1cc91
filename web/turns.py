"""Which of a page's questions counts: answers come as they are ready, and the one to what was asked last is shown."""

from collections.abc import Callable
from typing import Any


class Turn:
    """One for each page that is open. Safe to share between threads."""

    def __init__(self) -> None:
        self._last: object | None = None

    @property
    def begun(self) -> bool:
        """Whether anything has been asked yet."""
        return self._last is not None

    def newest(self, answer: Callable[[], list[Any]]) -> list[Any] | None:
        """What ``answer`` gives; None if another was begun in the meantime. One that fails was none."""
        before, self._last = self._last, (mine := object())
        try:
            found = answer()
        except BaseException:
            if self._last is mine:
                self._last = before
            raise
        return found if self._last is mine else None
