"""How to cite a document, a passage of it, or what it said on a day, for reference managers and for people."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter
from fastapi.responses import Response

from kb.markup import find_place
from kb.model import Document, PartialDate
from kb.outward.citing import Cited, cited
from kb.usecases.reading.versions import as_of
from kb.web.pieces.citing import FORMS, source_of
from kb.web.pieces.versions import date_in, seen, text_of, visible
from kb.web.plain.addresses import at_address
from kb.web.serving.visit import NotFound, Visit, Visiting

router = APIRouter()

_SHOWN = ("json", "txt")  # in the browser; the others are files that a program opens


@router.get("/d/{identifier}/cite.{form}")
def cite(identifier: str, form: str, visit: Visiting, at: str = "", day: str = "") -> Response:
    """`at`: the anchor of a passage; `day`: what it said at the end of a day, month or year."""
    if form not in FORMS:
        raise NotFound
    document = visible(visit, identifier)
    source = _as_of(document, visit, date_in(day)) if day else _now(document, visit, at)
    _, media_type, write = FORMS[form]
    kept = "inline" if form in _SHOWN else "attachment"
    headers = {"Content-Disposition": f'{kept}; filename="{document.id}.{form}"', "X-Robots-Tag": "noindex"}
    return Response(write(source), media_type=media_type, headers=headers)


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
