"""The HTTP API of a real server: what it answers, what it refuses, what it declares."""

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from serving import Server

from index import Embedder, ingest
from qa import Assistant
from qa.attribution import Attribution
from qa.disagreement import Disagreement, Value
from web import api, schemas
from web.service import Service

WHO = {"question": "Who won the open tournament in Torvik?"}


def ask(server: Server, path: str = "/v1/ask", **body: object) -> httpx.Response:
    return httpx.post(server.url + path, json=body, timeout=120)


def get(server: Server, path: str, **query: object) -> httpx.Response:
    return httpx.get(server.url + path, params=query, timeout=120)


def test_a_question_is_answered_by_the_contract(server: Server) -> None:
    response = ask(server, **WHO, id="x")
    assert response.status_code == 200
    result = schemas.Result.model_validate_json(response.content)
    assert (result.id, result.answer) == ("x", "Ilse Varga")
    citation = result.answers[0].citations[0]
    document = get(server, f"/v1/documents/{citation.document_id}").json()
    assert document["text"][citation.start : citation.end] == citation.quote


def test_what_narrows_a_question_narrows_it(server: Server) -> None:
    mayor = "Who is the mayor of Marwick?"
    early = ask(server, question=mayor, until="2024-03-10").json()
    assert {p["text"][:9] for p in early["passages"]} == {"The river"}
    assert ask(server, question=mayor, source="the marwick post", top_k=1).json()["answer"] == "Edda Lorne"
    nothing = ask(server, question=mayor, since="2030").json()
    assert (nothing["answer"], nothing["reason"]) == (None, "no document passes the filters")
    (only,) = get(server, "/v1/passages", q="tournament", document=early["passages"][0]["document_id"]).json()["passages"]
    assert only["title"] == "River floods Marwick"


def test_many_questions_come_back_in_their_order(server: Server) -> None:
    rows = [{**WHO, "id": "b"}, {"question": "How deep is the Mariana Trench?", "id": "a"}]
    results = ask(server, "/v1/ask_many", questions=rows).json()["results"]
    assert [r["id"] for r in results] == ["b", "a"]
    assert [r["answer"] for r in results] == ["Ilse Varga", None]


def test_documents_are_listed_in_pages(server: Server) -> None:
    whole = get(server, "/v1/documents").json()
    assert whole["total"] == len(whole["documents"]) >= 3
    pages = [get(server, "/v1/documents", offset=n, limit=1).json()["documents"] for n in range(whole["total"] + 1)]
    assert [entry for page in pages for entry in page] == whole["documents"]
    assert pages[-1] == []
    for entry in whole["documents"]:
        document = get(server, f"/v1/documents/{entry['id']}").json()
        assert len(document.pop("text")) == entry["characters"]
        assert document.pop("pages") == []
        assert document == entry


WRONG = [
    ("/v1/ask", {}, 422, "question: Field required"),
    ("/v1/ask", {**WHO, "tok_k": 3}, 422, "tok_k: Extra inputs are not permitted"),
    ("/v1/ask", {**WHO, "top_k": 0}, 422, "top_k"),
    ("/v1/ask", {**WHO, "top_k": "8"}, 422, "top_k"),
    ("/v1/ask", {**WHO, "since": "last week"}, 422, "since: a date is YYYY, YYYY-MM or YYYY-MM-DD"),
    ("/v1/ask", {**WHO, "since": "2024-02-30"}, 400, "not a date"),
    ("/v1/ask", {**WHO, "since": "2024", "until": "2023"}, 400, "turn them round"),
    ("/v1/ask", {"question": "?!"}, 422, "question: a question holds a letter or a digit"),
    ("/v1/ask", {"question": "why " * 200}, 422, "at most 500 characters"),
    ("/v1/ask", {**WHO, "source": "\ud800"}, 422, "source"),
    ("/v1/ask_many", {"questions": []}, 422, "questions"),
    ("/v1/ask_many", {"questions": [WHO, {**WHO, "as_of": "2023-02-29"}]}, 400, "question 2: not a date"),
]


@pytest.mark.parametrize(("path", "body", "status", "said"), WRONG)
def test_what_cannot_be_used_is_refused_in_words(server: Server, path: str, body: object, status: int, said: str) -> None:
    content = json.dumps(body)  # with halves of characters escaped, as any client may send them
    response = httpx.post(server.url + path, content=content, headers={"content-type": "application/json"}, timeout=60)
    assert response.status_code == status, response.text
    assert list(response.json()) == ["error"]
    assert said in response.json()["error"]


def test_what_is_not_there_is_said(server: Server) -> None:
    for path, status in [
        ("/v1/documents/nope", 404),
        ("/v1/documents/%00%F0", 404),
        ("/v1/nope", 404),
        ("/v1/documents/", 404),
        ("/v1/ask", 405),
        ("/v1/passages", 422),
        ("/v1/passages?q=a&x=1", 422),
        ("/v1/documents?limit=0", 422),
    ]:
        response = get(server, path) if "?" not in path else httpx.get(server.url + path)
        assert (response.status_code, list(response.json())) == (status, ["error"]), path
    assert httpx.request("TRACE", server.url + "/healthz").headers["allow"] == "GET"
    assert httpx.request("BREW", server.url + "/v1/ask").headers["allow"] == "POST"
    refused = httpx.delete(server.url + "/v1/ask")
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")
    assert httpx.post(server.url + "/v1/ask", content="{not json").json()["error"]


