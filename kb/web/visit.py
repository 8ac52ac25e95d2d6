"""One visit: who is asking, what they may see, and how they are answered."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from kb.access import audiences_of
from kb.library import Catalog
from kb.model import VISITOR, Audience, Viewer
from kb.web.parts import Parts

STANDING = ("about", "accessibility", "privacy")
"""Documents with an address of their own, where a library has them."""


class NotFound(Exception):
    """There is nothing at this address for this viewer: the same answer whether it is hidden or never was."""


class Visit:
    """A request with its viewer. Making one costs nothing: what has to look at files is done when it is asked for."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.parts: Parts = request.app.state.parts
        self.viewer: Viewer = VISITOR
        self.audiences: frozenset[Audience] = audiences_of(self.viewer)

    @cached_property
    def catalog(self) -> Catalog:
        """One snapshot for the whole visit, so that a page agrees with itself."""
        self.parts.library.follow()  # what another process has taken in since
        return self.parts.library.catalog

    def page(self, template: str, code: int = 200, **values: Any) -> Response:
        """Fill a page. Every page knows the site, the notice to show, what is in the search box, and where it is."""
        standing = [name for name in STANDING if self.catalog.at(f"{name}.md", self.audiences)]
        html = self.parts.templates.render(
            template,
            site=self.parts.library.site,
            notice=self.parts.readiness.notice,
            origin=self.origin,
            path=self.request.url.path,
            standing=standing,
            **{"box": "", "here": "", **values},
        )
        # So that a proxy can send it as an early hint (RFC 8297), while the page is still being made.
        style = self.parts.templates.static_address("style.css")
        return HTMLResponse(html, code, {"Link": f"<{style}>; rel=preload; as=style"})

    def redirect(self, address: str, *, permanent: bool = False) -> Response:
        return RedirectResponse(self.parts.templates.link(address), 308 if permanent else 307)

    @property
    def origin(self) -> str:
        """Scheme, host and path of the site as others reach it; only the settings are believed, never a Host header."""
        return self.parts.settings.origin


async def _visit(request: Request) -> Visit:
    return Visit(request)


Visiting = Annotated[Visit, Depends(_visit)]
