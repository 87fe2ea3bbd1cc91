"""The HTTP API under /v1, and what monitors read. Every error is one object, {"error": "..."}, and every status is declared."""

import logging
import threading
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.security import HTTPBasic
from starlette.exceptions import HTTPException
from starlette.routing import Match, Route
from starlette.types import Receive, Scope, Send

from index import BadInputError, Document, QuothError, Store
from qa import Hit
from qa.questions import question_of
from web import monitoring, schemas
from web.guard import Refused
from web.problems import ASKING, declared, problem
from web.service import BusyError, Service, TooSlowError


def entry(document: Document) -> dict[str, Any]:
    """What a list of documents tells of one."""
    names = ("id", "title", "source", "published", "url", "path", "author", "story")
    return {name: getattr(document, name) for name in names} | {"characters": len(document.text)}


def found(hit: Hit) -> dict[str, Any]:
    """A passage with the document it stands in."""
    document, passage = hit.document, hit.passage
    return {
        "document_id": document.id,
        "title": document.title,
        "source": document.source,
        "published": document.published,
        "url": document.url,
        "start": passage.start,
        "end": passage.end,
        "score": round(hit.score, 6),
        "text": passage.text,
    }


class Listing:
    """The entries of the generation that was last asked for: a store gives its documents with their texts, all at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: tuple[str, list[dict[str, Any]]] = ("", [])

    def of(self, store: Store) -> list[dict[str, Any]]:
        """The entries of ``store`` by path."""
        key = store.manifest.files[store.manifest.store]
        with self._lock:
            if self._made[0] != key:
                self._made = (key, [entry(document) for document in store.documents()])
            return self._made[1]


class Declared(HTTPBasic):
    """Says in OpenAPI that a password is wanted; the guard has seen it before anything comes here."""

    async def __call__(self, request: Request) -> None:  # type: ignore[override]
        return None


def create(service: Service, locked: bool = False) -> FastAPI:
    """The API over a service, to which the page and MCP are added; ``locked``: the guard wants a password."""
    wanted = [Depends(Declared(scheme_name="password"))] if locked else []
    app = FastAPI(title="Quoth", version="1", docs_url=None, redoc_url=None, description=__doc__, dependencies=wanted)
    app.add_exception_handler(QuothError, _quoth_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _fault)
    routers = (_answers(service), _documents(service), monitoring.create(service))
    for router in routers:
        app.include_router(router)

    for path in ("/v1/{rest:path}", "/healthz", "/readyz", "/metrics"):
        app.router.routes.append(Route(path, _Nowhere(routers)))
    return app


class _Nowhere:
    """Answers for what no route of the API takes, whatever the method: the page is mounted at / and would answer for it."""

    def __init__(self, routers: Sequence[APIRouter]) -> None:
        self._routes = [route for router in routers for route in router.routes if isinstance(route, Route)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        partial = (route.methods or () for route in self._routes if route.matches(scope)[0] is Match.PARTIAL)
        allowed = sorted({method for methods in partial for method in methods})
        if allowed:
            said = problem(405, f"{scope['method']} is not for {scope['path']}", {"Allow": ", ".join(allowed)})
        else:
            said = problem(404, "there is no such route; /openapi.json lists them")
        await said(scope, receive, send)


def _answers(service: Service) -> APIRouter:
    router = APIRouter(prefix="/v1")

    @router.post("/ask", response_model=schemas.Result, responses=declared(*ASKING))
    def ask(body: schemas.Question) -> Any:
        """Answer a question in the articles' own words, or say that they do not say."""
        return service.ask(**_row("the question", body, body.question)).to_dict()

    @router.post("/ask_many", response_model=schemas.Results, responses=declared(*ASKING))
    def ask_many(body: schemas.Questions) -> Any:
        """Answer several questions, in their order. One that cannot be used refuses them all."""
        rows = [
            _row(f"question {number}", question, question.question) for number, question in enumerate(body.questions, start=1)
        ]
        return {"results": [result.to_dict() for result in service.ask_many(rows)]}

    @router.get("/passages", response_model=schemas.Passages, responses=declared(*ASKING))
    def passages(search: Annotated[schemas.Search, Query()]) -> Any:
        """The passages that fit a question, best first, without reading them for an answer."""
        return {"passages": [found(hit) for hit in service.search(**_row("q", search, search.q))]}

    return router


def _documents(service: Service) -> APIRouter:
    router = APIRouter(prefix="/v1")
    listing = Listing()

    @router.get("/documents", response_model=schemas.Documents, responses=declared(422))
    def documents(page: Annotated[schemas.Page, Query()]) -> Any:
        """The documents of the index by path, without their texts, a page at a time."""
        store = service.assistant.store
        entries = listing.of(store)
        shown = entries[page.offset : page.offset + page.limit]
        return {"generation": store.manifest.generation, "total": len(entries), "offset": page.offset, "documents": shown}

    @router.get("/documents/{id}", response_model=schemas.Document, responses=declared(404, 422))
    def document(id: str) -> Any:
        """One document with its text, whose offsets the citations count in."""
        try:
            (stored,) = service.assistant.store.documents([id])
        except KeyError:
            raise HTTPException(404, f"no document {id[:100]!r} in the index; /v1/documents lists them") from None
        return entry(stored) | {"text": stored.text, "pages": list(stored.pages)}

    return router


def _row(place: str, given: schemas.Narrowed, question: str) -> dict[str, Any]:
    """Keywords of Assistant.ask or search. Raises BadInputError with ``place`` for what cannot be used."""
    fields = given.model_dump(exclude_none=True)
    fields.pop("q", None)
    top_k = fields.pop("top_k", None)
    row = asdict(question_of(place, fields | {"question": question}, None))
    if "id" not in fields:
        del row["id"]
    return row | {"top_k": top_k}


def _quoth_error(request: Request, error: Exception) -> Response:
    if isinstance(error, BusyError):
        return problem(429, str(error), {"Retry-After": str(error.retry_after)})
    if isinstance(error, TooSlowError):
        return problem(504, str(error))
    if isinstance(error, BadInputError):
        return problem(400, str(error))
    return _fault(request, error)


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    said = [f"{'.'.join(map(str, e['loc'][1:])) or e['loc'][0]}: {_meant(e)}" for e in error.errors()]
    return problem(422, "; ".join(said))


def _meant(error: dict[str, Any]) -> str:
    return schemas.MEANT.get(error.get("ctx", {}).get("pattern"), str(error["msg"]))


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem(error.status_code, str(error.detail), dict(error.headers or {}))


def _fault(request: Request, error: Exception) -> Response:
    # What happened is for the log of the server, not for whoever asked; what was refused while it came in is no fault.
    if not isinstance(error, Refused):
        logging.getLogger(__name__).error("%s %s", request.method, request.url.path, exc_info=error)
    return problem(500, "a fault of the server; its log says more")
