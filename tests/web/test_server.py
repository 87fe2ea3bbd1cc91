"""The server as a process: its socket, what it says, how it ends."""

import http.client
import signal
import statistics
import time
import urllib.request
from pathlib import Path

from serving import Server, serving

from index import Embedder, ingest


def test_a_kept_connection_is_as_fast_as_a_new_one(server: Server) -> None:
    """Without TCP_NODELAY an answer's body waited 40 ms for the acknowledgement of its head, but on new connections."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)

    def kept() -> float:
        begun = time.perf_counter()
        connection.request("GET", "/healthz")
        assert connection.getresponse().read()
        return time.perf_counter() - begun

    def new() -> float:
        begun = time.perf_counter()
        urllib.request.urlopen(f"{server.url}/healthz", timeout=60).read()
        return time.perf_counter() - begun

    times = [(kept(), new()) for _ in range(40)]
    connection.close()
    assert statistics.median(k for k, _ in times) < 3 * statistics.median(n for _, n in times)


def test_it_says_where_it_answers_and_ends_without_a_complaint(articles: Path, embedder: Embedder, tmp_path: Path) -> None:
    ingest([articles], tmp_path / "x.quoth", embedder)
    with serving(tmp_path / "x.quoth") as server:
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(60) == 0
        assert server.log() == f"Quoth answers at {server.url}; Ctrl-C ends it\n"
