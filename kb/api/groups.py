"""/api/v1/groups and /api/v1/meetings."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from kb.api.shapes import Groups, GroupShape, Meetings, MeetingShape
from kb.model import Group, Meeting, Visibility, schedule
from kb.web.plain.addresses import group_address, meeting_address
from kb.web.serving.visit import Visit, Visiting

router = APIRouter()


@router.get("/groups", summary="All groups")
def groups(visit: Visiting) -> Groups:
    return Groups(results=[_group(group, visit) for group in visit.catalog.groups(visit.audiences)])


@router.get("/meetings", summary="All meetings")
def meetings(
    visit: Visiting, group: Annotated[str | None, Query(description="Only those of this group.")] = None
) -> Meetings:
    """Those without a date first, then the newest."""
    return Meetings(results=[_meeting(meeting) for meeting in visit.catalog.meetings(visit.audiences, group)])


def _group(group: Group, visit: Visit) -> GroupShape:
    dates = schedule(group, visit.catalog.meetings(visit.audiences, group.slug), date.today())
    return GroupShape(
        slug=group.slug,
        title=group.title,
        description=group.home.description if group.home else None,
        rule=group.home.rule if group.home else None,
        visibility=(group.home.visibility if group.home else Visibility.PUBLIC).value,
        documents=len(group.documents),
        last_meeting=dates.last.date.iso if dates.last and dates.last.date else None,
        next_meeting=str(dates.next) if dates.next else None,
        url=group_address(group.slug),
    )


def _meeting(meeting: Meeting) -> MeetingShape:
    return MeetingShape(
        group=meeting.group,
        key=meeting.key,
        date=meeting.date.iso if meeting.date else None,
        title=meeting.title,
        documents=len(meeting.documents),
        url=meeting_address(meeting.group, meeting.key),
    )
