"""Page and API over an index in a Milvus: what needs a folder says so, the rest is as ever."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from serving import serving

from index import BadInputError, Embedder, ingest
from index.places import Address, open_store, place
from qa import Assistant
from qa.settings import Settings
from qa.status import status
from web import eval_tab, filters, header, sources
from web.service import REST_SECONDS, Service

WHO = {"question": "Who won the open tournament in Torvik?"}


@pytest.fixture
def where(folder: Path, tmp_path: Path, embedder: Embedder) -> Iterator[Address]:
    from milvus_lite.server_manager import server_manager_instance

    found = place(f"milvus:{tmp_path}/x.db")
    assert isinstance(found, Address)
    ingest([folder], found, embedder)
    yield found
    server_manager_instance.release_server(f"{tmp_path}/x.db")


@pytest.fixture
def service(where: Address, monkeypatch: pytest.MonkeyPatch) -> Service:
    """A service that looks for a newer generation when told to alone: no thread of it outlives the Milvus."""
    monkeypatch.setattr("web.service.LOOK_SECONDS", REST_SECONDS)
    made = Service(where, Assistant.open(where, Settings()))
    made._looked = time.monotonic()
    return made


def test_the_figures_of_a_corpus_are_those_of_the_same_in_a_folder(
    service: Service, where: Address, folder: Path, tmp_path: Path, embedder: Embedder
) -> None:
    ingest([folder], tmp_path / "x.quoth", embedder)
    local = Service(tmp_path / "x.quoth", Assistant.open(tmp_path / "x.quoth", Settings()))
    assert service.assistant.store.summary() == local.assistant.store.summary()
    assert header.about(service) == header.about(local)
    assert filters.choices(service) == filters.choices(local)
    inside, outside = status(local.assistant.store, tmp_path / "x.quoth"), status(open_store(where), where)
    assert outside[0] == ("index", str(where))
    assert outside[2:] == inside[2:]  # a Milvus counts its formats for itself
    assert str(where) in sources.about(service.assistant.store, where)


def test_what_needs_a_folder_says_so(service: Service, where: Address) -> None:
    assert "x.db is no folder" in eval_tab.page(service)
    with pytest.raises(BadInputError, match="kept in the folder of an index"):
        _ = service.folder
    with pytest.raises(BadInputError, match="serve without --allow-upload"):
        Service(where, service.assistant, allow_upload=True)


def test_a_generation_that_came_while_nobody_asked_is_waited_for(
    service: Service, where: Address, folder: Path, embedder: Embedder
) -> None:
    first = service.assistant
    assert service.assistant is first
    (folder / "new.txt").write_text("Lighthouse sold\n\nThe lighthouse at Sill was sold to Ilse Varga.\n")
    made = ingest([folder], where, embedder).manifest
    service._looked -= REST_SECONDS
    assert service.assistant.store.manifest == made
    assert service.problem is None
    opened = service.assistant
    service.refresh()
    assert service.assistant is opened  # nothing has changed


def test_a_server_answers_from_it(folder: Path, tmp_path: Path, embedder: Embedder) -> None:
    from milvus_lite.server_manager import server_manager_instance

    ingest([folder], place(f"milvus:{tmp_path}/served.db"), embedder)
    server_manager_instance.release_server(f"{tmp_path}/served.db")  # it serves one process
    with serving(tmp_path / "served.db", prefix="milvus:") as server:
        answer = httpx.post(f"{server.url}/v1/ask", json=WHO, timeout=120).json()
        assert answer["answer"] == "Ilse Varga"
        listed = httpx.get(f"{server.url}/v1/documents", timeout=120).json()
        assert listed["total"] == 3
        page = httpx.get(server.url, timeout=120)
        assert page.status_code == 200
        assert "gradio" in page.text
        log = server.log()
    assert "Traceback" not in log, log
