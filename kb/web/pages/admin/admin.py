"""Looking after the library: where to go from here. Its pages are for admins alone, and never were for anybody else."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from kb.access import may_administer
from kb.usecases.people.acting import NotAnAdmin
from kb.web.serving.visit import NotFound, Visit, Visiting

router = APIRouter()


def _admin_visit(visit: Visiting) -> Visit:
    """With a browser, not a program's token: a token that makes accounts could make itself everybody."""
    if not may_administer(visit.viewer) or visit.person is None or visit.person.session is None:
        raise NotFound
    return visit


Administering = Annotated[Visit, Depends(_admin_visit)]
"""The visit of an admin. Raises NotFound for all others."""


@router.get("/admin")
def admin(visit: Administering) -> Response:
    return visit.page("admin.html")


def group_titles(visit: Visit) -> dict[str, str]:
    """All groups of the library: from slug to title, by title."""
    return {group.slug: group.title for group in visit.catalog.groups(visit.catalog.audiences)}


def no_admin(visit: Visit, error: NotAnAdmin) -> Response:
    """For whoever was an admin when the page was opened, and is none now."""
    return visit.page("error.html", 403, status=403, detail=str(error))
