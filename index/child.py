"""The parent's end of the process that parses: starting it, frames, limits. What it runs is ``index/parse_child.py``."""

import json
import math
import os
import select
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.loaders import MAX_BYTES

_START_SECONDS = 60.0
"""For the child itself to start, on a cold disk."""

_ROW_SECONDS = 0.001
"""What every row adds to a listing's time: five times what it takes, so that large listings are read and slow ones are not."""

_MOST_ANSWERED = 4 * MAX_BYTES
"""Bytes of answer to one file: unpacked, a compressed one is larger than it was."""

_SPLIT = "split it into one file an article, or save it as text"
_LENGTHS = struct.Struct(">II")
_PIECE = 1 << 20


class BrokenChildError(Exception):
    """The child is of no more use. ``certain`` says that the file at hand is to blame, whatever the child did before."""

    def __init__(self, line: str, certain: bool) -> None:
        super().__init__(line)
        self.certain = certain


class Child:
    """One such process. ``seconds`` is the most that a file may take, ``memory`` its bytes of address space.

    Raises BrokenChildError when it does not start.
    """

    def __init__(self, seconds: float, memory: int) -> None:
        self._seconds = seconds
        self._memory = memory
        package = Path(__file__).resolve().parent
        options = {
            # All that is importable here, in the same order, and nothing because of the folder or the environment it is
            # started in. Installed, the package's parent is site-packages, which must not come before the standard library.
            "sys_path": list(dict.fromkeys([*filter(os.path.isabs, sys.path), str(package.parent)])),
            "memory": memory,
            "alarm": 2 * math.ceil(seconds),
        }
        self._process = subprocess.Popen(  # noqa: S603 - this interpreter on a file of this package
            [sys.executable, "-I", str(package / "parse_child.py"), json.dumps(options)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            start_new_session=True,  # Ctrl-C is the parent's to handle
        )
        assert self._process.stdin
        assert self._process.stdout
        self._requests, self._answers = self._process.stdin, self._process.stdout
        os.set_blocking(self._requests.fileno(), False)
        os.set_blocking(self._answers.fileno(), False)
        try:
            self._frame(time.monotonic() + _START_SECONDS)
        except BaseException as error:
            self.stop()
            if isinstance(error, BrokenChildError):
                raise BrokenChildError("the process that reads files does not start; reinstall Quoth", certain=True) from None
            raise

    def ask(self, header: dict[str, Any], data: bytes) -> Iterator[tuple[dict[str, Any], bytes]]:
        """The frames that answer a request: each a JSON object and a body. Raises BrokenChildError."""
        encoded = json.dumps(header).encode()
        end = time.monotonic() + self._seconds
        self._write(_LENGTHS.pack(len(encoded), len(data)) + encoded, end)
        self._write(data, end)
        answered = 0
        while True:
            answer, body = self._frame(end)
            # The first is empty: the parser is loaded, and now begins.
            end = end + _ROW_SECONDS if answer else time.monotonic() + self._seconds
            answered += len(body)
            if answered > _MOST_ANSWERED:
                raise BrokenChildError(f"holds more than {_MOST_ANSWERED:,} bytes of text; {_SPLIT}", certain=True)
            if "memory" in answer:
                raise BrokenChildError(self._needed(), certain=False)
            yield answer, body
            if "done" in answer or "error" in answer:
                return

    def stop(self) -> None:
        """End the process, whatever it is at, and let go of its pipes."""
        self._process.kill()
        self._process.wait()
        self._requests.close()
        self._answers.close()

    def _needed(self) -> str:
        return f"needed more than {self._memory / (1 << 30):.3g} GB to read; {_SPLIT}"

    def _write(self, data: bytes, end: float) -> None:
        rest = memoryview(data)
        while rest:
            self._wait(self._requests.fileno(), select.POLLOUT, end)
            try:
                rest = rest[os.write(self._requests.fileno(), rest[:_PIECE]) :]
            except BrokenPipeError:
                self._dead()

    def _frame(self, end: float) -> tuple[dict[str, Any], bytes]:
        header, body = _LENGTHS.unpack(self._read(_LENGTHS.size, end))
        if header + body > _MOST_ANSWERED:
            raise BrokenChildError(f"holds more than {_MOST_ANSWERED:,} bytes of text; {_SPLIT}", certain=True)
        answer = json.loads(self._read(header, end))
        return answer, self._read(body, end)

    def _read(self, size: int, end: float) -> bytes:
        found = bytearray()
        while len(found) < size:
            self._wait(self._answers.fileno(), select.POLLIN, end)
            piece = os.read(self._answers.fileno(), min(size - len(found), _PIECE))
            if not piece:
                self._dead()
            found += piece
        return bytes(found)

    def _wait(self, handle: int, event: int, end: float) -> None:
        poll = select.poll()  # select.select knows no handle past 1,023
        poll.register(handle, event)
        if not poll.poll(max(0.0, end - time.monotonic()) * 1000):
            raise BrokenChildError(f"took more than {self._seconds:g} seconds to read; {_SPLIT}", certain=True)

    def _dead(self) -> None:
        status = self._process.wait()
        # A parser in C that is refused memory may well break down on it.
        raise BrokenChildError(f"its parser broke down ({status}): it is damaged, or {self._needed()}", certain=False)
