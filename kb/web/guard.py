"""What may come in at all: no changes that another site makes a browser ask for, no bodies that are too big.

Cross-site requests are told by what browsers say themselves: `Sec-Fetch-Site` (Fetch Metadata, W3C), else `Origin`
(RFC 6454). Together with cookies that are SameSite=Lax there is no need of tokens in forms.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kb.web.problem import problem

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
LARGEST = 1_000_000
"""Bytes of a form. What takes in files has a limit of its own."""

_CROSS_SITE = (
    "This change was asked for by another site, so it was not made. Open the page here and try again from there."
)
_TOO_BIG = "That is more than can be taken in at once. Nothing was changed."


class _TooBig(Exception):
    pass


class GuardMiddleware:
    """Turns away unsafe requests that do not come from our own pages or from a program with a token."""

    def __init__(self, app: ASGIApp, origin: str) -> None:
        self._app = app
        parts = urlsplit(origin)
        self._origin = f"{parts.scheme}://{parts.netloc}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not self._is_ours(headers, scope):
            await problem(403, _CROSS_SITE)(scope, receive, send)
            return
        if headers.get("content-length", "0").isdigit() and int(headers.get("content-length", "0")) > LARGEST:
            await problem(413, _TOO_BIG)(scope, receive, send)
            return
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, _limited(receive), noted)
        except _TooBig:
            if not started:
                await problem(413, _TOO_BIG)(scope, receive, send)

    def _is_ours(self, headers: Headers, scope: Scope) -> bool:
        if headers.get("authorization", "").lower().startswith("bearer "):
            return True  # a browser never sends one by itself
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site in ("same-origin", "none")
        origin = headers.get("origin")
        here = f"{scope.get('scheme', 'http')}://{headers.get('host', '')}"
        return origin is not None and origin in (self._origin, here)


def _limited(receive: Receive) -> Receive:
    size = 0

    async def counted() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > LARGEST:
            raise _TooBig
        return message

    return counted
