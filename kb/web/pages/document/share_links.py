"""Links to a hidden document for people without an account: made, seen and ended by those who lead its group."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from kb.access import may_share
from kb.model import Document
from kb.usecases.linking.share_links import make_link, take_link_back
from kb.usecases.people.membership import NotChanged
from kb.web.pages.share import document_page
from kb.web.plain.addresses import permanent_address, share_address
from kb.web.serving.visit import NotFound, Text, Visit, Visiting

router = APIRouter()


@router.post("/d/{identifier}/share/links")
def make(identifier: str, visit: Visiting, days: Text = "7") -> Response:
    """The page that answers shows the link, this once; so there is no way on from here by another address."""
    document = _document(visit, identifier)
    try:
        secret = make_link(visit.state, visit.viewer, document, int(days) if days in ("1", "7", "30", "90") else 0)
    except NotChanged as error:
        return document_page(document, visit, code=409, not_changed=str(error))
    return document_page(document, visit, made=f"{visit.origin}/s/{secret}")


@router.post("/d/{identifier}/share/links/back")
def take_back(identifier: str, visit: Visiting, number: Text = "") -> Response:
    document = _document(visit, identifier)
    try:
        take_link_back(visit.state, visit.viewer, document, number)
    except NotChanged as error:
        return document_page(document, visit, code=409, not_changed=str(error))
    return visit.onward(share_address(permanent_address(document.id)))


def _document(visit: Visit, identifier: str) -> Document:
    """With a browser only: what a program hands out nobody has looked at."""
    assert visit.session
    found = visit.catalog.document(identifier, visit.audiences)
    if found is None or not may_share(visit.viewer, found):
        raise NotFound
    return found
