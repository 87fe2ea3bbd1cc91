"""One process, one port: the page, the API, the tools and the metrics, with the guard before all of them."""

import os
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from index import QuothError
from qa import Assistant
from web import api, mcp
from web.guard import App, Guard
from web.passwords import Passwords
from web.service import SECONDS, WAITING, WORKERS, Service

FAREWELL_SECONDS = 3
"""For requests that are under way when the server is told to end; the page's open event streams would keep it for ever."""


def create(service: Service, names: Sequence[str], passwords: Passwords | None = None, upload: int = 0) -> App:
    """The whole server as an ASGI app. Arguments as those of Guard."""
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    import gradio as gr

    import app as page

    tools, running = mcp.create(service)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with running:
            yield

    served = api.create(service)
    served.router.lifespan_context = lifespan
    served.router.routes.append(tools)
    blocks = page.build(service)
    # As many at once as the service takes, so that it and not the page's own queue says when there are too many.
    blocks.queue(default_concurrency_limit=WORKERS + service.waiting, api_open=True)
    gr.mount_gradio_app(
        served,
        blocks,
        "/",
        theme=page.theme(),
        css=page.CSS,
        footer_links=[],
        allowed_paths=[],
        max_file_size=upload or 1,
        show_error=False,
        run_history=False,
        ssr_mode=False,
        mcp_server=False,
        enable_monitoring=False,
    )
    return Guard(served, names, passwords, upload)


def serve(
    folder: Path,
    assistant: Assistant,
    host: str,
    port: int,
    *,
    names: Sequence[str] = (),
    passwords: Passwords | None = None,
    waiting: int = WAITING,
    seconds: float = SECONDS,
) -> None:
    """Serve the index in ``folder`` at http://host:port until interrupted.

    ``names``: hosts the server is reached by, besides ``host`` and loopback. Raises QuothError when the port is taken.
    """
    import uvicorn

    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.create_server((host, port), family=family)
    except OSError as error:
        raise QuothError(f"port {port} on {host} cannot be used ({error}); choose another: quoth serve --port N") from None
    service = Service(folder, assistant, waiting=waiting, seconds=seconds)
    config = uvicorn.Config(
        create(service, [host, *names], passwords),
        log_level="warning",
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=FAREWELL_SECONDS,
    )
    with listening:
        uvicorn.Server(config).run(sockets=[listening])
