"""Calendars: days as exact as they are known, and nothing in a title that breaks a line."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model import PartialDate
from kb.outward.calendars import Gathering, calendar

CALL = Gathering(
    "x2n6jr@club.example",
    "POGO",
    "Monthly call",
    "https://club.example/groups/pogo/2020-03-31",
    PartialDate(2020, 3, 31),
    "31 March 2020",
    datetime(2020, 3, 1, 9, 30, tzinfo=UTC),
    description="Staying fair.",
    documents=(("Agenda", "https://club.example/d/x2n6jr"),),
)


def written(*gatherings: Gathering) -> icalendar.Calendar:
    return icalendar.Calendar.from_ical(calendar("POGO", "A club.", "https://club.example/groups/pogo", gatherings))


def event(**values: object) -> icalendar.Event:
    (one,) = written(replace(CALL, **values)).walk("VEVENT")  # type: ignore[arg-type]
    return one


def test_a_day_is_a_whole_day():
    one = event()
    assert (one["dtstart"].dt, one["dtend"].dt) == (date(2020, 3, 31), date(2020, 4, 1))
    assert b"DTSTART;VALUE=DATE:20200331\r\n" in one.to_ical()
    assert (one["status"], one["transp"], one["summary"]) == ("CONFIRMED", "TRANSPARENT", "POGO: Monthly call")
    assert one["description"] == "Staying fair.\nAgenda: https://club.example/d/x2n6jr"
    assert one["dtstamp"].dt == CALL.changed
    assert "attendee" not in one


@pytest.mark.parametrize(
    ("times", "begin", "end"),
    [
        ("14:00", (31, 14, 0), (31, 15, 0)),
        ("14:00–15:30 by video", (31, 14, 0), (31, 15, 30)),
        ("9.15 until 11.00", (31, 9, 15), (31, 11, 0)),
        ("23:00-00:30", (31, 23, 0), (1, 0, 30)),
        ("23:30", (31, 23, 30), (1, 0, 30)),
    ],
)
def test_times_are_where_the_group_meets(times, begin, end):
    start, stop = (event(times=times)[name].dt for name in ("dtstart", "dtend"))
    assert start.tzinfo is None
    assert ((start.day, start.hour, start.minute), (stop.day, stop.hour, stop.minute)) == (begin, end)


@pytest.mark.parametrize("times", ["25:00", "in the afternoon", "14:00-29:00", "14"])
def test_times_that_cannot_be_meant_leave_the_day(times):
    assert event(times=times)["dtstart"].dt == date(2020, 3, 31)


@pytest.mark.parametrize("written_as", ["2020-03-31?", "2020-03-31~"])
def test_an_unsure_day_is_tentative_and_says_so(written_as):
    when = PartialDate.parse(written_as)
    one = event(date=when, date_display=when.display())
    assert one["status"] == "TENTATIVE"
    assert one["description"].startswith(f"Date: {when.display()}")


@pytest.mark.parametrize("written_as", ["2020-04", "2020-04?", "2020", ""])
def test_what_has_no_day_is_no_event_but_is_told(written_as):
    when = PartialDate.parse(written_as) if written_as else None
    made = written(CALL, replace(CALL, uid="y", date=when, date_display=when.display() if when else "", title="April"))
    assert [each["uid"] for each in made.walk("VEVENT")] == ["x2n6jr@club.example"]
    said = when.display() if when else "date to be confirmed"
    assert f"POGO: April, {said}" in made["description"]


def test_the_uid_stays_and_the_sequence_grows_when_the_day_changes():
    before = event()
    after = event(date=PartialDate(2020, 4, 2), changed=datetime(2020, 3, 2, tzinfo=UTC))
    assert before["uid"] == after["uid"]
    assert after["sequence"] > before["sequence"]
    assert event() == before


@pytest.mark.parametrize("day", [PartialDate(1, 1, 1), PartialDate(9999, 12, 31)])
def test_the_ends_of_time_are_days_like_others(day):
    written(replace(CALL, date=day))


@given(st.text(alphabet=st.characters(codec=None, exclude_categories=()), max_size=90))
def test_no_title_breaks_a_calendar(title):
    made = calendar(title, title, CALL.address, [replace(CALL, title=title, group=title, description=title)])
    lines = made.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert sum(line == b"BEGIN:VEVENT" for line in lines) == 1
    (one,) = icalendar.Calendar.from_ical(made).walk("VEVENT")
    assert one["dtstart"].dt == date(2020, 3, 31)
