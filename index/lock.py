"""One writer at a time. The system drops the lock when its holder dies, however it dies."""

import os
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.errors import IndexLockedError
from index.manifest import NAME

LOCK = "lock"
HOLDER = "lock.holder"

_WAIT_SECONDS = 1.0
"""How long a new holder may take to write down who it is."""


@contextmanager
def placed(folder: Path) -> Iterator[None]:
    """Make ``folder`` if it is not there, and take it away again if nothing came into it."""
    made = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield
    finally:
        if made:
            with suppress(OSError):  # it is not empty
                folder.rmdir()


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of the index in ``folder``, at once or not at all. Raises IndexLockedError, which names the holder."""
    import filelock

    lock = filelock.FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        message = f"{folder / LOCK} is held by {_holder(folder)}; wait for it to end, then run this again"
        raise IndexLockedError(message) from None
    try:
        (folder / HOLDER).write_text(f"process {os.getpid()} on {socket.gethostname()} since {time.strftime('%F %T')}")
        yield
    finally:
        with suppress(OSError):  # the note is of use to others only while the lock is held
            (folder / HOLDER).unlink(missing_ok=True)
        with suppress(OSError):
            if not (folder / NAME).exists():  # no index came of it; who opened the file meanwhile sees that it has no name
                (folder / LOCK).unlink(missing_ok=True)
        lock.release()


def _holder(folder: Path) -> str:
    """Who holds the lock. What a killed holder wrote is passed over: the next one is about to write its own."""
    until = time.monotonic() + _WAIT_SECONDS
    while time.monotonic() < until:
        with suppress(OSError, UnicodeDecodeError):
            text = (folder / HOLDER).read_text()
            match = re.fullmatch(r"process (\d+) on (.+) since \S+ \S+", text)
            if match and (match[2] != socket.gethostname() or _alive(int(match[1]))):
                return text
        time.sleep(0.02)
    return "another process"


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):  # somebody else's process is alive all the same
        pass
    return True
