"""A lead tells the group of a document: by mail, those of its members who want to hear at once and may read it."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from kb.model import Document
from kb.people.limits import TooMany
from kb.usecases.reading.newsletters import NotToTell, tell, to_tell
from kb.web.pieces.letters import mails
from kb.web.serving.visit import NotFound, Visit, Visiting

router = APIRouter()


@router.get("/d/{identifier}/tell")
def ask(identifier: str, visit: Visiting) -> Response:
    return _page(visit, _document(visit, identifier))


@router.post("/d/{identifier}/tell")
def tell_them(identifier: str, visit: Visiting) -> Response:
    document = _document(visit, identifier)
    try:
        count = tell(visit.state, visit.catalog, visit.viewer, document)
    except NotToTell:
        raise NotFound from None
    except TooMany:
        return _page(visit, document, 409, refused=True)
    if visit.parts.courier is not None:
        visit.parts.courier.wake()
    return _page(visit, document, told=count)


def _document(visit: Visit, identifier: str) -> Document:
    found = visit.catalog.document(identifier, visit.audiences)
    if found is None or not mails(visit):
        raise NotFound
    return found


def _page(visit: Visit, document: Document, code: int = 200, **said: object) -> Response:
    try:
        readers = len(to_tell(visit.state, visit.catalog, visit.viewer, document))
    except NotToTell:
        raise NotFound from None
    group = visit.catalog.group(document.group or "", visit.audiences)
    values = {"told": None, "refused": False, **said}
    return visit.page("tell.html", code, document=document, group=group, readers=readers, **values)
