"""Documents in other people's pages: the oEmbed answer that leads a blog to them, and the small page it frames.

Both are for everybody or for nobody: who is signed in makes no difference, what not everybody may read is not there.
"""

from __future__ import annotations

import json

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response

from kb.markup import parse
from kb.model import Document, Passage
from kb.outward.oembed import answer, as_xml, wanted
from kb.web.addresses import document_address, embed_address, file_address
from kb.web.card import EVERYBODY
from kb.web.document import PICTURES
from kb.web.resource import newest_picture
from kb.web.visit import NotFound, Visit, Visiting
from kb.web.words import rule

router = APIRouter()

_MOST_TEXT = 600  # characters
_THEMES = ("light", "dark")
# The one page that others may frame. It has no forms, and nothing from elsewhere.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors *"
)
_FRAMED = {
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Robots-Tag": "noindex",
}
_FOR_SCRIPTS = {"Access-Control-Allow-Origin": "*"}


@router.get("/oembed")
def oembed(
    visit: Visiting,
    url: str = "",
    format: str = "json",
    maxwidth: str = "",
    maxheight: str = "",
) -> Response:
    if format not in ("json", "xml"):
        return PlainTextResponse("Only json and xml.\n", 501, _FOR_SCRIPTS)
    asked = wanted(url, visit.origin)
    document = visit.catalog.document(asked.identifier, EVERYBODY) if asked else None
    if asked is None or document is None:
        # Also for what is hidden, where the standard has 401: that would say that it is there.
        return PlainTextResponse("Nothing to embed at this address.\n", 404, _FOR_SCRIPTS)
    frame = visit.origin + embed_address(document.id, asked.anchor)
    values = answer(frame, visit.catalog.site.title, f"{visit.origin}/", _pixels(maxwidth), _pixels(maxheight))
    if format == "xml":
        return Response(as_xml(values), media_type="text/xml; charset=utf-8", headers=_FOR_SCRIPTS)
    return Response(json.dumps(values), media_type="application/json", headers=_FOR_SCRIPTS)


@router.get("/d/{identifier}/embed")
def embed(identifier: str, visit: Visiting, at: str = "", theme: str = "") -> Response:
    document = visit.catalog.document(identifier, EVERYBODY)
    if document is None:
        raise NotFound
    passage = _passage(document, at, visit) if at else None
    place = (passage.anchor, passage.part) if passage else ("", 1)
    html = visit.parts.templates.render(
        "embed.html",
        site=visit.catalog.site,
        home=f"{visit.origin}/",
        document=document,
        address=visit.origin + document_address(document.id, document.slug, anchor=place[0], part=place[1]),
        passage=passage,
        text=_cut(" ".join(passage.text.split())) if passage else document.summary,
        picture=None if passage else _picture(document),
        rule=rule(document.rule),
        theme=theme if theme in _THEMES else "",
    )
    return Response(html, media_type="text/html; charset=utf-8", headers=_FRAMED)


def _passage(document: Document, anchor: str, visit: Visit) -> Passage | None:
    """None where the document has no such passage any more: then it is shown as a whole."""
    body = visit.parts.library.body(document)
    found = parse(body.text, body.first_line).passages if body else ()
    return next((passage for passage in found if passage.anchor == anchor), None)


def _picture(document: Document) -> str | None:
    file = newest_picture(document, PICTURES)
    return file_address(document, file) if file else None


def _cut(words: str) -> str:
    return words if len(words) <= _MOST_TEXT else f"{words[:_MOST_TEXT].rsplit(' ', 1)[0]} …"


def _pixels(written: str) -> int | None:
    """A whole number from 1; what cannot be meant sets no limit."""
    number = int(written) if written.isascii() and written.isdigit() and len(written) < 6 else 0
    return number or None
