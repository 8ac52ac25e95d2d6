"""The page of one meeting: its agenda, notes and resources together."""

from fastapi import APIRouter
from fastapi.responses import Response

from kb.access import may_write_in
from kb.model import Visibility
from kb.web.pieces.card import of_meeting
from kb.web.pieces.glance import glance
from kb.web.plain.words import readers, rule
from kb.web.serving.visit import NotFound, Visiting

router = APIRouter()


@router.get("/groups/{group}/{key}")
def meeting(group: str, key: str, visit: Visiting) -> Response:
    found = visit.catalog.meeting(group, key, visit.audiences)
    if found is None:
        raise NotFound
    if (found.group, found.key) != (group, key):  # it was moved to another date; old links still arrive here
        return visit.redirect(found.address)
    home = visit.catalog.group(found.group, visit.audiences)
    return visit.page(
        "meeting.html",
        meeting=found,
        cards=[glance(document, visit.parts.library) for document in found.documents],
        rule=next(filter(None, (rule(document.rule) for document in found.documents)), None),
        group=home,
        readers={each.id: readers(each, home) for each in found.documents if each.visibility != Visibility.PUBLIC},
        card=of_meeting(found, visit),
        may_write=may_write_in(visit.viewer, found.group),
        around=visit.catalog.around(found.documents[0], visit.audiences),
    )
