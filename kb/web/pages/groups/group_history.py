"""The history of a group: what was written in its documents last, when, by whom and why."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from kb.usecases.reading.versions import versions_in
from kb.web.plain.addresses import group_history_address
from kb.web.serving.visit import NotFound, Visiting

router = APIRouter()

_SHOWN = 100


@router.get("/groups/{slug}/history")
def history(slug: str, visit: Visiting) -> Response:
    group = visit.catalog.group(slug, visit.audiences)
    if group is None:
        raise NotFound
    if group.slug != slug:
        return visit.redirect(group_history_address(group.slug))
    documents = list(dict.fromkeys((*group.documents, *([group.home] if group.home else []))))
    versions = versions_in(visit.state, visit.parts.history, visit.catalog, visit.viewer, documents, _SHOWN)
    return visit.page("group_history.html", group=group, versions=versions, most=_SHOWN)
