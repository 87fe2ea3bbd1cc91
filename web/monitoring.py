"""What monitors read: that the server answers, that it serves what the index holds, and its figures."""

from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse

from web import schemas
from web.problems import declared, problem
from web.service import Service


def create(service: Service) -> APIRouter:
    """The routes /healthz, /readyz and /metrics."""
    router = APIRouter()

    def status() -> dict[str, Any]:
        manifest = service.assistant.store.manifest
        return {"status": "ok", "generation": manifest.generation, "documents": manifest.documents}

    @router.get("/healthz", response_model=schemas.Status, responses=declared())
    def healthz() -> Any:
        """That the server answers at all."""
        return status()

    @router.get("/readyz", response_model=schemas.Status, responses=declared(503))
    def readyz() -> Any:
        """That what is served is what the index holds."""
        found = status()
        return problem(503, service.problem) if service.problem else found

    # Said by hand: FastAPI would declare the errors of a route that answers in plain text as plain text too.
    refused = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schemas.Problem.__name__}"}}}
    errors = {status: {"description": said["description"], "content": refused} for status, said in declared().items()}
    told = {"description": "Prometheus' text format.", "content": {"text/plain": {"schema": {"type": "string"}}}}

    @router.get("/metrics", response_class=PlainTextResponse, responses={200: told, **errors})
    def metrics() -> Response:
        """Questions, seconds by stage, silences by reason, refusals, generation of the index."""
        text, media_type = service.metrics.text()
        return Response(text, media_type=media_type)

    return router
