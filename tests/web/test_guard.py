"""What the guard keeps out of a real server: other sites and names, who has no password, what is too large or lies outside."""

import base64
import http.client
import itertools
import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from chromium import chromium
from serving import PASSWORD, USER, Server

from web.guard import LOOPBACK


def request(server: Server, method: str, target: str, headers: dict[str, str], body: bytes | None = None) -> tuple[int, bytes]:
    """Status and body; ``target`` goes over the wire as it is."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        connection.putrequest(method, target, skip_host="Host" in headers)
        if body is not None:
            headers = {**headers, "Content-Length": str(len(body))}
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


@pytest.fixture(scope="module")
def targets(seeds_index: Path) -> list[tuple[str, str]]:
    """(method, path) of every route there is: of the API, the tools, the page and all that Gradio brings along."""
    script = Path(__file__).parent / "routes.py"
    printed = subprocess.run([sys.executable, script, seeds_index], capture_output=True, text=True, timeout=600)
    assert printed.returncode == 0, printed.stderr
    found = [(method, path) for method, path in json.loads(printed.stdout.splitlines()[-1])]
    wanted = {"/v1/ask", "/v1/documents/x", "/metrics", "/mcp", "/openapi.json", "/config", "/gradio_api/upload", "/"}
    assert wanted < {path for _, path in found}
    assert len(found) > 80
    return found


WRONG = [
    {},
    {"Authorization": "Basic"},
    {"Authorization": "Basic !!!"},
    {"Authorization": "Bearer " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()},
    {"Authorization": "Basic " + base64.b64encode(f"{USER}:wrong".encode()).decode()},
    {"Authorization": "Basic " + base64.b64encode(f"nobody:{PASSWORD}".encode()).decode()},
    {"Authorization": "Basic " + base64.b64encode(USER.encode()).decode()},
]


def test_no_route_answers_without_credentials(locked: Server, targets: list[tuple[str, str]]) -> None:
    for method, path in [*targets, ("GET", "/gradio_api/nope"), ("GET", "/../etc/passwd"), ("GET", "/v1")]:
        status, _ = request(locked, method, path, {})
        assert status == 401, (method, path)
    for headers in WRONG:
        assert request(locked, "GET", "/metrics", headers)[0] == 401, headers


def test_with_credentials_everything_answers(locked: Server) -> None:
    with httpx.Client(base_url=locked.url, auth=(USER, PASSWORD.encode()), timeout=60) as client:
        for path in ("/", "/metrics", "/healthz", "/v1/documents", "/config", "/openapi.json"):
            assert client.get(path).status_code == 200, path


def test_a_full_queue_is_said_and_when_to_come_back(locked: Server) -> None:
    rows = {"questions": [{"question": "Who won the open tournament in Torvik?"}] * 8}
    responses: list[httpx.Response] = []

    def ask_many() -> None:
        responses.append(httpx.post(f"{locked.url}/v1/ask_many", json=rows, auth=(USER, PASSWORD.encode()), timeout=300))

    askers = [threading.Thread(target=ask_many) for _ in range(8)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    # Two are answered at a time and none may wait.
    assert {response.status_code for response in responses} == {200, 429}
    for refused in (response for response in responses if response.status_code == 429):
        assert int(refused.headers["retry-after"]) >= 1
        assert "0 questions are waiting already" in refused.json()["error"]


FOREIGN_ORIGINS = [
    "http://evil.example",
    "https://127.0.0.1.evil.example",
    "null",
    "http://127.0.0.1",
    "file://",
    "http://[::1]:1",
]
FOREIGN_HOSTS = [
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1@evil.example",
    "evil.example:80",
    "10.0.0.1",
    "0.0.0.0",
    "",
    "a/b",
]


def test_other_sites_and_other_names_are_refused_on_every_route(server: Server, targets: list[tuple[str, str]]) -> None:
    for method, path in targets:
        assert request(server, method, path, {"Origin": "http://evil.example"})[0] == 403, (method, path)
        assert request(server, method, path, {"Host": "evil.example"})[0] == 421, (method, path)
    for origin in FOREIGN_ORIGINS:
        assert request(server, "GET", "/healthz", {"Origin": origin})[0] == 403, origin
    for host in FOREIGN_HOSTS:
        assert request(server, "GET", "/healthz", {"Host": host})[0] in (400, 421), host
    cross = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    assert request(server, "GET", "/v1/passages?q=a", cross)[0] == 403
    # A link on another site may still be followed, and the server's own pages may ask.
    assert request(server, "GET", "/", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"})[0] == 200
    for name in (*LOOPBACK[:2], "[::1]", "LOCALHOST"):
        own = {"Host": f"{name}:{server.port}", "Origin": f"http://{name}:{server.port}"}
        assert request(server, "GET", "/healthz", own)[0] == 200, name


def test_on_every_address_any_address_is_a_name_and_no_other_host(locked: Server) -> None:
    for host, status in [("192.0.2.7:7860", 401), ("[2001:db8::1]", 401), ("evil.example", 421), ("192.0.2.7.evil.example", 421)]:
        assert request(locked, "GET", "/healthz", {"Host": host})[0] == status, host


def test_what_is_too_large_is_not_read(server: Server) -> None:
    body = b'{"question": "' + b"x" * 1_100_000 + b'"}'
    for path in ("/v1/ask", "/mcp", "/gradio_api/run/predict", "/nowhere"):
        status, said = request(server, "POST", path, {"Content-Type": "application/json"}, body)
        assert (status, b"larger than 1,000,000 bytes" in said) == (413, True), path

    def chunks() -> Iterator[bytes]:
        yield from itertools.repeat(b"x" * 50_000, 30)

    for path in ("/v1/ask", "/mcp", "/gradio_api/run/predict"):
        response = httpx.post(server.url + path, content=chunks(), headers={"content-type": "application/json"})
        assert response.status_code == 413, path


def test_files_are_taken_only_where_that_was_said(server: Server) -> None:
    response = httpx.post(f"{server.url}/gradio_api/upload", files={"files": ("a.txt", b"text")})
    assert response.status_code == 403
    assert "--allow-upload" in response.json()["error"]


def traversals(secret: Path) -> list[str]:
    """200 ways to name what lies outside: deep and shallow, relative and absolute, plain and encoded once and twice."""
    ways = ["../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%252f", "..\\", "..%5c", "....//", "..%c0%af", "/../", "./../", "..;/"]
    outside = [str(secret)[1:], "etc/passwd", "proc/self/environ"]
    found = [way * depth + name for way in ways for depth in (1, 4, 9) for name in outside]
    absolute = [
        str(secret),
        "/etc/passwd",
        "/proc/self/environ",
        "/proc/self/cwd/pyproject.toml",
        str(secret.parent / "served.quoth"),
    ]
    absolute += [str(secret.parent / "served.quoth" / name) for name in ("manifest.json", "lock", "store-1.sqlite")]
    forms = ["{}", "/{}", "//{}", "file://{}", "{}%00", "{}%00.png", "x/..{}", "~{}", "C:{}", "%2f{}", "{}?", "{}%20"]
    found += [form.format(name) for form in forms for name in absolute]
    return list(dict.fromkeys(found))


def test_200_ways_out_lead_nowhere(server: Server, targets: list[tuple[str, str]]) -> None:
    secret = server.index.parent / "secret.txt"
    secret.write_text("not-for-anybody-4711")
    ways = traversals(secret)
    assert len(ways) >= 200
    places = sorted({path[: path.index("x")] for method, path in targets if method == "GET" and re.search(r"[/=]x", path)})
    places = [place for place in places if place.endswith(("/", "="))]
    assert {"/v1/documents/", "/gradio_api/file=", "/static/", "/assets/"} < set(places)
    marks = [b"not-for-anybody-4711", b"root:x:0", b"SQLite format", b"build-backend", b'"embedder_sha256"', b"PYTHONPATH="]
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    for place, way in itertools.product([*places, "/"], ways):
        connection.putrequest("GET", place + way.replace(" ", "%20"))
        connection.endheaders()
        response = connection.getresponse()
        body = response.read()
        assert response.status < 500, (place, way)
        assert not [mark for mark in marks if mark in body], (place, way)
    connection.close()
    for way in ways[::20]:
        found = httpx.get(f"{server.url}/v1/passages", params={"q": "mayor", "document": way}, timeout=60)
        assert found.json() == {"passages": []}


def test_every_response_carries_the_headers_of_safety(server: Server, locked: Server) -> None:
    for url in (f"{server.url}/", f"{server.url}/v1/nope", f"{server.url}/metrics", f"{server.url}/theme.css", f"{locked.url}/"):
        headers = httpx.get(url).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "'unsafe-inline'" not in headers["content-security-policy"].partition("script-src")[2].partition(";")[0]
        assert "server" not in headers
        assert "access-control-allow-origin" not in headers


def test_the_page_runs_under_its_policy_and_what_is_smuggled_in_does_not(server: Server) -> None:
    with chromium() as browser:
        page = browser.new_page()
        errors: list[str] = []
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.goto(server.url)
        page.get_by_label("Question").first.wait_for(timeout=60_000)
        assert errors == []
        page.evaluate("""() => {
            const smuggled = document.createElement('div');
            smuggled.innerHTML = '<img src="data:," onerror="window.smuggled = 1">';
            document.body.append(smuggled);
            const script = document.createElement('script');
            script.textContent = 'window.smuggled = 1';
            document.body.append(script);
        }""")
        page.wait_for_timeout(300)
        assert page.evaluate("window.smuggled") is None
        assert any("Content Security Policy" in error for error in errors)
