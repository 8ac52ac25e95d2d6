"""The cookies of the site: the secret of a session, which only people have who signed in; and for some minutes that of
a single sign-on, from leaving for the provider to coming back."""

from __future__ import annotations

from urllib.parse import quote, unquote

from fastapi import Request
from fastapi.responses import Response

from kb.people.sessions import LONGEST

SIGN_ON_LASTS = 900
"""Seconds somebody may take to sign in elsewhere."""
_LONGEST_ONWARD = 1000


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


def sign_on_name(https: bool) -> str:
    return "__Host-sign-on" if https else "sign-on"


def begin_sign_on(response: Response, secret: str, onward: str, https: bool) -> None:
    """Let the browser keep what shows that it was the one that began, and which page it wants to see in the end. Lax,
    for it has to be sent along when the provider sends somebody back."""
    kept = f"{secret}.{quote(onward if len(onward) <= _LONGEST_ONWARD else '/', safe='')}"
    response.set_cookie(
        sign_on_name(https), kept, max_age=SIGN_ON_LASTS, path="/", secure=https, httponly=True, samesite="lax"
    )


def sign_on_of(request: Request) -> tuple[str, str] | None:
    """The secret and the page a browser wants to see; None where it did not begin, or long ago."""
    kept = request.cookies.get(sign_on_name(request.app.state.parts.settings.https))
    secret, _, onward = (kept or "").partition(".")
    return (secret, unquote(onward)) if secret else None


def end_sign_on(response: Response, https: bool) -> None:
    response.delete_cookie(sign_on_name(https), path="/", secure=https, httponly=True, samesite="lax")
