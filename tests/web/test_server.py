"""What the server's socket does to those who ask."""

import http.client
import statistics
import time
import urllib.request

from serving import Server


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
