"""Tells whoever has a public file already that it is still the same, before anything else is asked.

A picture in a blog that many read is asked about all day. Who asks without cookie and token is a visitor: no database
is needed to know what they may see. All that is not as simple as that goes its usual way, which answers the same.
"""

from __future__ import annotations

import os
import re
import stat
from email.utils import formatdate, parsedate_to_datetime

from starlette.types import ASGIApp, Receive, Scope, Send

from kb.web.serving.parts import Parts
from kb.web.serving.public_path import own_path
from kb.web.serving.who import EVERYBODY

FOR_ALL = {"Cross-Origin-Resource-Policy": "cross-origin", "Access-Control-Allow-Origin": "*"}
"""Pages elsewhere may show and read what everybody may read."""

_FILE = re.compile(r"/d/([^/]+)/files/(.+)")
_SAID = [(name.lower().encode(), value.encode()) for name, value in FOR_ALL.items()] + [
    (b"cache-control", b"no-cache"),
    (b"vary", b"Cookie, Authorization, Accept-Encoding"),
    (b"x-content-type-options", b"nosniff"),
]


class UnchangedMiddleware:
    """Answers 304 (RFC 9110, 15.4.5) where that is true, and passes everything else on."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and not scope["query_string"]:
            known = _unchanged(scope)
            if known is not None:
                headers = [(b"etag", tag_of(known).encode()), (b"last-modified", date_of(known).encode()), *_SAID]
                await send({"type": "http.response.start", "status": 304, "headers": headers})
                await send({"type": "http.response.body", "body": b""})
                return
        await self._app(scope, receive, send)


def tag_of(file: os.stat_result) -> str:
    """The ETag of an attached file: another one whenever it is written anew."""
    return f'"{file.st_mtime_ns:x}-{file.st_size:x}"'


def date_of(file: os.stat_result) -> str:
    """Its time as HTTP has it."""
    return formatdate(file.st_mtime, usegmt=True)


def is_known(file: os.stat_result, tags: str, since: str) -> bool:
    """Does somebody have this file who says so? A date counts only where there is no ETag (RFC 9110, 13.1.3)."""
    if tags:
        return any(each.strip().removeprefix("W/") in (tag_of(file), "*") for each in tags.split(","))
    try:
        return bool(since) and int(file.st_mtime) <= parsedate_to_datetime(since).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return False


def _unchanged(scope: Scope) -> os.stat_result | None:
    """The file that is asked for, where it is for everybody and whoever asks has it as it is."""
    asked = _FILE.fullmatch(own_path(scope))
    if asked is None:
        return None
    tags, since = "", ""
    for name, value in scope["headers"]:
        match name:
            case b"cookie" | b"authorization" | b"range":
                return None
            case b"if-none-match":
                tags = f"{tags},{value.decode('latin-1')}" if tags else value.decode("latin-1")
            case b"if-modified-since":
                since = value.decode("latin-1")
    parts: Parts = scope["app"].state.parts
    if not (tags or since) or not parts.library.is_followed():
        return None
    document = parts.library.catalog.document(asked[1], EVERYBODY)
    name = next((file.path for file in document.files if file.name == asked[2]), None) if document else None
    try:
        found = os.lstat(parts.library.notes / name) if name else None
    except (OSError, ValueError):
        return None
    return found if found and stat.S_ISREG(found.st_mode) and is_known(found, tags, since) else None
