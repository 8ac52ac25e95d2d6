"""Invitations from calendars (.ics): each meeting becomes an agenda; who was invited stays out."""

from __future__ import annotations

from datetime import date, datetime
from itertools import islice
from typing import Any

from icalendar import Calendar

from kb.intake.converted import Converted, Dropped, Piece, Unusable
from kb.intake.escaping import escaped, plain_words
from kb.intake.plaintext import as_markdown
from kb.model import Kind

_MOST_MEETINGS = 200


def from_calendar(data: bytes, name: str) -> Converted:  # noqa: ARG001  # one form for every format
    """One document for each meeting: its name, day, time and place as written, and its description."""
    dropped = Dropped()
    try:
        meetings = list(islice(Calendar.from_ical(data).walk("VEVENT"), _MOST_MEETINGS))
        pieces = tuple(_piece(meeting, dropped) for meeting in meetings)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise Unusable("It is damaged, so this calendar could not be read.") from error
    if not pieces:
        raise Unusable("There is no meeting in it.")
    return Converted(pieces, dropped=dropped)


def _piece(meeting: Any, dropped: Dropped) -> Piece:
    for who in ("ATTENDEE", "ORGANIZER"):
        people = meeting.get(who, [])
        dropped.add("address", len(people) if isinstance(people, list) else 1)
    start = meeting["DTSTART"].dt if "DTSTART" in meeting else None
    day = start.date() if isinstance(start, datetime) else start
    facts = []
    if isinstance(start, datetime):
        end = meeting["DTEND"].dt if "DTEND" in meeting else None
        until = f" to {end:%H:%M}" if isinstance(end, datetime) and end.date() == start.date() else ""
        facts.append(f"Time: {start:%H:%M}{until}{_zone(start)}")
    if place := plain_words(str(meeting.get("LOCATION", ""))):
        facts.append(f"Place: {escaped(place)}")
    described = as_markdown(str(meeting.get("DESCRIPTION", "")))
    text = "\n\n".join(part for part in ("  \n".join(facts), described) if part)
    return Piece(
        text=text.rstrip("\n") + "\n" if text else "",
        title=plain_words(str(meeting.get("SUMMARY", ""))),
        date=day.isoformat() if isinstance(day, date) else "",
        date_from="the calendar" if day else "",
        kind=Kind.AGENDA,
    )


def _zone(start: datetime) -> str:
    name = start.tzname()
    return f" ({name})" if name else ""
