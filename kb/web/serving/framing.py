"""What all pages have in common that others may frame: light, nothing of who is asking, no rights needed."""

from __future__ import annotations

from typing import Any

from fastapi.responses import Response

from kb.web.serving.visit import Visit

_THEMES = ("light", "dark")
# The only pages that others may frame. They have no forms, and nothing from elsewhere.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors *"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Robots-Tag": "noindex",
}


def framed(visit: Visit, template: str, theme: str, address: str, title: str, **values: Any) -> Response:
    """A page to be framed, about that at `address`; `theme` light or dark, else it is as the reader's system."""
    html = visit.parts.templates.render(
        template,
        site=visit.catalog.site,
        home=f"{visit.origin}/",
        origin=visit.origin,
        address=visit.origin + address,
        title=title,
        theme=theme if theme in _THEMES else "",
        **values,
    )
    return Response(html, media_type="text/html; charset=utf-8", headers=_HEADERS)
