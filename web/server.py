"""One process, one port: the page, the API, the tools and the metrics, with the guard before all of them."""

import os
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from fastapi import FastAPI

from index import QuothError
from index.loaders import MAX_BYTES
from index.places import Place
from qa import Assistant
from web import api, mcp
from web.guard import App, Guard
from web.passwords import Passwords
from web.service import Service
from web.theme import look

UPLOAD_BYTES = 1_000_000_000
"""Of all the files that are dropped on the page at once; the loaders' own limit is that of each."""

SESSIONS = 500
"""Pages whose state is kept, the newest; each may hold as much as a request."""

FAREWELL_SECONDS = 3
"""For requests that are under way when the server is told to end; the page's open event streams would keep it for ever."""


def create(service: Service, names: Sequence[str], passwords: Passwords | None = None) -> App:
    """The whole server as an ASGI app; ``names`` and ``passwords`` as those of Guard."""
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    import gradio as gr

    import app as page

    tools, running = mcp.create(service)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with running:
            yield

    served = api.create(service, locked=passwords is not None)
    served.router.lifespan_context = lifespan
    served.router.routes.append(tools)
    blocks = page.build(service)
    # The service says when there are too many; a queue of the page's own would let people wait behind one another for ever.
    blocks.queue(default_concurrency_limit=None, api_open=False)
    blocks.state_session_capacity = SESSIONS
    gr.mount_gradio_app(
        served,
        blocks,
        "/",
        footer_links=[],
        allowed_paths=[],
        max_file_size=MAX_BYTES,
        show_error=False,
        run_history=False,
        ssr_mode=False,
        mcp_server=False,
        enable_monitoring=False,
        **look(),
    )
    # Gradio takes only what was uploaded for a file once its app "has launched", which mounting does not tell it: until then a
    # path in a request is a file that it copies to where everyone may fetch it.
    blocks.has_launched = True
    return Guard(served, names, passwords, UPLOAD_BYTES if service.allow_upload else 0)


def serve(
    where: Place,
    assistant: Assistant,
    host: str,
    port: int,
    *,
    names: Sequence[str] = (),
    passwords: Passwords | None = None,
    **limits: Any,
) -> None:
    """Serve the index at ``where`` at http://host:port until interrupted.

    ``names``: hosts the server is reached by, besides ``host`` and loopback; ``limits``: keywords of Service.
    Raises QuothError when the port is taken, BadInputError as Service does.
    """
    import uvicorn

    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.create_server((host, port), family=family)
        # Connections inherit it; else the body of an answer waits for the client's word that its head came, 40 ms later.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as error:
        raise QuothError(f"port {port} on {host} cannot be used ({error}); choose another: quoth serve --port N") from None
    service = Service(where, assistant, **limits)
    config = uvicorn.Config(
        create(service, [host, *names], passwords),
        log_level="warning",
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=FAREWELL_SECONDS,
    )
    reached = f"[{host}]" if ":" in host else host
    with listening, suppress(KeyboardInterrupt):  # which is how one ends it
        print(f"Quoth answers at http://{reached}:{listening.getsockname()[1]}; Ctrl-C ends it", file=sys.stderr, flush=True)
        uvicorn.Server(config).run(sockets=[listening])
