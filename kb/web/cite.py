"""How to cite a document or a passage of it, for reference managers and for people."""

from __future__ import annotations

import json

from fastapi import APIRouter
from fastapi.responses import Response

from kb.markup import Place, find_place
from kb.model import Document
from kb.outward.citing import Cited, bibtex, cited, csl, ris, text
from kb.web.addresses import permanent_address
from kb.web.visit import NotFound, Visit, Visiting

router = APIRouter()

FORMS = {
    "bib": ("BibTeX", "application/x-bibtex; charset=utf-8", bibtex),
    "ris": ("RIS", "application/x-research-info-systems; charset=utf-8", ris),
    "json": ("CSL-JSON", "application/vnd.citationstyles.csl+json", lambda source: json.dumps([csl(source)])),
    "txt": ("Text", "text/plain; charset=utf-8", text),
}
"""Each form by the ending of its address: what it is called, its media type, and how it is written."""

_SHOWN = ("json", "txt")  # in the browser; the others are files that a program opens


@router.get("/d/{identifier}/cite.{form}")
def cite(identifier: str, form: str, visit: Visiting, at: str = "") -> Response:
    document = visit.catalog.document(identifier, visit.audiences)
    if document is None or form not in FORMS:
        raise NotFound
    body = visit.parts.library.body(document)
    place = find_place(body.text, at) if at and body else None
    if body is None or (at and place is None):
        raise NotFound
    _, media_type, write = FORMS[form]
    kept = "inline" if form in _SHOWN else "attachment"
    headers = {"Content-Disposition": f'{kept}; filename="{document.id}.{form}"', "X-Robots-Tag": "noindex"}
    return Response(write(source_of(document, visit, place)), media_type=media_type, headers=headers)


def source_of(document: Document, visit: Visit, place: Place | None = None) -> Cited:
    """A document as it is cited from this library; with `place` that passage of it."""
    anchor, part = (place.anchor, place.part) if place else ("", 1)
    address = visit.origin + permanent_address(document.id, anchor=anchor, part=part)
    return cited(document, visit.catalog.site.title, address, place.heading if place else "")