def test_a_monitor_sees_what_was_asked(server: Server) -> None:
    def figures() -> dict[str, float]:
        lines = [line for line in get(server, "/metrics").text.splitlines() if not line.startswith("#")]
        return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}

    before = figures()
    ask(server, question="How deep is the Mariana Trench?")
    ask(server, **WHO, since="2024", until="2023")
    after = figures()

    def grown(name: str) -> float:
        return after[name] - before.get(name, 0.0)

    assert grown("quoth_questions_total") == 1
    silences = [name for name in after if name.startswith("quoth_abstentions_total")]
    assert sum(map(grown, silences)) == 1
    assert grown('quoth_refused_total{reason="bad input"}') == 1
    for stage in ("wait", "embed", "search", "read", "merge", "total"):
        assert grown(f'quoth_stage_seconds_count{{stage="{stage}"}}') == 1
    assert after["quoth_index_generation"] == get(server, "/healthz").json()["generation"]
    assert after["process_resident_memory_bytes"] > 50e6


def test_a_new_generation_is_served_without_a_restart(
    server: Server, articles: Path, embedder: Embedder, eventually: Callable[[Callable[[], bool]], bool]
) -> None:
    before = get(server, "/readyz").json()
    answers: list[int] = []
    done = threading.Event()

    def keep_asking() -> None:
        while not done.is_set():
            answers.append(ask(server, **WHO).status_code)

    asker = threading.Thread(target=keep_asking)
    asker.start()
    try:
        news = articles / "kite.txt"
        news.write_text("Kite festival moved to Ostby\n\nThe kite festival was moved to Ostby because of the storm.\n")
        ingest([articles], server.index, embedder)
        assert eventually(lambda: get(server, "/readyz").json()["generation"] == before["generation"] + 1)
    finally:
        done.set()
        asker.join()
    assert set(answers) == {200}
    assert ask(server, question="Where was the kite festival moved to?").json()["answer"] == "Ostby"
    assert get(server, "/v1/documents").json()["total"] == before["documents"] + 1


def test_a_generation_that_cannot_be_opened_is_told_and_the_last_one_served(
    server: Server, eventually: Callable[[Callable[[], bool]], bool]
) -> None:
    manifest = server.index / "manifest.json"
    whole = manifest.read_bytes()
    manifest.write_bytes(whole[:-40])
    try:
        assert eventually(lambda: get(server, "/readyz").status_code == 503)
        assert "is damaged" in get(server, "/readyz").json()["error"]
        assert get(server, "/healthz").status_code == 200
        assert ask(server, **WHO).json()["answer"] == "Ilse Varga"
    finally:
        manifest.write_bytes(whole)
    assert eventually(lambda: get(server, "/readyz").status_code == 200)


def test_a_question_over_the_time_limit_is_told_so(seeds_index: Path, assistant: Assistant) -> None:
    with TestClient(api.create(Service(seeds_index, assistant, seconds=0.001))) as client:
        response = client.post("/v1/ask", json=WHO)
    assert response.status_code == 504
    assert "longer than 0.001 s" in response.json()["error"]


def test_a_fault_is_for_the_log_not_for_the_asker(seeds_index: Path, assistant: Assistant) -> None:
    service = Service(seeds_index, assistant)
    service.metrics = None  # type: ignore[assignment]
    with TestClient(api.create(service), raise_server_exceptions=False) as client:
        response = client.post("/v1/ask", json=WHO)
    assert response.status_code == 500
    assert response.json() == {"error": "a fault of the server; its log says more"}


def test_the_schemas_are_the_contract(assistant: Assistant) -> None:
    answered, silent = assistant.ask("what did Egypt reject?"), assistant.ask("How long does banana bread bake?")
    assert answered.answer is not None
    assert silent.answer is None
    said = Attribution("Egyptian officials said", 5, 28, "denied")
    citation = replace(answered.answer.citations[0], attribution=said, page=2, url="https://wire.example/1")
    answer = replace(answered.answer, citations=(citation, replace(citation, attribution=None)), resolved_date="2024-08-22")
    sides = Disagreement("disputed", (Value("8", None, "2024", "a", 0, 1), Value("9", "Wire", None, "b", 3, 4)))
    full = replace(answered, id="1", answer=answer, answers=(answer,), disagreement=sides)
    for result in (answered, silent, full):
        sent = json.loads(json.dumps(result.to_dict()))
        assert schemas.Result.model_validate(sent).model_dump() == sent


def test_openapi_declares_every_error_with_one_schema(server: Server) -> None:
    declared = get(server, "/openapi.json").json()
    assert {"/v1/ask", "/v1/ask_many", "/v1/passages", "/v1/documents", "/v1/documents/{id}"} < set(declared["paths"])
    for path, operations in declared["paths"].items():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if status != "200":
                    assert response["content"]["application/json"]["schema"]["$ref"].endswith("/Problem"), (path, status)
    top_k = declared["components"]["schemas"]["Question"]["properties"]["top_k"]["anyOf"][0]
    assert (top_k["type"], top_k["minimum"], top_k["maximum"]) == ("integer", 1, 100)
    assert set(declared["paths"]["/v1/ask"]["post"]["responses"]) >= {"200", "400", "422", "429", "504"}
    assert "404" in declared["paths"]["/v1/documents/{id}"]["get"]["responses"]
    assert "HTTPValidationError" not in declared["components"]["schemas"]
