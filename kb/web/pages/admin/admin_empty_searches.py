"""What was searched for in vain: what people miss."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter
from fastapi.responses import Response

from kb.search import Query
from kb.usecases.people import administering
from kb.usecases.people.acting import NotAnAdmin
from kb.web.pages.admin.admin import Administering, no_admin
from kb.web.plain.addresses import search_address

router = APIRouter()

_DAYS = (7, 30, 90)


@router.get("/admin/empty-searches")
def empty_searches(visit: Administering, days: int = 30) -> Response:
    days = days if days in _DAYS else 30
    return visit.page(
        "admin_empty_searches.html",
        missed=administering.missed(visit.state, days),
        days=days,
        choices=_DAYS,
        counting=visit.catalog.site.empty_searches,
        search=lambda words: search_address(Query(text=words)),
        day=lambda iso: f"{date.fromisoformat(iso):%-d %B %Y}",
    )


@router.post("/admin/empty-searches/forget")
def forget(visit: Administering) -> Response:
    try:
        administering.forget_missed(visit.state, visit.session.account)
    except NotAnAdmin as error:
        return no_admin(visit, error)
    return visit.onward("/admin/empty-searches")
