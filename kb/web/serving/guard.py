"""What may come in at all: no changes that another site makes a browser ask for, no bodies that are too big.

Cross-site requests are told by what browsers say themselves: `Sec-Fetch-Site` (Fetch Metadata, W3C), else `Origin`
(RFC 6454). Together with cookies that are SameSite=Lax there is no need of tokens in forms.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kb.web.serving.errors import answer
from kb.web.serving.problem import problem
from kb.web.serving.public_path import own_path

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
LARGEST = 1_000_000
"""Bytes of a form. What takes in long texts or files has limits of its own."""
LARGEST_TEXT = 12_000_000
"""Bytes of a form with a text: so much that one far too long comes back whole, with what is wrong with it."""

_TEXTS = re.compile(r"/preview|/unsaved/[^/]+|(?:/api/v1)?/drafts/[0-9a-f]{24}(?:/preview)?")
_UPLOADS = re.compile(r"/upload|/api/v1/uploads")
_FRAME = 100_000  # bytes of what stands around the files
_FILES = re.compile(
    r"/new|/unsaved/[^/]+/files|/d/[^/]+/(?:edit|attached(?:/[a-z]+)?)|/api/v1/documents/[^/]+/files(?:/.+)?"
)

_CROSS_SITE = (
    "This change was asked for by another site, so it was not made. Open the page here and try again from there."
)
_TOO_BIG = "That is more than can be taken in at once. Nothing was changed."
_TOO_MANY_MEGABYTES = (
    "That is more than {} MB, the most that is taken in at once. Send fewer files, or divide it. "
    "Nothing was kept of it."
)


_FROM_ANYWHERE = ("/news/stop/", "/webmention")
"""What programs of others ask for with POST: what opens it is in the address (RFC 8058), or it opens nothing."""


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
        largest, sentence = self._largest(own_path(scope))
        length = headers.get("content-length", "0")
        if length.isdigit() and (len(length) > 18 or int(length) > largest):
            await answer(Request(scope), 413, detail=sentence)(scope, receive, send)
            return
        await self._app(scope, _limited(receive, largest, sentence), send)

    def _largest(self, path: str) -> tuple[int, str]:
        """The bytes that may come to this address, and what to say of more."""
        if _UPLOADS.fullmatch(path):
            return self._largest_upload + _FRAME, _TOO_MANY_MEGABYTES.format(self._largest_upload // 1_000_000)
        if _FILES.fullmatch(path):
            return LARGEST_TEXT + self._largest_upload, _TOO_BIG
        return LARGEST_TEXT if _TEXTS.fullmatch(path) else LARGEST, _TOO_BIG

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


def _limited(receive: Receive, largest: int, sentence: str) -> Receive:
    """What comes, until it is too much. Raises HTTPException then, to whoever reads."""
    size = 0

    async def counted() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > largest:
            raise HTTPException(413, sentence)
        return message

    return counted
