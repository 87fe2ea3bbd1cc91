"""The tools of the Model Context Protocol: ask, search_passages, get_document. The only place for the mcp package.

Streamable HTTP without sessions: every call stands for itself, so nothing is kept for clients that never say goodbye.
"""

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from typing import TYPE_CHECKING

from index import QuothError
from web import schemas
from web.api import entry, found
from web.service import Service

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

PATH = "/mcp"

INSTRUCTIONS = (
    "Answers questions over a folder of news articles in the articles' own words. Every answer is a verbatim quote with its "
    "source; a null answer means that the articles do not say, and is to be passed on as that."
)


def create(service: Service) -> tuple["BaseRoute", AbstractAsyncContextManager[None]]:
    """The route of the tools at PATH, and what has to be entered while the server runs."""
    from mcp.server import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError
    from mcp.server.transport_security import TransportSecuritySettings
    from mcp.types import ToolAnnotations

    server: MCPServer[None] = MCPServer("quoth", instructions=INSTRUCTIONS, version="1", log_level="WARNING", subscriptions=False)
    harmless = ToolAnnotations(read_only_hint=True, open_world_hint=False)

    @contextmanager
    def in_words() -> Iterator[None]:
        try:
            yield
        except QuothError as error:
            raise ToolError(str(error)) from error

    @server.tool(annotations=harmless)
    def ask(
        question: schemas.Text,
        top_k: schemas.TopK | None = None,
        since: schemas.Day | None = None,
        until: schemas.Day | None = None,
        as_of: schemas.Day | None = None,
        source: schemas.Name | None = None,
        document: schemas.Name | None = None,
    ) -> schemas.Result:
        """Answer a question in the articles' own words with the quotes that prove it, or say that they do not say.

        since, until (inclusive) and as_of bound the dates of the articles, source is one outlet, document one id or path.
        """
        with in_words():
            result = service.ask(question, top_k=top_k, since=since, until=until, as_of=as_of, source=source, document=document)
            return schemas.Result.model_validate(result.to_dict())

    @server.tool(annotations=harmless)
    def search_passages(
        query: schemas.Text,
        top_k: schemas.TopK | None = None,
        since: schemas.Day | None = None,
        until: schemas.Day | None = None,
        source: schemas.Name | None = None,
        document: schemas.Name | None = None,
    ) -> schemas.Passages:
        """The passages of the articles that fit a query, best first, each verbatim with its document and offsets."""
        with in_words():
            hits = service.search(query, top_k=top_k, since=since, until=until, source=source, document=document)
            return schemas.Passages.model_validate({"passages": [found(hit) for hit in hits]})

    @server.tool(annotations=harmless)
    def get_document(id: schemas.Name) -> schemas.Document:
        """One article with its whole text, by the document_id that ask and search_passages give."""
        try:
            (stored,) = service.assistant.store.documents([id])
        except KeyError:
            raise ToolError(f"no document {id[:100]!r}; take a document_id that ask or search_passages gave") from None
        return schemas.Document(**entry(stored), text=stored.text, pages=list(stored.pages))

    # The guard has looked at Host and Origin already, and knows more names than loopback's.
    app = server.streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    (route,) = app.routes
    return route, server.session_manager.run()
