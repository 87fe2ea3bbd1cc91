"""What stands before every route, the page's own, API, MCP and metrics alike: who asks, from where, how much.

Pure ASGI, so that nothing that is mounted later can stand beside it. A browser that was lured to a foreign site is the attacker
to think of: it reaches loopback, sends what that site tells it to, and, with a DNS name that changes its address, believes this
server to be that site. So the Host must be a name of this server and an Origin must be the Host.
"""

import base64
import ipaddress
import json
import socket
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from web.passwords import Passwords
from web.policy import Message, Page, Plain, RawHeaders, Send, values

Receive = Callable[[], Awaitable[Message]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

MAX_BODY = 1_000_000
"""Bytes of a request. A hundred questions of the greatest length are a tenth of it."""

UPLOAD = "/gradio_api/upload"
RUN = "/gradio_api/run/"
QUEUE = "/gradio_api/queue/"
"""Only uploads and removals wait in it."""

MAX_DRAINED = 10_000_000
"""Bytes of a refused request that are read and dropped: a connection closed on who is still sending loses the reason."""

CLOSED = (
    "/gradio_api/api/",
    "/gradio_api/call/",
    "/gradio_api/custom_component/",
    "/gradio_api/deep_link",
    "/gradio_api/dev/",
    "/gradio_api/process_recording",
    "/gradio_api/proxy=",
    "/gradio_api/stream/",
    "/gradio_api/undo-vibe",
    "/gradio_api/vibe",
    "/monitoring",
)
"""What Gradio brings along and the page does not use: other ways to call its functions, a proxy, an editor of its code."""

LOOPBACK = ("127.0.0.1", "localhost", "::1")
ANY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound to


class Refused(Exception):  # noqa: N818 - a decision, not a fault
    """A request that goes no further."""

    def __init__(self, status: int, text: str, headers: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(text)
        self.status, self.text, self.headers = status, text, tuple(headers)


class Guard:
    """An ASGI app around another that lets through what comes from this server's own pages and names, with credentials."""

    def __init__(self, app: App, names: Iterable[str], passwords: Passwords | None = None, upload: int = 0) -> None:
        """``names``: hosts this server is known by, besides loopback; ``passwords`` None: everyone may ask.

        ``upload``: bytes that a request to the page's upload route may have; 0 closes that route.
        """
        self._app = app
        self._names = {name.lower() for name in (*LOOPBACK, *names)}
        self._addresses = bool(self._names & set(ANY_ADDRESS))
        if self._addresses:
            self._names.add(socket.gethostname().lower())
        self._passwords = passwords
        self._upload = upload

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # no part of the server speaks anything else
            await send({"type": "websocket.close", "code": 1008})
            return
        try:
            self._check_host(scope["headers"])
            _check_origin(scope["headers"])
            await self._check_credentials(scope["headers"])
            body = _Body(receive, self._most(scope["path"]), scope["headers"])
        except Refused as refused:
            await _refuse(refused, receive, send)
            return
        await self._pass(scope, body, send)

    async def _pass(self, scope: MutableMapping[str, Any], body: "_Body", send: Send) -> None:
        page = any("text/html" in value for value in values(scope["headers"], b"accept"))
        if page:  # its scripts are read before it is sent: it must not be compressed
            scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]}
        answering = Page(send) if page else Plain(send)
        begun = False

        async def answer(message: Message) -> None:
            nonlocal begun
            if begun or body.refused is None:  # what an app makes of a body that was cut off is not for the asker
                begun = True
                await answering(message)

        with suppress(Refused):
            await self._app(scope, body, answer)
        if body.refused and not begun:
            await _refuse(body.refused, body.receive if body.more else None, send)

    def _check_host(self, headers: RawHeaders) -> None:
        given = values(headers, b"host")
        name = _hostname(given[0]) if len(given) == 1 else None
        if name is None or not (name in self._names or (self._addresses and _is_address(name))):
            told = f"this server is not {name[:100]!r}" if name else "the request names no host"
            raise Refused(421, f"{told}; add a name with: quoth serve --name NAME")

    async def _check_credentials(self, headers: RawHeaders) -> None:
        if self._passwords is None:
            return
        given = values(headers, b"authorization")
        scheme, _, token = given[0].partition(" ") if len(given) == 1 else ("", "", "")
        try:
            user, colon, password = base64.b64decode(token.strip(), validate=True).decode("utf-8").partition(":")
        except ValueError:
            colon = ""
        if scheme.lower() != "basic" or not colon or not await self._passwords.match(user, password):
            raise Refused(401, "give a user and a password", [("www-authenticate", 'Basic realm="Quoth", charset="UTF-8"')])

    def _most(self, path: str) -> int:
        shut = path.startswith(CLOSED) or (path.startswith(RUN) and path != f"{RUN}predict")
        if shut or (path.startswith(QUEUE) and not self._upload):
            raise Refused(404, "there is no such route")
        if path.rstrip("/") != UPLOAD:
            return MAX_BODY
        if not self._upload:
            raise Refused(403, "this server takes no files; quoth serve --allow-upload does")
        return self._upload


def _hostname(host: str) -> str | None:
    try:
        parts = urlsplit(f"//{host}")
        parts.port  # noqa: B018 - raises for what is none
    except ValueError:
        return None
    return parts.hostname if parts.netloc == host and "@" not in host else None


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _check_origin(headers: RawHeaders) -> None:
    """Raises Refused for what another site's page sends. A link from there to here is no such thing."""
    host = values(headers, b"host")[0].lower()
    for origin in values(headers, b"origin"):
        if origin.lower() not in (f"http://{host}", f"https://{host}"):
            raise Refused(403, f"requests from {origin[:100]!r} are not taken")
    site, mode = values(headers, b"sec-fetch-site"), values(headers, b"sec-fetch-mode")
    if site == ["cross-site"] and mode != ["navigate"]:
        raise Refused(403, "requests from another site's page are not taken")


async def _refuse(refused: Refused, receive: Receive | None, send: Send) -> None:
    drained = 0
    while receive and drained < MAX_DRAINED:
        message = await receive()
        drained += len(message.get("body", b""))
        if not message.get("more_body", False):
            break
    body = json.dumps({"error": refused.text}).encode("ascii")
    headers = [("content-type", "application/json"), ("content-length", str(len(body))), *refused.headers]
    raw = [(name.encode(), value.encode()) for name, value in headers]
    plain = Plain(send)
    await plain({"type": "http.response.start", "status": refused.status, "headers": raw})
    await plain({"type": "http.response.body", "body": body})


class _Body:
    """The body of a request, up to ``most`` bytes; raises Refused for more, and keeps it in ``refused``."""

    def __init__(self, receive: Receive, most: int, headers: RawHeaders) -> None:
        self.refused: Refused | None = None
        self.receive, self._left, self.more = receive, most, True
        self._text = f"the request is larger than {most:,} bytes, the most this server takes here"
        for length in values(headers, b"content-length"):
            if not length.isdecimal() or int(length) > most:
                raise Refused(413, self._text)

    async def __call__(self) -> Message:
        message = await self.receive()
        self._left -= len(message.get("body", b""))
        self.more = message.get("more_body", False)
        if self._left < 0:
            self.refused = Refused(413, self._text)
            raise self.refused
        return message
