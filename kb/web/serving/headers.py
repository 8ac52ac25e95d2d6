"""What every answer carries: security headers, an ETag, and 304 where the reader has it already.

One ASGI layer around the whole application, so that no page can be forgotten. Answers of the site itself are short and
are read whole to be hashed; files bring their own ETag and pass through.
"""

from __future__ import annotations

import hashlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kb.web.serving.public_path import own_path

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "media-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    )
)
POLICY_WITH_FRAMES = f"{_POLICY}; frame-src 'self'"
"""Of a page that shows another of ours within it."""
POLICY_WITHIN_OURS = _POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
"""Of a page that is shown within another of ours, and nowhere else."""
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_PUBLIC = "no-cache"
"""Public pages may be kept, but are asked for again: a change of visibility must show at once."""
_PRIVATE = "private, no-store"
"""What somebody sees who sent a cookie or a token is theirs alone: no proxy and no shared browser keeps it."""
_HASHED = (
    "text/",
    "application/json",
    "application/xml",
    "application/opensearchdescription+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/x-bibtex",
    "application/x-research-info-systems",
    "application/vnd.citationstyles.csl+json",
)


class HeadersMiddleware:
    """Adds the headers; `https` where the public address is, then browsers are told to stay there."""

    def __init__(self, app: ASGIApp, https: bool = False) -> None:
        self._app = app
        self._policy = _POLICY + ("; upgrade-insecure-requests" if https else "")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(scope, send, self._policy)
        if scope["method"] == "HEAD":  # answered as GET is, without what it says (RFC 9110, 9.3.2)
            scope = {**scope, "method": "GET"}
        await self._app(scope, receive, answer.send)


class _Answer:
    """One answer on its way out."""

    def __init__(self, scope: Scope, send: Send, policy: str) -> None:
        self._out = send
        self._policy = policy
        self._is_head = scope["method"] == "HEAD"
        self._readable = scope["method"] in ("GET", "HEAD")
        sent = Headers(scope=scope)
        self._known = sent.get("if-none-match", "")
        self._private = "cookie" in sent or "authorization" in sent
        self._static = own_path(scope).startswith("/static/")
        self._start: Message | None = None
        self._body = b""
        self._dropping = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._begin(message)
        elif self._start is not None:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._finish_hashed()
        elif not self._dropping:
            await self._send(message)

    async def _send(self, message: Message) -> None:
        if self._is_head and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._out(message)

    async def _begin(self, start: Message) -> None:
        headers = MutableHeaders(scope=start)
        headers.setdefault("Content-Security-Policy", self._policy)
        same_for_all = self._static and start["status"] in (200, 206)
        if same_for_all:  # also for an embedded page, whose origin is none of ours
            headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin")
        for name, value in _ALWAYS.items():
            headers.setdefault(name, value)
        if not same_for_all:
            headers.add_vary_header("Cookie")
            headers.add_vary_header("Authorization")
        if (self._private and not same_for_all) or "set-cookie" in headers or not self._readable:
            headers["Cache-Control"] = _PRIVATE
        headers.setdefault("Cache-Control", _PUBLIC)
        plain = start["status"] == 200 and self._readable
        if plain and "etag" in headers:
            if self._has(headers["etag"]):
                await self._not_modified(headers)
                return
        elif plain and headers.get("content-type", "").startswith(_HASHED):
            self._start = start
            return
        await self._send(start)

    async def _finish_hashed(self) -> None:
        assert self._start is not None
        headers = MutableHeaders(scope=self._start)
        headers["ETag"] = etag_of(self._body)
        if self._has(headers["etag"]):
            await self._not_modified(headers)
            return
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": self._body})

    async def _not_modified(self, headers: MutableHeaders) -> None:
        self._dropping = True
        self._start = None
        for name in ("content-length", "content-type"):
            if name in headers:
                del headers[name]
        await self._send({"type": "http.response.start", "status": 304, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": b""})

    def _has(self, etag: str) -> bool:
        """Does the reader hold this version? Weak comparison (RFC 9110, 8.8.3.2)."""
        bare = etag.removeprefix("W/")
        return any(known.strip().removeprefix("W/") in (bare, "*") for known in self._known.split(",") if known.strip())


def etag_of(content: bytes) -> str:
    """A weak ETag from what an answer says, and from nothing else: no counter of hidden things may show in it."""
    return f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'
