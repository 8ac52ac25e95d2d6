"""Meetings as a calendar that others subscribe to (iCalendar, RFC 5545; names and colours, RFC 7986). Pure.

No date is made more exact than it is: a meeting of which only the month is known is no event, but named in the
calendar's description.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, time, timedelta
from typing import Any

import icalendar

from kb.model import PartialDate

_HOUR = r"(\d{1,2})[:.](\d{2})"
_TIMES = re.compile(rf"{_HOUR}(?:\s*(?:-|–|to|until)\s*{_HOUR})?")
_REFRESH = timedelta(hours=12)


@dataclass(frozen=True)
class Gathering:
    """A meeting for a calendar.

    Attributes:
        uid: the same whatever else changes.
        group: its title.
        times: as somebody wrote them ("14:00", "14:00–15:30"), at the place where the group meets; "" where unknown.
        documents: agenda, notes and what else there is: names and addresses.
        changed: when anything of it was last changed.
    """

    uid: str
    group: str
    title: str
    address: str
    date: PartialDate | None
    date_display: str
    changed: datetime
    times: str = ""
    description: str = ""
    documents: tuple[tuple[str, str], ...] = ()


def calendar(name: str, description: str, address: str, gatherings: Sequence[Gathering]) -> bytes:
    """All of them, those without a day in words alone."""
    made = icalendar.Calendar()
    made.add("prodid", "-//Knowledge Club//Meetings//EN")
    made.add("version", "2.0")
    words = "\n".join(filter(None, (description, _without_a_day(gatherings))))
    for property_name, value in {
        "name": name,
        "x-wr-calname": name,
        "description": words,
        "x-wr-caldesc": words,
    }.items():
        if value:
            made.add(property_name, _text(value))
    made.add("url", address)
    made.add("refresh-interval", _REFRESH, parameters={"value": "DURATION"})
    made.add("x-published-ttl", "PT12H")
    for gathering in gatherings:
        if gathering.date and _has_day(gathering.date):
            made.add_component(_event(gathering, gathering.date))
    ical: bytes = made.to_ical()
    return ical


def _event(gathering: Gathering, when: PartialDate) -> Any:
    event = icalendar.Event()
    event.add("uid", gathering.uid)
    event.add("dtstamp", gathering.changed)
    event.add("last-modified", gathering.changed)
    # Grows with every change and needs no memory of what was sent; minutes fit into its 31 bits.
    event.add("sequence", int(gathering.changed.timestamp()) // 60)
    event.add("summary", _text(f"{gathering.group}: {gathering.title}"))
    begin, end = _span(when.first, gathering.times)
    event.add("dtstart", begin)
    event.add("dtend", end)
    event.add("status", "CONFIRMED" if when.is_exact else "TENTATIVE")
    event.add("transp", "OPAQUE" if isinstance(begin, datetime) else "TRANSPARENT")  # a day is not busy from end to end
    sure = "" if when.is_exact else f"Date: {gathering.date_display}"
    lines = [sure, gathering.description, *(f"{name}: {address}" for name, address in gathering.documents)]
    event.add("description", _text("\n".join(filter(None, lines))))
    event.add("url", gathering.address)
    event.add("categories", [_text(gathering.group)])
    return event


def _span(day: date, times: str) -> tuple[date, date]:
    """From when to when: a whole day, or times at the place where the group meets (RFC 5545, 3.3.5, form 1)."""
    found = _TIMES.search(times)
    try:
        begin, end = (time(int(found[1]), int(found[2])), found[3]) if found else (None, None)
        until = time(int(end), int(found[4])) if found and end else None
    except ValueError:  # 25:00
        begin = until = None
    if begin is None:
        return day, day + timedelta(days=1)
    start = datetime.combine(day, begin)
    stop = datetime.combine(day, until) if until else start + timedelta(hours=1)
    return start, stop if stop > start else stop + timedelta(days=1)


def _without_a_day(gatherings: Sequence[Gathering]) -> str:
    lines = [
        f"{each.group}: {each.title}, {each.date_display or 'date to be confirmed'} {each.address}"
        for each in gatherings
        if not (each.date and _has_day(each.date))
    ]
    return "\n".join(["Without a day so far:", *lines]) if lines else ""


def _has_day(when: PartialDate) -> bool:
    """Could it stand in a calendar? In the last year that can be counted no day has a following one for sure."""
    return when.day is not None and when.year < MAXYEAR


def _text(words: str) -> icalendar.vText:
    """Without the control characters that no calendar may hold; lines stay lines."""
    return icalendar.vText("".join(c for c in words if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs")))
