"""What every response tells the browser not to do. A page is sent whole, its own inline scripts named by their hashes."""

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from web.markup import static

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
RawHeaders = Iterable[tuple[bytes, bytes]]

HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-eval'{hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; media-src 'self' blob:; worker-src 'self' blob:; manifest-src 'self'; "
    "form-action 'self'; base-uri 'self'; frame-ancestors 'none'"
)
"""Gradio compiles its components' templates in the browser, hence 'unsafe-eval', and styles them inline. Its own inline scripts
are named by their hashes: no other runs, so neither does a handler in an element that an article smuggled in."""

_INLINE = re.compile(rb"<script\b(?![^>]*\ssrc\s*=)[^>]*>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)


def values(headers: RawHeaders, name: bytes) -> list[str]:
    """The values of the headers of that name, which is in lower case."""
    return [value.decode("latin-1") for key, value in headers if key == name]


class Plain:
    """Sends with the headers of safety; a policy that lets nothing run."""

    def __init__(self, send: Send) -> None:
        self._send = send

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": secured(message["headers"], "")}
        await self._send(message)


class Page:
    """Sends a page whole, its inline scripts named in the policy; what is no page goes through as it comes."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if any(value.startswith("text/html") for value in values(message["headers"], b"content-type")):
                self._start = message
            else:
                await self._send({**message, "headers": secured(message["headers"], "")})
        elif self._start is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._send({**self._start, "headers": secured(self._start["headers"], hashes(self._body))})
                await self._send({"type": "http.response.body", "body": self._body})


def hashes(page: bytes) -> str:
    """The inline scripts of an HTML page, and the one that Gradio adds to its head in the browser, as sources of a policy."""
    scripts = [*_INLINE.findall(page), static("theme.js").encode()]
    found = (base64.b64encode(hashlib.sha256(script).digest()).decode() for script in scripts)
    return "".join(f" 'sha256-{digest}'" for digest in found)


def secured(headers: RawHeaders, scripts: str) -> list[tuple[bytes, bytes]]:
    """Response headers with those of safety in place of any of the same name."""
    own = {**HEADERS, "content-security-policy": POLICY.format(hashes=scripts)}
    kept = [(key, value) for key, value in headers if key.decode("latin-1").lower() not in own]
    return [*kept, *((key.encode(), value.encode()) for key, value in own.items())]
