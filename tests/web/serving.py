"""A real server, ``quoth serve`` as a process, for tests and for the long runs of load.py and fuzz.py."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 240
USER, PASSWORD = "anna", "Löwenzahn & 7 Krüge"


@dataclass(frozen=True, slots=True)
class Server:
    """Where a server answers, and its process."""

    url: str
    port: int
    process: "subprocess.Popen[bytes]"
    index: Path

    def log(self) -> str:
        """What it has said on stderr."""
        return (self.index.parent / f"{self.port}.log").read_text("utf-8")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(index: Path, *options: object, prefix: str = "") -> Iterator[Server]:
    """Serve ``index``, or PREFIX:index, while the block lasts. Fails with what the server said when it does not come up."""
    port = free_port()
    command = [sys.executable, "-m", "qa", "serve", "--index", f"{prefix}{index}", "--port", str(port), *map(str, options)]
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "PYTHONPATH": str(ROOT)}
    log = index.parent / f"{port}.log"
    with log.open("wb") as err, subprocess.Popen(command, cwd=ROOT, env=environment, stderr=err) as process:
        server = Server(f"http://127.0.0.1:{port}", port, process, index)
        try:
            for _ in range(START_SECONDS * 5):
                assert process.poll() is None, f"the server ended: {server.log()}"
                try:
                    urllib.request.urlopen(f"{server.url}/healthz", timeout=5).close()
                    break
                except urllib.error.HTTPError as error:  # it answers, if only to ask for a password
                    error.close()
                    break
                except OSError:
                    time.sleep(0.2)
            else:
                raise AssertionError(f"no answer in {START_SECONDS} s: {server.log()}")
            yield server
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def at(url: str | None, index: Path | None) -> Iterator[str]:
    """The address of a server: of one that is there, or of one started over ``index`` (None: the seed articles)."""
    if url is not None:
        yield url
        return
    with tempfile.TemporaryDirectory() as folder:
        if index is None:
            index = Path(folder) / "seeds.quoth"
            command = [sys.executable, "-m", "qa", "index", "seeds", "--index", str(index)]
            subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(ROOT)})
        with serving(index) as server:
            yield server.url
