"""The page of one meeting: its agenda, notes and resources together."""

from fastapi import APIRouter
from fastapi.responses import Response

from kb.web.glance import glance
from kb.web.visit import NotFound, Visiting
from kb.web.words import rule

router = APIRouter()


@router.get("/groups/{group}/{key}")
def meeting(group: str, key: str, visit: Visiting) -> Response:
    found = visit.catalog.meeting(group, key, visit.audiences)
    if found is None:
        raise NotFound
    if (found.group, found.key) != (group, key):  # it was moved to another date; old links still arrive here
        return visit.redirect(found.address)
    return visit.page(
        "meeting.html",
        meeting=found,
        cards=[glance(document, visit.parts.library) for document in found.documents],
        rule=next(filter(None, (rule(document.rule) for document in found.documents)), None),
        group=visit.catalog.group(found.group, visit.audiences),
        around=visit.catalog.around(found.documents[0], visit.audiences),
    )
