"""The front door: what this is, the search box, the groups, what is new."""

from datetime import date

from fastapi import APIRouter
from fastapi.responses import Response

from kb.model import Document, Group, Kind, Schedule
from kb.search import IndexUnusable, TagCount
from kb.web.group import with_dates
from kb.web.visit import Visit, Visiting

router = APIRouter()

_GROUPS, _LATEST, _TAGS = 12, 6, 24


@router.get("/")
def home(visit: Visiting) -> Response:
    documents = visit.catalog.documents(visit.audiences)
    groups = with_dates(visit)
    return visit.page(
        "home.html",
        groups=groups if len(groups) <= _GROUPS else sorted(groups, key=_last_met, reverse=True)[:_GROUPS],
        all_groups=len(groups),
        latest=_newest(documents, Kind.NOTES),
        resources=_newest(documents, Kind.RESOURCE),
        total=len(documents),
        tags=_most_used_tags(visit),
        indexed=visit.parts.readiness.ready,
    )


def _last_met(group: tuple[Group, Schedule]) -> date:
    last = group[1].last
    return last.date.first if last and last.date else date.min


def _most_used_tags(visit: Visit) -> tuple[TagCount, ...]:
    """None while a first index is being made: the front door opens all the same."""
    try:
        return visit.parts.index.tags(visit.audiences)[:_TAGS]
    except IndexUnusable:
        return ()


def _newest(documents: tuple[Document, ...], kind: Kind) -> list[Document]:
    """The newest of a kind; those without a date last."""
    chosen = [d for d in documents if d.kind is kind]
    chosen.sort(key=lambda d: (d.date is not None, d.date.first.toordinal() if d.date else 0, d.title), reverse=True)
    return chosen[:_LATEST]
