"""A document paragraph by paragraph: since when each says what it says, and by whom."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from kb.history import last_changed
from kb.web.pieces.versions import body_of, seen, visible
from kb.web.plain.addresses import paragraphs_address
from kb.web.serving.visit import NotFound, Visiting

router = APIRouter()

_MOST = 200  # versions that are looked at; what is older is from the oldest of these, or before


@router.get("/d/{identifier}/history/by-paragraph")
def paragraphs(identifier: str, visit: Visiting) -> Response:
    document = visible(visit, identifier)
    if document.id != identifier:
        return visit.redirect(paragraphs_address(document.id))
    every = seen(visit, document)
    if not every:
        raise NotFound
    versions = every[:_MOST][::-1]
    found = last_changed([body_of(visit, each) for each in versions])
    return visit.page(
        "document_paragraphs.html",
        document=document,
        paragraphs=[(each.text, versions[each.version], each.version == 0) for each in found],
    )
