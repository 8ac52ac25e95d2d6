"""The list of groups, and the page of one."""

from collections import defaultdict
from datetime import date
from itertools import groupby

from fastapi import APIRouter
from fastapi.responses import Response

from kb.markup import finish
from kb.model import Document, Group, Kind, Meeting, Schedule, Tag, schedule
from kb.search import Query
from kb.web.pieces.belonging import belonging
from kb.web.pieces.card import of_group
from kb.web.pieces.links import link_address
from kb.web.plain.words import readers, rule
from kb.web.serving.visit import NotFound, Visit, Visiting

router = APIRouter()

_TAGS, _UNDATED = 12, 2


@router.get("/groups")
def groups(visit: Visiting) -> Response:
    shown = with_dates(visit)
    return visit.page("groups.html", groups=shown, across=across(len(shown)))


@router.get("/groups/{slug}")
def group(slug: str, visit: Visiting) -> Response:
    found = visit.catalog.group(slug, visit.audiences)
    if found is None:
        raise NotFound
    if found.slug != slug:
        return visit.redirect(found.address)
    meetings = visit.catalog.meetings(visit.audiences, found.slug)
    in_meetings = {d.id for m in meetings for d in m.documents}
    return visit.page(
        "group.html",
        group=found,
        card=of_group(found, visit),
        about=_about(visit, found.home),
        dates=schedule(found, meetings, date.today()),
        undated=[meeting for meeting in meetings if meeting.date is None][:_UNDATED],
        total=len(meetings),
        years=[(year, list(those)) for year, those in groupby(meetings, _year)],
        rule=rule(found.home.rule) if found.home else None,
        readers=readers(found.home, found) if found.home else "",
        belonging=belonging(visit, found),
        tags=_tags(found, visit),
        resources=[d for d in found.documents if d.kind is Kind.RESOURCE],
        others=[d for d in found.documents if d.kind is not Kind.RESOURCE and d.id not in in_meetings],
    )


def with_dates(visit: Visit) -> list[tuple[Group, Schedule]]:
    """Every group this viewer sees, with when it met last and meets next."""
    meetings = defaultdict(list)
    for meeting in visit.catalog.meetings(visit.audiences):
        meetings[meeting.group].append(meeting)
    today = date.today()
    return [(g, schedule(g, meetings[g.slug], today)) for g in visit.catalog.groups(visit.audiences)]


def across(cards: int) -> int:
    """How many of these cards stand side by side on a wide page, so that the last row is as full as can be."""
    return cards if cards in (1, 2) else min((5, 4, 3), key=lambda columns: -cards % columns)


def _about(visit: Visit, home: Document | None) -> str:
    """The text of the group's own document as HTML, "" where there is none."""
    body = visit.parts.library.body(home) if home else None
    if home is None or body is None:
        return ""
    html = visit.parts.renderer.render(body.text, drop_title=home.title).html
    return finish(html, lambda link: link_address(link, home, visit)).html


def _tags(group: Group, visit: Visit) -> list[Tag]:
    """What the group's documents are most often about."""
    counted = visit.parts.index.search(Query(groups=(group.slug,), per_page=1), visit.audiences).facets["tag"]
    return [Tag(value.value, value.label) for value in counted[:_TAGS]]


def _year(meeting: Meeting) -> str:
    return str(meeting.date.year) if meeting.date else "Date to be confirmed"
