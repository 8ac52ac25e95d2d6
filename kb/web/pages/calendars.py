"""Calendars to subscribe to: the meetings of all groups, or of one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from fastapi import APIRouter
from fastapi.responses import Response

from kb.model import Group, Meeting
from kb.outward.calendars import Gathering, calendar
from kb.web.plain.addresses import calendar_address, permanent_address, with_parameters
from kb.web.plain.words import kind
from kb.web.serving.following import Following, FollowingVisit
from kb.web.serving.visit import NotFound, Visit

router = APIRouter()


@router.get("/calendar.ics")
def of_all_groups(visit: Following) -> Response:
    site = visit.catalog.site
    gatherings = tuple(each for group in visit.catalog.groups(visit.audiences) for each in _gatherings(group, visit))
    return _answer(_written(site.title, site.description or "", f"{visit.origin}/groups", gatherings), visit)


@router.get("/groups/{slug}/calendar.ics")
def of_group(slug: str, visit: Following) -> Response:
    group = visit.catalog.group(slug, visit.audiences)
    if group is None:
        raise NotFound
    if group.slug != slug:
        return visit.redirect(with_parameters(calendar_address(group.address), key=visit.key))
    said = (group.home and group.home.description) or ""
    gatherings = tuple(_gatherings(group, visit))
    return _answer(_written(group.title, said, visit.origin + group.address, gatherings), visit)


@lru_cache(maxsize=64)
def _written(name: str, description: str, address: str, gatherings: tuple[Gathering, ...]) -> bytes:
    """Kept: calendars are asked for every few hours by each who subscribes, and a hundred meetings take a while."""
    return calendar(name, description, address, gatherings)


def _answer(content: bytes, visit: FollowingVisit) -> Response:
    headers = {"Content-Disposition": 'inline; filename="meetings.ics"'}
    return visit.answered(Response(content, media_type="text/calendar; charset=utf-8", headers=headers))


def _gatherings(group: Group, visit: Visit) -> Iterator[Gathering]:
    """The meetings of a group, and the one that its page announces where that has no documents yet."""
    meetings = visit.catalog.meetings(visit.audiences, group.slug)
    yield from (_of_meeting(meeting, group, visit) for meeting in meetings)
    home, announced = group.home, group.announced
    if home is None or announced is None or any(m.date and m.date.iso == announced.iso for m in meetings):
        return
    yield Gathering(
        uid=f"{home.id}-next@{_host(visit)}",
        group=group.title,
        title="next meeting",
        address=visit.origin + group.address,
        date=announced,
        date_display=announced.display(),
        changed=visit.catalog.changed(home),
        description=home.value("next_note") or "",
    )


def _of_meeting(meeting: Meeting, group: Group, visit: Visit) -> Gathering:
    first = meeting.documents[0]
    return Gathering(
        uid=f"{first.id}@{_host(visit)}",  # of the agenda, which is there first and keeps its id whatever the date
        group=group.title,
        title=meeting.title,
        address=visit.origin + meeting.address,
        date=meeting.date,
        date_display=meeting.date.display() if meeting.date else first.date_display,
        changed=max(visit.catalog.changed(document) for document in meeting.documents),
        times=next(filter(None, (document.value("time") for document in meeting.documents)), ""),
        description=next((d.description for d in meeting.documents if d.description), ""),
        documents=tuple((kind(d.kind), visit.origin + permanent_address(d.id)) for d in meeting.documents),
    )


def _host(visit: Visit) -> str:
    return urlsplit(visit.origin).hostname or "localhost"
