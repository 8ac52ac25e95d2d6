"""What may come in at all: no changes that another site makes a browser ask for, no bodies that are too big.

Cross-site requests are told by what browsers say themselves: `Sec-Fetch-Site` (Fetch Metadata, W3C), else `Origin`
(RFC 6454). Together with cookies that are SameSite=Lax there is no need of tokens in forms.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kb.web.errors import answer
from kb.web.problem import problem
from kb.web.public_path import own_path

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
LARGEST = 1_000_000
"""Bytes of a form. What takes in long texts or files has limits of its own."""
LARGEST_TEXT = 12_000_000
"""Bytes of a form with a text: so much that one far too long comes back whole, with what is wrong with it."""

_TEXTS = re.compile(r"/preview|/unsaved/[^/]+")
_FILES = re.compile(r"/new|/unsaved/[^/]+/files|/d/[^/]+/(?:edit|attached(?:/[a-z]+)?)")

_CROSS_SITE = (
    "This change was asked for by another site, so it was not made. Open the page here and try again from there."
)
_TOO_BIG = "That is more than can be taken in at once. Nothing was changed."


_FROM_ANYWHERE = ("/news/stop/",)
"""What programs of others ask for with POST: what opens it is in the address (RFC 8058)."""


class _TooBig(Exception):
    pass


class GuardMiddleware:
    """Turns away unsafe requests that do not come from our own pages or from a program with a token.

    `largest_upload`: bytes of a file, where one is taken in.
    """

    def __init__(self, app: ASGIApp, origin: str, largest_upload: int) -> None:
        self._app = app
        self._largest_upload = largest_upload
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
        largest = self._largest(own_path(scope))
        if headers.get("content-length", "0").isdigit() and int(headers.get("content-length", "0")) > largest:
            await answer(Request(scope), 413, detail=_TOO_BIG)(scope, receive, send)
            return
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, _limited(receive, largest), noted)
        except _TooBig:
            if not started:
                await answer(Request(scope), 413, detail=_TOO_BIG)(scope, receive, send)

    def _largest(self, path: str) -> int:
        if _FILES.fullmatch(path):
            return LARGEST_TEXT + self._largest_upload
        return LARGEST_TEXT if _TEXTS.fullmatch(path) else LARGEST

    def _is_ours(self, headers: Headers, scope: Scope) -> bool:
        if own_path(scope).startswith(_FROM_ANYWHERE):
            return True
        if headers.get("authorization", "").lower().startswith("bearer "):
            return True  # a browser never sends one by itself
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site in ("same-origin", "none")
        origin = headers.get("origin")
        here = f"{scope.get('scheme', 'http')}://{headers.get('host', '')}"
        return origin is not None and origin in (self._origin, here)


def _limited(receive: Receive, largest: int) -> Receive:
    size = 0

    async def counted() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > largest:
            raise _TooBig
        return message

    return counted
