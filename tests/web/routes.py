"""Every route of the server over an index, as JSON: [method, path] with "x" for what a path takes. A process of its own:
Gradio leaves event loops behind that a test must not inherit.

python tests/web/routes.py INDEX
"""

import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from fastapi.routing import APIRoute

from index import LocalStore, load_embedder
from qa import Assistant
from qa.confidence import FILE, Confidence
from qa.reader import WEIGHTS, load_reader
from qa.settings import Settings
from web.guard import Guard
from web.server import create
from web.service import Service

METHODS = ("GET", "POST", "DELETE")
"""Tried on a route that tells none."""


def walk(routes: Sequence[object], prefix: str = "") -> Iterator[tuple[str, str]]:
    """(method, path) of routes and of what is mounted under them."""
    for route in routes:
        inner = getattr(route, "original_router", None) or getattr(route, "app", None)
        path = prefix + getattr(route, "path", "")
        if hasattr(inner, "routes") and not isinstance(route, APIRoute):
            yield from walk(inner.routes, path.rstrip("/"))
        else:
            for method in getattr(route, "methods", None) or METHODS:
                yield method, re.sub(r"{[^}]*}", "x", path)


def main() -> None:
    """Print them."""
    index = Path(sys.argv[1])
    parts = (load_embedder(), load_reader(), Confidence.load(WEIGHTS / FILE), Settings())
    guard = create(Service(index, Assistant(LocalStore.open(index), *parts)), [])
    assert isinstance(guard, Guard)
    print(json.dumps(sorted(set(walk(guard._app.routes)))))  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
