"""Errors of the API: what each status means, how OpenAPI declares it, and the one form they have, {"error": "..."}."""

import json
from typing import Any

from starlette.responses import Response

from web import schemas

PROBLEMS = {
    400: "What was asked cannot be used, or the request is malformed.",
    401: "Credentials are missing or wrong.",
    403: "The request comes from another site.",
    404: "There is no such thing.",
    413: "The request is larger than this server takes.",
    421: "The request names a host that this server is not.",
    422: "The request is not of the form declared here.",
    429: "Too many questions wait already; Retry-After tells when to ask again.",
    500: "A fault of the server.",
    503: "A newer generation of the index cannot be served; the last one still is.",
    504: "The question was not answered within the time limit.",
}
EVERYWHERE = (401, 403, 413, 421, 500)
"""From the guard around the whole server, and from faults."""

ASKING = (400, 422, 429, 504)


def declared(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The error responses of a route, for OpenAPI."""
    found: dict[int | str, dict[str, Any]] = {}
    for status in sorted({*statuses, *EVERYWHERE}):
        found[status] = {"model": schemas.Problem, "description": PROBLEMS[status]}
        if status == 429:
            found[status]["headers"] = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer", "minimum": 1}}}
    return found


def problem(status: int, text: str, headers: dict[str, str] | None = None) -> Response:
    """An error in words. Escaped to ASCII: it may quote what no encoding takes."""
    return Response(json.dumps({"error": text}), status, headers, media_type="application/json")
