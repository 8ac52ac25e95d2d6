"""The one cookie of the site: it holds the secret of a session, and only people who signed in have it."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from kb.people.sessions import LONGEST


def cookie_name(https: bool) -> str:
    """Under https browsers hold this prefix to what it promises: this host alone, the whole of it, never in clear
    (RFC 6265bis, 4.1.3.2)."""
    return "__Host-session" if https else "session"


def session_secret(request: Request) -> str | None:
    """The secret a browser has sent, None where it sent none."""
    return request.cookies.get(cookie_name(request.app.state.parts.settings.https))


def remember(response: Response, secret: str, https: bool) -> None:
    """Let the browser keep a session; it is the server that ends it."""
    response.set_cookie(
        cookie_name(https), secret, max_age=LONGEST, path="/", secure=https, httponly=True, samesite="lax"
    )


def forget(response: Response, https: bool) -> None:
    """Let the browser forget it."""
    response.delete_cookie(cookie_name(https), path="/", secure=https, httponly=True, samesite="lax")
