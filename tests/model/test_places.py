"""Groups and meetings, and when they are."""

from datetime import date

from kb.model import Document, Group, Kind, Meeting, PartialDate, schedule

TODAY = date(2020, 3, 15)


def a_meeting(key: str, kind: Kind = Kind.NOTES) -> Meeting:
    document = Document(id=key, path=f"pogo/{key}.md", title=f"Call {key}", kind=kind, group="pogo")
    return Meeting("pogo", key, PartialDate.parse(key), (document,))


def a_group(**said: str) -> Group:
    home = Document(
        id="pogo", path="pogo/index.md", title="POGO", kind=Kind.GROUP, group="pogo", extra=tuple(said.items())
    )
    return Group("pogo", "POGO", home, ())


def test_a_group_met_last_at_its_latest_meeting_that_is_over_and_meets_next_at_the_nearest_to_come():
    dates = schedule(a_group(), [a_meeting("2020-03-31"), a_meeting("2020-01-28"), a_meeting("2020-02-25")], TODAY)
    assert dates.last is not None
    assert (dates.last.key, str(dates.next)) == ("2020-02-25", "2020-03-31")


def test_a_month_is_over_when_its_last_day_is():
    assert str(schedule(a_group(), [a_meeting("2020-03")], TODAY).next) == "2020-03"
    assert schedule(a_group(), [a_meeting("2020-02")], TODAY).next is None


def test_a_meeting_that_was_never_confirmed_is_not_said_to_have_been():
    dates = schedule(a_group(), [a_meeting("2020-01-28"), a_meeting("2020-02?")], TODAY)
    assert dates.last is not None
    assert dates.last.key == "2020-01-28"


def test_a_meeting_of_which_there_is_only_an_agenda_is_not_said_to_have_been_while_others_have_notes():
    agenda = a_meeting("2020-02-25", Kind.AGENDA)
    dates = schedule(a_group(), [agenda, a_meeting("2020-01-28")], TODAY)
    assert dates.last is not None
    assert dates.last.key == "2020-01-28"
    assert schedule(a_group(), [agenda], TODAY).last is agenda


def test_what_the_group_announces_counts_while_it_is_to_come():
    dates = schedule(a_group(next="2020-06?", next_note="by video"), [], TODAY)
    assert (str(dates.next), dates.announced, dates.is_over) == (
        "2020-06?",
        "June 2020 (to be confirmed), by video",
        False,
    )


def test_an_announced_date_that_has_passed_is_said_to_be_over_and_is_not_next():
    dates = schedule(a_group(next="2019-06"), [], TODAY)
    assert (dates.next, dates.announced, dates.is_over) == (None, "June 2019", True)


def test_a_group_may_have_announced_only_that_a_date_will_follow():
    dates = schedule(a_group(next_note="date to be confirmed"), [], TODAY)
    assert (dates.last, dates.next, dates.announced) == (None, None, "date to be confirmed")


def test_a_meeting_is_called_by_its_notes():
    agenda = a_meeting("2020-03-31", Kind.AGENDA).documents[0]
    notes = Document(id="n", path="pogo/n.md", title="What we said", kind=Kind.NOTES, group="pogo")
    assert Meeting("pogo", "2020-03-31", None, (agenda, notes)).title == "What we said"
    assert Meeting("pogo", "2020-03-31", None, (agenda,)).title == "Call 2020-03-31"


def test_documents_of_a_meeting_share_its_key_and_others_have_none():
    def key(kind: Kind, **values: object) -> str | None:
        return Document(id="x", path="x.md", title="x", kind=kind, **{"group": "pogo", **values}).meeting_key  # type: ignore[arg-type]

    day = PartialDate.parse("2020-03-31")
    assert key(Kind.NOTES, date=day) == key(Kind.AGENDA, date=day) == "2020-03-31"
    assert key(Kind.NOTES, date=day, meeting="Second call") == "second-call"
    assert key(Kind.RESOURCE, date=day) is None
    assert key(Kind.RESOURCE, meeting="2020-03-31") == "2020-03-31"
    assert key(Kind.NOTES) is None
    assert key(Kind.NOTES, date=day, group=None) is None
    assert key(Kind.GROUP, date=day) is None
