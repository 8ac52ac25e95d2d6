"""The log: who did what to accounts, groups and documents, and when."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from kb.usecases.people import administering
from kb.web.pages.admin.admin import Administering, group_titles
from kb.web.plain.addresses import with_parameters

router = APIRouter()


@router.get("/admin/log")
def log(visit: Administering, group: str = "", before: int | None = None) -> Response:
    page = administering.look_into_log(visit.state, group or None, before)
    titles = group_titles(visit)
    return visit.page(
        "admin_log.html",
        log=page,
        group=group,
        groups=titles | {group: titles.get(group, group)} if group else titles,
        older=with_parameters("/admin/log", group=group, before=page.older) if page.older else "",
        newest=with_parameters("/admin/log", group=group) if before is not None else "",
    )
