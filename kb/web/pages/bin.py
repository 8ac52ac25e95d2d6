"""Documents that were taken away, and bringing them back."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from kb.usecases.in_step.refused import NotWritten
from kb.usecases.writing.removing import bin_of, bring_back
from kb.usecases.writing.saving import NotThere
from kb.web.serving.visit import NotFound, Text, Visit, Visiting

router = APIRouter()


@router.get("/bin")
def taken_away(visit: Visiting, removed: str = "") -> Response:
    return _page(visit, removed=removed)


@router.post("/bin")
def back(visit: Visiting, document: Text = "") -> Response:
    assert visit.me
    try:
        bring_back(visit.parts.desk, visit.viewer, document)
    except NotThere:
        return _page(visit, 409, "It is not here any more: somebody has brought it back, or it is not yours to change.")
    except NotWritten as error:
        return _page(visit, 409, str(error))
    except OSError:
        return _page(visit, 503, "It cannot be brought back just now: the folder cannot be written.")
    found = visit.catalog_now.document(document, visit.audiences)
    if found is None:
        raise NotFound
    return visit.onward(found.address)


def _page(visit: Visit, code: int = 200, not_written: str = "", removed: str = "") -> Response:
    assert visit.me
    binned = bin_of(visit.parts.desk, visit.viewer)
    return visit.page(
        "bin.html",
        code,
        binned=binned,
        removed=next((each.document.title for each in binned if each.document.id == removed), ""),
        not_written=not_written,
    )
