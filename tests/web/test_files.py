"""No value of a request makes the server read a file that was not uploaded."""

import os
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from serving import Server, serving

from index import Embedder, ingest


@pytest.fixture(scope="module")
def taking(articles: Path, tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Server]:
    """A server that takes uploads, so that all of the page is there. One of its own: what it is sent here stands in its log."""
    index = tmp_path_factory.mktemp("files") / "x.quoth"
    ingest([articles], index, embedder)
    with serving(index, "--allow-upload") as running:
        yield running


def copies(name: str) -> list[Path]:
    """Where Gradio puts the files it gives out."""
    return list(Path(os.environ.get("GRADIO_TEMP_DIR") or Path(tempfile.gettempdir(), "gradio")).glob(f"*/{name}"))


def test_a_path_in_a_request_is_no_file(taking: Server) -> None:
    """Gradio takes a path for a file of the user's, and copies it to where everyone may fetch it, until it is told not to."""
    secret = taking.index.parent / f"secret-{uuid.uuid4().hex}.txt"
    secret.write_text("not-for-anybody-4712")
    file = {"path": str(secret), "meta": {"_type": "gradio.FileData"}}
    config = httpx.get(f"{taking.url}/config").json()
    kinds = {component["id"]: component["type"] for component in config["components"]}
    tried = set()
    for event in (d for d in config["dependencies"] if d["backend_fn"]):
        for place, component in enumerate(event["inputs"]):
            data = ["" if kinds[i] in ("textbox", "dropdown") else None for i in event["inputs"]]
            data[place] = file
            body = {"fn_index": event["id"], "data": data, "session_hash": uuid.uuid4().hex, "event_data": None}
            for route in ("run/predict", "queue/join"):
                response = httpx.post(f"{taking.url}/gradio_api/{route}", json=body, timeout=120)
                assert b"not-for-anybody" not in response.content
                assert b"/gradio/" not in response.content, (event["id"], kinds[component])
            tried.add(kinds[component])
    assert {"textbox", "dropdown", "browserstate"} <= tried
    time.sleep(3)  # what joined the queue is answered later
    assert copies(secret.name) == []


def test_what_the_page_does_not_use_is_closed(server: Server) -> None:
    for path in ("deep_link?session_hash=x", "dev/reload", "run/ask", "run/predict/", "call/ask", "queue/join", "queue/data"):
        assert httpx.get(f"{server.url}/gradio_api/{path}").status_code == 404, path
        assert httpx.post(f"{server.url}/gradio_api/{path}", json={}).status_code == 404, path
