"""How to cite a document, a passage of it, or what it said on a day, for reference managers and for people."""

from __future__ import annotations

import json
from dataclasses import replace

from fastapi import APIRouter
from fastapi.responses import Response

from kb.markup import Place, find_place
from kb.model import Document, PartialDate
from kb.outward.citing import Cited, bibtex, cited, csl, ris, text
from kb.usecases.reading.versions import as_of
from kb.web.addresses import at_address, permanent_address
from kb.web.versions import date_in, seen, text_of, visible
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
def cite(identifier: str, form: str, visit: Visiting, at: str = "", day: str = "") -> Response:
    """`at`: the anchor of a passage; `day`: what it said at the end of a day, month or year."""
    document = visible(visit, identifier)
    if form not in FORMS:
        raise NotFound
    source = _as_of(document, visit, date_in(day)) if day else _now(document, visit, at)
    _, media_type, write = FORMS[form]
    kept = "inline" if form in _SHOWN else "attachment"
    headers = {"Content-Disposition": f'{kept}; filename="{document.id}.{form}"', "X-Robots-Tag": "noindex"}
    return Response(write(source), media_type=media_type, headers=headers)


def source_of(document: Document, visit: Visit, place: Place | None = None) -> Cited:
    """A document as it is cited from this library; with `place` that passage of it."""
    anchor, part = (place.anchor, place.part) if place else ("", 1)
    address = visit.origin + permanent_address(document.id, anchor=anchor, part=part)
    return cited(document, visit.catalog.site.title, address, place.heading if place else "")


def _now(document: Document, visit: Visit, at: str) -> Cited:
    body = visit.parts.library.body(document)
    place = find_place(body.text, at) if at and body else None
    if body is None or (at and place is None):
        raise NotFound
    return source_of(document, visit, place)


def _as_of(document: Document, visit: Visit, until: PartialDate) -> Cited:
    found = as_of(seen(visit, document), until)
    if found is None:
        raise NotFound
    then = replace(document, title=text_of(visit, document, found)[1]["title"])
    source = cited(then, visit.catalog.site.title, visit.origin + at_address(document.id, until.iso))
    return replace(source, genre=f"{source.genre}, as of {until.display()}")
