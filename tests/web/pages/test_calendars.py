"""Calendars of a library: which meetings are in them, and for whom."""

from __future__ import annotations

import os

import icalendar
import pytest

from tests.signed_in import Browsers


@pytest.fixture
def pages(library, site):
    library.document(
        "pogo/index.md", "A club.\n", kind="group", title="POGO", id="p0go", next="2031-04-01?", aliases=["old"]
    )
    library.document("pogo/2020-03-31-agenda.md", "- One\n", title="Agenda", id="ag3nda", time="14:00–15:00")
    library.document("pogo/2020-03-31-notes.md", "We met.\n", title="March", id="m4rch", description="On fairness.")
    library.document("pogo/2020-05-01-notes.md", "Ours.\n", title="May", id="m4y", visibility="group")
    library.document("pogo/2020-06-agenda.md", "- Two\n", title="June")
    library.document("north/2019-11-05-notes.md", "North.\n", title="November", id="n0v")
    for path in library.notes.rglob("*.md"):
        os.utime(path, (1_600_000_000, 1_600_000_000))
    return site()


def events(answer) -> dict[str, icalendar.Event]:
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return {str(each["uid"]): each for each in icalendar.Calendar.from_ical(answer.content).walk("VEVENT")}


def test_a_meeting_is_one_event_with_its_documents(pages):
    one = events(pages.get("/groups/pogo/calendar.ics"))["ag3nda@127.0.0.1"]
    assert one["summary"] == "POGO: March"
    assert one["url"] == "http://127.0.0.1:8000/groups/pogo/2020-03-31"
    assert one["dtstart"].dt.isoformat() == "2020-03-31T14:00:00"
    assert one["description"].split("\n") == [
        "On fairness.", "Agenda: http://127.0.0.1:8000/d/ag3nda", "Notes: http://127.0.0.1:8000/d/m4rch",
    ]  # fmt: skip
    assert one["dtstamp"].dt.timestamp() == 1_600_000_000


def test_all_groups_are_in_one_calendar_and_each_has_its_own(pages):
    assert set(events(pages.get("/calendar.ics"))) == {"ag3nda@127.0.0.1", "p0go-next@127.0.0.1", "n0v@127.0.0.1"}
    assert set(events(pages.get("/groups/north/calendar.ics"))) == {"n0v@127.0.0.1"}


def test_what_is_announced_is_tentative_and_what_has_no_day_is_told(pages):
    answer = pages.get("/groups/pogo/calendar.ics")
    assert events(answer)["p0go-next@127.0.0.1"]["status"] == "TENTATIVE"
    assert "POGO: June, June 2020" in icalendar.Calendar.from_ical(answer.content)["description"]


def test_a_member_has_their_own_meetings_too(pages):
    answer = Browsers(pages)("ada", pogo="member").get("/calendar.ics")
    assert "m4y@127.0.0.1" in events(answer)
    assert answer.headers["cache-control"] == "private, no-store"


def test_a_former_name_leads_there_and_what_never_was_does_not(pages):
    assert pages.get("/groups/old/calendar.ics").headers["location"] == "/groups/pogo/calendar.ics"
    assert pages.get("/groups/never/calendar.ics").status_code == 404


def test_a_calendar_that_did_not_change_is_not_sent_again(pages):
    etag = pages.get("/calendar.ics").headers["etag"]
    assert pages.get("/calendar.ics", headers={"If-None-Match": etag}).status_code == 304


def test_the_pages_of_groups_lead_there(pages):
    assert 'href="/calendar.ics"' in pages.get("/groups").text
    assert 'href="/groups/pogo/calendar.ics"' in pages.get("/groups/pogo").text
