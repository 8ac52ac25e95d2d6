"""Pages elsewhere that cite a document: its leads name them by hand, and answer those that said so themselves."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from kb.access import may_lead
from kb.model import Document
from kb.usecases.in_step.refused import NotWritten
from kb.usecases.linking.mentioning import answer, cite, uncite, waiting
from kb.usecases.writing.saving import NotTheirs, NotThere
from kb.web.plain.addresses import cited_by_address
from kb.web.plain.numbers import whole_number
from kb.web.serving.visit import NotFound, Text, Visit, Visiting

router = APIRouter()


@router.get("/mentions")
def all_that_wait(visit: Visiting) -> Response:
    assert visit.me
    return visit.page("mentions.html", waiting=waiting(visit.state, visit.catalog, visit.viewer))


@router.get("/d/{identifier}/cited-by")
def cited_by(identifier: str, visit: Visiting) -> Response:
    return _page(visit, _led(visit, identifier))


@router.post("/d/{identifier}/cited-by")
def name_one(identifier: str, visit: Visiting, address: Text = "", title: Text = "") -> Response:
    document = _led(visit, identifier)
    try:
        cite(visit.parts.desk, visit.viewer, document, address.strip(), title.strip())
    except (NotWritten, NotThere, NotTheirs, OSError) as error:
        return _page(visit, document, 422, wrong=_why(error), address=address, title=title)
    return visit.onward(cited_by_address(document.id))


@router.post("/d/{identifier}/cited-by/remove")
def name_no_longer(identifier: str, visit: Visiting, address: Text = "") -> Response:
    document = _led(visit, identifier)
    try:
        uncite(visit.state, visit.parts.desk, visit.viewer, document, address)
    except (NotWritten, NotThere, NotTheirs, OSError) as error:
        return _page(visit, document, 409, wrong=_why(error))
    return visit.onward(cited_by_address(document.id))


@router.post("/d/{identifier}/cited-by/answer")
def answer_one(identifier: str, visit: Visiting, number: Text = "", show: Text = "") -> Response:
    document = _led(visit, identifier)
    try:
        answer(visit.state, visit.parts.desk, visit.viewer, document, whole_number(number), show=show == "yes")
    except (NotWritten, NotThere, NotTheirs, OSError) as error:
        return _page(visit, document, 409, wrong=_why(error))
    return visit.onward(cited_by_address(document.id))


def _led(visit: Visit, identifier: str) -> Document:
    found = visit.catalog_now.document(identifier, visit.audiences)
    if found is None or not may_lead(visit.viewer, found.group or ""):
        raise NotFound
    return found


def _why(error: Exception) -> str:
    if isinstance(error, NotWritten):
        return str(error)
    if isinstance(error, OSError):
        return "It cannot be written just now. Nothing was changed."
    return "That was answered already, or is not here any more."


def _page(visit: Visit, document: Document, code: int = 200, **said: str) -> Response:
    return visit.page(
        "cited_by.html",
        code,
        document=document,
        waiting=waiting(visit.state, visit.catalog_now, visit.viewer, document),
        **{"wrong": "", "address": "", "title": "", **said},
    )
