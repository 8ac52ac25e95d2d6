"""Browsers of people who are signed in, for tests of pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx2
import lxml.html
from fastapi.testclient import TestClient

from kb.people import accounts, memberships, sessions
from kb.people.memberships import Role
from kb.people.tokens import Scope, make_token
from kb.state import State

OURS = {"Origin": "http://testserver"}
"""What a browser says of itself when a form of ours is sent."""


class Browsers:
    """A browser for each person of one site: `browsers("ada", north="lead")` has an account, and is signed in."""

    def __init__(self, site: TestClient) -> None:
        self._app = site.app
        self.state: State = site.app.state.parts.state  # type: ignore[attr-defined]

    def __call__(self, name: str, *, admin: bool = False, **roles: Role) -> TestClient:
        with self.state.write() as db:
            made = accounts.create_account(db, email(name), name.title(), admin=admin)
            for group, role in roles.items():
                memberships.set_member(db, made.number, group, role)
        return self.again(name)

    def again(self, name: str, agent: str = "") -> TestClient:
        """Another browser of somebody who has an account."""
        with self.state.write() as db:
            secret = sessions.begin_session(db, self.number(name), agent)
        return self.with_cookie(secret)

    def with_cookie(self, secret: str) -> TestClient:
        browser = self.visitor()
        browser.cookies.set("session", secret, domain="testserver.local")  # as if this site had set it
        return browser

    def program(self, name: str, *, called: str = "a program", scope: Scope = "read", **more: Any) -> TestClient:
        """A program with a token of somebody who has an account; `more` is as of `make_token`."""
        with self.state.write() as db:
            token = make_token(db, self.number(name), called, scope, **more)
        client = self.visitor()
        client.headers = {"Authorization": f"Bearer {token}"}
        return client

    def visitor(self) -> TestClient:
        return TestClient(self._app, follow_redirects=False, headers=OURS)

    def number(self, name: str) -> int:
        with self.state.read() as db:
            found = accounts.account_of(db, email(name))
        assert found is not None
        return found.number

    def role(self, name: str, group: str) -> Role | None:
        with self.state.read() as db:
            return memberships.role_in(db, self.number(name), group)


def form_of(answer: httpx2.Response) -> dict[str, str]:
    """What the first form of a page would send as it stands."""
    return dict(lxml.html.fromstring(answer.text).find(".//main//form").form_values())


def admin_of(home: Path) -> str:
    """Make an admin in a library that a real server serves; gives the secret of their cookie."""
    state = State(home)
    with state.write() as db:
        made = accounts.create_account(db, email("root"), "Root", admin=True)
        secret = sessions.begin_session(db, made.number, "Firefox on Linux")
    state.close()
    return secret


def email(name: str) -> str:
    return f"{name}@example.org"


ADMIN_PAGES = (
    "/admin", "/admin/people", "/admin/people/1", "/admin/groups", "/admin/settings", "/admin/health?links=1",
    "/admin/empty-searches", "/admin/log", "/groups/pogo/edit", "/groups/pogo/people", "/groups/pogo",
    "/upload", "/drafts", "/account", "/account/news", "/account/feeds", "/account/tokens", "/account/erase",
    "/mentions", "/d/k7w3qd/cited-by",
    "/new?kind=notes&group=pogo", "/d/17deq7/edit", "/d/17deq7/attached", "/unsaved",
)  # fmt: skip
"""Pages of the example library that only its admin opens, that say more to them, or that are their own."""
