"""One visit: who is asking, what they may see, and how they are answered."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any

from fastapi import Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from kb.access import audiences_of, may_administer, may_write_anywhere
from kb.library import Catalog
from kb.model import VISITOR, Audience, Viewer
from kb.people.limits import Limit
from kb.people.sessions import Session
from kb.people.viewing import Person
from kb.state import State, StateUnusable
from kb.web.serving.parts import Parts
from kb.web.serving.who import person_of

STANDING = ("about", "accessibility", "privacy")
"""Documents with an address of their own, where a library has them."""


class NotFound(Exception):
    """There is nothing at this address for this viewer: the same answer whether it is hidden or never was."""


class SignInFirst(Exception):
    """This page is for people with an account: a visitor is taken to the sign-in page, and from there back."""


class Visit:
    """A request with its viewer. Making one costs nothing: what has to look at files is done when it is asked for."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.parts: Parts = request.app.state.parts
        self.state: State = self.parts.state
        self.person: Person | None = person_of(request)
        self.viewer: Viewer = self.person.viewer if self.person else VISITOR

    @cached_property
    def audiences(self) -> frozenset[Audience]:
        """The sets of readers this viewer belongs to: everything shown is looked up with these."""
        return audiences_of(self.viewer, self._catalog.audiences if self.viewer.admin else ())

    @property
    def catalog(self) -> Catalog:
        """One snapshot for the whole visit, so that a page agrees with itself."""
        return self._catalog

    @property
    def catalog_now(self) -> Catalog:
        """The newest one: with what this visit itself has written."""
        return self.parts.library.catalog

    def look_again(self) -> None:
        """From now on the page shows what this visit itself has written."""
        self.__dict__.pop("_catalog", None)

    @property
    def me(self) -> Person:
        """Whoever is signed in. Raises SignInFirst."""
        if self.person is None:
            raise SignInFirst
        return self.person

    @property
    def session(self) -> Session:
        """The session of whoever is signed in with a browser. Raises SignInFirst, also for a token."""
        if self.me.session is None:
            raise SignInFirst
        return self.me.session

    def paced(self, limit: Limit) -> Person:
        """Whoever is signed in, where they are not too fast. Raises SignInFirst, TooMany."""
        self.parts.pace.take(limit, self.me.account.number)
        return self.me

    @property
    def place(self) -> str:
        """The network address somebody comes from: for limits on tries."""
        return self.request.client.host if self.request.client else ""

    @property
    def browser(self) -> str:
        """What their browser calls itself."""
        return self.request.headers.get("user-agent", "")

    @property
    def https(self) -> bool:
        return self.parts.settings.https

    def page(self, template: str, code: int = 200, /, **values: Any) -> Response:
        """Fill a page. Every page knows the site, the notice to show, what is in the search box, and where it is."""
        standing = [name for name in STANDING if self.catalog.at(f"{name}.md", self.audiences)]
        html = self.parts.templates.render(
            template,
            site=self.parts.library.site,
            notice=self.parts.readiness.notice,
            origin=self.origin,
            path=self.request.url.path,
            standing=standing,
            me=self.person,
            may_administer=may_administer(self.viewer),
            may_write_new=may_write_anywhere(self.viewer),
            **{"box": "", "here": "", **values},
        )
        # So that a proxy can send it as an early hint (RFC 8297), while the page is still being made.
        style = self.parts.templates.static_address("style.css")
        return HTMLResponse(html, code, {"Link": f"<{style}>; rel=preload; as=style"})

    def redirect(self, address: str, *, permanent: bool = False) -> Response:
        return RedirectResponse(self.parts.templates.link(address), 308 if permanent else 307)

    def onward(self, address: str) -> Response:
        """After a form was sent: go on to this page, with GET (RFC 9110, 15.4.4)."""
        return RedirectResponse(self.parts.templates.link(address), 303)

    @property
    def origin(self) -> str:
        """Scheme, host and path of the site as others reach it; only the settings are believed, never a Host header."""
        return self.parts.settings.origin

    @cached_property
    def _catalog(self) -> Catalog:
        self.parts.library.follow()  # what another process has taken in since
        return self.parts.library.catalog


async def _visit(request: Request) -> Visit:
    unusable: StateUnusable | None = getattr(request.state, "unusable", None)
    if unusable is not None:  # somebody is signed in, and we cannot know who
        raise unusable
    return Visit(request)


Visiting = Annotated[Visit, Depends(_visit)]
Text = Annotated[str, Form()]
"""A field of a form that was sent."""
