"""The tools, called by a real MCP client on a real server."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import httpx2
import pytest
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client
from serving import PASSWORD, USER, Server

from web import schemas


def called(
    url: str,
    use: Callable[[Client], Awaitable[Any]],
    auth: tuple[str, str] | None = None,
    statuses: list[int] | None = None,
) -> Any:
    """What ``use`` gives of a client connected to the tools at ``url``; ``statuses`` takes those of the responses."""

    async def note(response: httpx2.Response) -> None:
        if statuses is not None:
            statuses.append(response.status_code)

    async def run() -> Any:
        async with (
            httpx2.AsyncClient(auth=auth, timeout=120, event_hooks={"response": [note]}) as http,
            Client(streamable_http_client(f"{url}/mcp", http_client=http)) as client,
        ):
            return await use(client)

    return anyio.run(run)


def test_the_tools_say_what_they_take_and_give(server: Server) -> None:
    tools = {tool.name: tool for tool in called(server.url, lambda client: client.list_tools()).tools}
    assert set(tools) == {"ask", "search_passages", "get_document"}
    assert tools["ask"].input_schema["required"] == ["question"]
    assert set(tools["ask"].output_schema["properties"]) == set(schemas.Result.model_fields)
    assert all(tool.annotations.read_only_hint for tool in tools.values())


def test_an_answer_leads_to_its_document(server: Server) -> None:
    async def use(client: Client) -> None:
        asked = await client.call_tool("ask", {"question": "Who won the open tournament in Torvik?"})
        assert asked.structured_content["answer"] == "Ilse Varga"
        assert json.loads(asked.content[0].text) == asked.structured_content
        citation = asked.structured_content["answers"][0]["citations"][0]
        document = (await client.call_tool("get_document", {"id": citation["document_id"]})).structured_content
        assert document["text"][citation["start"] : citation["end"]] == citation["quote"]
        found = await client.call_tool("search_passages", {"query": "tournament in Torvik", "top_k": 1})
        (passage,) = found.structured_content["passages"]
        assert passage["document_id"] == document["id"]

    called(server.url, use)


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("ask", {"question": ""}, "at least 1 character"),
        ("ask", {"question": "who?", "since": "2024-02-30"}, "not a date"),
        ("ask", {"question": "who?", "top_k": 1000}, "less than or equal to 100"),
        ("get_document", {"id": "../../etc/passwd"}, "no document"),
    ],
)
def test_what_cannot_be_used_is_said(server: Server, tool: str, arguments: dict[str, Any], said: str) -> None:
    result = called(server.url, lambda client: client.call_tool(tool, arguments))
    assert result.is_error
    assert said in result.content[0].text


def test_the_tools_too_want_a_password(locked: Server) -> None:
    named = called(locked.url, lambda client: client.list_tools(), auth=(USER, PASSWORD))
    assert len(named.tools) == 3
    statuses: list[int] = []
    with pytest.raises((MCPError, ExceptionGroup)):
        called(locked.url, lambda client: client.list_tools(), statuses=statuses)
    assert set(statuses) == {401}
