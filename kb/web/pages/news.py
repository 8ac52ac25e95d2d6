"""What is new in the library, by day and group, for whoever asks."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from fastapi import APIRouter
from fastapi.responses import Response

from kb.history import HistoryUnusable
from kb.model import Document, Group
from kb.search import Query
from kb.usecases.reading.news import news
from kb.usecases.reading.news_words import Statement, statements
from kb.web.plain.addresses import group_address, search_address, with_parameters
from kb.web.plain.asked import query_of
from kb.web.serving.visit import NotFound, Visit, Visiting

router = APIRouter()

PER_PAGE = 30
_NAMED = 6
"""Documents of one statement that are named; the others are a search away."""


@dataclass(frozen=True)
class Told:
    """A statement on the page: of several documents `named` are shown, and `more` are at the address `all_at`."""

    said: Statement
    group_address: str
    named: tuple[Document, ...]
    more: int
    all_at: str


@router.get("/news")
def what_is_new(visit: Visiting, group: str = "") -> Response:
    found = visit.catalog.group(group, visit.audiences) if group else None
    if group and found is None:
        raise NotFound
    if found and found.slug != group:
        return visit.redirect(news_address(found.slug))
    try:
        items = news(visit.parts.history, visit.catalog, visit.viewer, int(time.time()))
    except HistoryUnusable:
        return visit.page("news.html", 503, usable=False, **_nothing(visit, found))
    of_group = [item for item in items if item.document.group == group] if group else items
    said = statements(of_group, visit.catalog, visit.audiences)
    pages = max(1, -(-len(said) // PER_PAGE))
    page = min(query_of(visit.request.query_params)[0].page, pages)
    here = said[(page - 1) * PER_PAGE : page * PER_PAGE]
    return visit.page(
        "news.html",
        usable=True,
        **{
            **_nothing(visit, found),
            "days": _by_day(here),
            "page": page,
            "pages": pages,
            "page_address": lambda number: news_address(group, number),
        },
    )


def news_address(group: str = "", page: int = 1) -> str:
    """What is new, in all groups or one."""
    return with_parameters("/news", group=group, page=page if page > 1 else None)


def _nothing(visit: Visit, group: Group | None) -> dict[str, object]:
    """What the page has where there is no news on it."""
    return {
        "group": group,
        "groups": visit.catalog.groups(visit.audiences),
        "days": [],
        "page": 1,
        "pages": 1,
        "page_address": news_address,
        "news_address": news_address,
    }


def _by_day(said: list[Statement]) -> list[tuple[date, list[Told]]]:
    return [(day, [_told(each) for each in those]) for day, those in groupby(said, key=lambda each: each.day)]


def _told(said: Statement) -> Told:
    query = Query(groups=(said.group,) if said.group else (), kinds=(said.kind.value,))
    return Told(
        said,
        group_address(said.group) if said.group else "",
        said.documents[:_NAMED],
        max(0, len(said.documents) - _NAMED),
        search_address(query),
    )
