"""The front door: what this is, the search box, what is new, the groups, what people link to."""

from datetime import date

from fastapi import APIRouter
from fastapi.responses import Response

from kb.model import Document, Group, Kind, Schedule
from kb.search import IndexUnusable, TagCount
from kb.web.pages.groups.group import across, with_dates
from kb.web.serving.visit import Visit, Visiting

router = APIRouter()

_GROUPS, _LATEST, _RESOURCES, _TAGS = 12, 4, 6, 24


@router.get("/")
def home(visit: Visiting) -> Response:
    documents = visit.catalog.documents(visit.audiences)
    groups = with_dates(visit)
    shown = groups if len(groups) <= _GROUPS else sorted(groups, key=_last_met, reverse=True)[:_GROUPS]
    return visit.page(
        "home.html",
        groups=shown,
        across=across(len(shown)),
        all_groups=len(groups),
        latest=_newest(documents, Kind.NOTES)[:_LATEST],
        resources=_resources(visit, documents),
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


def _resources(visit: Visit, documents: tuple[Document, ...]) -> list[tuple[Document, int]]:
    """What people link to, with how many documents do; where that is little, also what is new."""
    linked = list(visit.catalog.most_linked(Kind.RESOURCE, visit.audiences, _RESOURCES))
    known = {document.id for document, _ in linked}
    newest = [(document, 0) for document in _newest(documents, Kind.RESOURCE) if document.id not in known]
    return (linked + newest)[:_RESOURCES]


def _newest(documents: tuple[Document, ...], kind: Kind) -> list[Document]:
    """Those of a kind, the newest first, those without a date last."""
    chosen = [d for d in documents if d.kind is kind]
    chosen.sort(key=lambda d: (d.date is not None, d.date.first.toordinal() if d.date else 0, d.title), reverse=True)
    return chosen
