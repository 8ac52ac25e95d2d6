"""Who is asking: found out once for each request, and only where there is a cookie or a token to look up."""

from __future__ import annotations

import contextlib

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from kb.access import audiences_of
from kb.model import VISITOR
from kb.people import sessions, tokens
from kb.people.viewing import Person, person_of_session, person_of_token
from kb.state import State, StateUnusable
from kb.web.serving.cookies import session_secret
from kb.web.serving.problem import problem
from kb.web.serving.public_path import own_path

EVERYBODY = audiences_of(VISITOR)

_OPENS_NOTHING = "This token opens nothing: it was mistyped, taken back, or has expired."


class WhoMiddleware:
    """Puts the `Person` into the request's state, for pages and errors alike.

    A cookie that opens nothing makes a visitor; a token that opens nothing is an error, for a program would never
    notice otherwise. Tokens come in the Authorization header alone: addresses end up in logs.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not own_path(scope).startswith("/static/"):
            request = Request(scope)
            token, secret = _bearer(request), session_secret(request)
            state: State = request.app.state.parts.state
            try:
                if token is not None:
                    person = await run_in_threadpool(_of_token, state, token)
                    if person is None:
                        await problem(401, _OPENS_NOTHING, {"WWW-Authenticate": "Bearer"})(scope, receive, send)
                        return
                    request.state.person = person
                elif secret is not None:
                    request.state.person = await run_in_threadpool(_of_session, state, secret)
            except StateUnusable as error:
                request.state.unusable = error
        await self._app(scope, receive, send)


def person_of(request: Request) -> Person | None:
    """Who is signed in, or for whom a program asks; None for a visitor."""
    person: Person | None = getattr(request.state, "person", None)
    return person


def _bearer(request: Request) -> str | None:
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" else None


def _of_session(state: State, secret: str) -> Person | None:
    with state.read() as db:
        person = person_of_session(db, secret)
        due = person is not None and person.session is not None and sessions.is_due(db, person.session)
    if due and person is not None and person.session is not None:
        with contextlib.suppress(StateUnusable), state.write() as db:  # a full disk keeps nobody from reading
            sessions.note_visit(db, person.session)
    return person


def _of_token(state: State, secret: str) -> Person | None:
    with state.read() as db:
        person = person_of_token(db, secret)
        due = person is not None and person.token is not None and tokens.is_due(db, person.token)
    if due and person is not None and person.token is not None:
        with contextlib.suppress(StateUnusable), state.write() as db:
            tokens.note_use(db, person.token)
    return person
