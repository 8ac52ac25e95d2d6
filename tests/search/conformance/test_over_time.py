"""When and where something came up, meeting by meeting."""

from __future__ import annotations

from datetime import date

import pytest

from kb.model import MEMBERS, PUBLIC, Kind
from kb.search import FacetValue, Index, OverTime, Query

from ..builders import note, passage
from .conftest import Holding

VISITOR = frozenset({PUBLIC})
ALL = frozenset({PUBLIC, MEMBERS})


def over_time(index: Index, text: str = "treacle", audiences: frozenset[str] = ALL, **asked: object) -> OverTime:
    return index.over_time(Query(text, **asked), audiences)  # type: ignore[arg-type]


def dates(found: OverTime) -> list[str]:
    return [moment.date for moment in found.moments]


AGENDA = note("pogo/2020-03-31-agenda.md", "treacle", group="POGO", date="2020-03-31", kind=Kind.AGENDA)
NOTES = note(
    "pogo/2020-03-31-notes.md",
    "Welcome to all",
    passage("treacle and more treacle", "why", "Why"),
    passage("again a little treacle among a great many other words said on that day", "again", "Again"),
    title="Call",
    group="POGO",
    date="2020-03-31",
)
EARLIER = note("north/2019-11.md", "treacle", title="North", group="North", date="2019-11")
LOOSE = note("a-report.md", "treacle", title="Report", date="2020-03-31")
UNDATED = note("page.md", "treacle", title="Page")
OTHER = note("other.md", "honey", title="Other", group="POGO", date="2020-05-01")


def test_what_a_group_has_of_one_date_is_one_meeting_shown_by_its_best_passage(holding: Holding):
    found = over_time(holding(AGENDA, NOTES, OTHER))
    (moment,) = found.moments
    assert (found.total, found.documents, moment.documents) == (1, 2, 2)
    assert (moment.date, moment.date_display, moment.found.title) == ("2020-03-31", "31 March 2020", "Call")
    assert [(each.heading, each.anchor) for each in moment.found.passages] == [("Why", "why")]
    assert moment.found.passages[0].snippet == "<mark>treacle</mark> and more <mark>treacle</mark>"
    assert moment.found.more == 2


def test_two_meetings_of_a_group_on_one_day_are_two_by_their_names(holding: Holding):
    def of(name: str, meeting: str, group: str = "POGO"):
        return note(name, "treacle", title=meeting, group=group, date="2020-03-31", meeting=meeting)

    named = [of("a.md", "Morning"), of("b.md", "Morning"), of("c.md", "Evening"), of("d.md", "Morning", "North")]
    index = holding(*named, of("e.md", "2020-03-31"), of("f.md", "2020-03-31"))
    expected = [("2020-03-31", 2), ("Evening", 1), ("Morning", 1), ("Morning", 2)]
    assert sorted((m.found.title, m.documents) for m in over_time(index).moments) == expected
    index.update([of("e.md", "2020-03-31"), of("a.md", "Morning")])  # which may make another segment
    found = over_time(index)
    assert sorted((m.found.title, m.documents) for m in found.moments) == expected
    assert {each.value: each.count for each in found.groups} == {"pogo": 3, "north": 1}


def test_meetings_of_other_groups_and_documents_of_none_are_apart(holding: Holding):
    found = over_time(holding(NOTES, EARLIER, LOOSE))
    assert dates(found) == ["2020-03-31", "2020-03-31", "2019-11"]
    assert found.groups == (
        FacetValue("north", "North", 1),
        FacetValue("pogo", "POGO", 1),
        FacetValue("", "No group", 1),
    )


def test_newest_first_or_oldest_first_with_the_ends_always_said(holding: Holding):
    index = holding(NOTES, EARLIER, note("x.md", "treacle", date="2018", title="Old"))
    for sort, expected in (("best", ["2020-03-31", "2019-11", "2018"]), ("oldest", ["2018", "2019-11", "2020-03-31"])):
        found = over_time(index, sort=sort)
        assert dates(found) == expected
        assert (found.first and found.first.date, found.last and found.last.date) == ("2018", "2020-03-31")


def test_what_has_no_date_is_counted_and_said(holding: Holding):
    found = over_time(holding(NOTES, UNDATED))
    assert (found.total, found.documents, found.undated) == (1, 1, 1)


def test_nothing_found_has_no_ends_and_no_periods(holding: Holding):
    found = over_time(holding(OTHER))
    assert (found.total, found.first, found.last, found.periods, found.moments) == (0, None, None, (), ())


def test_a_running_file_is_many_meetings_by_the_dates_of_its_headings(holding: Holding):
    running = note(
        "pogo/all.md",
        passage("treacle in spring", "spring", "4 May", date="2020-05-04"),
        passage("honey in summer", "summer", "July", date="2020-07"),
        passage("treacle in autumn", "autumn", "November", date="2020-11"),
        title="All",
        group="POGO",
        date="2020",
    )
    found = over_time(holding(running))
    assert [(m.date, m.date_display, m.found.passages[0].anchor) for m in found.moments] == [
        ("2020-11", "November 2020", "autumn"),
        ("2020-05-04", "4 May 2020", "spring"),
    ]


def test_a_heading_that_knows_the_date_less_precisely_than_its_document_does_not_count(holding: Holding):
    of_march = passage("treacle", "call", "Monthly call, March 2020", date="2020-03")
    (moment,) = over_time(holding(note("a.md", of_march, date="2020-03-31"))).moments
    assert (moment.date, moment.date_display) == ("2020-03-31", "31 March 2020")


def test_all_the_words_are_wanted_where_anything_has_them(holding: Holding):
    index = holding(
        note("a.md", "market engagement", title="Both", date="2020-01-01"),
        note("b.md", "the market", title="One", date="2020-02-01"),
        note("c.md", "the market", "and engagement", title="Apart", date="2020-03-01"),
    )
    found = over_time(index, "market engagement")
    assert [m.found.title for m in found.moments] == ["Apart", "Both"]
    assert found.remarks == ()


def test_where_nothing_has_all_the_words_what_has_most_is_counted_and_said(holding: Holding):
    index = holding(
        note("a.md", "market engagement", title="Two", date="2020-01-01"),
        note("b.md", "the market", title="One", date="2020-02-01"),
    )
    found = over_time(index, "market engagement zebra -lion")
    assert [m.found.title for m in found.moments] == ["Two"]
    assert "2 of 3" in " ".join(found.remarks)


def test_filters_narrow_it_and_dates_narrow_running_files(holding: Holding):
    index = holding(NOTES, EARLIER, LOOSE)
    assert over_time(index, groups=("north",)).total == 1
    assert over_time(index, years=("2019",)).total == 1
    assert dates(over_time(index, since=date(2020, 1, 1))) == ["2020-03-31", "2020-03-31"]
    assert over_time(index, inside="north-2019-11").total == 3


def test_a_tag_without_words_shows_where_its_documents_name_it(holding: Holding):
    index = holding(
        note("a.md", "Hello", passage("About procurement", "there"), tags=("Procurement",), date="2020-01-01"),
        note("b.md", "Only a tag here", tags=("procurement",), date="2020-02-01", title="B"),
    )
    found = over_time(index, "", tags=("procurement",))
    assert dates(found) == ["2020-02-01", "2020-01-01"]
    assert [m.found.passages and m.found.passages[0].anchor for m in found.moments] == [(), "there"]


def test_a_slip_is_mended_where_it_would_find_nothing(holding: Holding):
    found = over_time(holding(NOTES), "treacel")
    assert (found.total, found.read_as) == (1, "treacle")
    assert found.remarks[0] == "No notes have “treacel”; showing “treacle”."


def test_what_may_have_been_meant_is_offered_as_a_search_does(holding: Holding):
    common = [note(f"{n}.md", "treacle", date="2020-01-01") for n in range(30)]
    found = over_time(holding(*common, note("slip.md", "treacel", date="2019-01-01")), "treacel")
    assert (found.total, found.did_you_mean) == (1, "treacle")
    assert over_time(holding(*common), "treacle").did_you_mean is None


def test_periods_are_quarters_with_none_left_out_and_say_their_groups(holding: Holding):
    found = over_time(holding(NOTES, EARLIER, LOOSE))
    assert [(p.label, p.count, p.groups) for p in found.periods] == [
        ("October to December 2019", 1, (("north", 1),)),
        ("January to March 2020", 2, (("", 1), ("pogo", 1))),
    ]
    assert (found.periods[0].since, found.periods[0].until) == (date(2019, 10, 1), date(2019, 12, 31))


def test_a_year_alone_is_in_no_quarter_but_in_its_year(holding: Holding):
    year, months = note("y.md", "treacle", date="2020"), [note(f"{n}.md", "treacle", date=f"2020-0{n}") for n in (1, 2)]
    found = over_time(holding(year, *months))
    assert ([(p.label, p.count) for p in found.periods], found.unplaced) == ([("January to March 2020", 2)], 1)
    for others in ([], [*months, note("old.md", "treacle", date="2009-01")]):
        found = over_time(holding(year, *others))
        assert found.unplaced == 0
        assert (found.periods[-1].label, found.periods[-1].count) == ("2020", 1 + len(others[:2]))


def test_one_date_far_from_many_others_does_not_make_their_picture_small(holding: Holding):
    many = (note(f"{n}.md", "treacle", date=f"20{20 + n % 2}-{1 + n % 12:02}-01") for n in range(30))
    found = over_time(holding(*many, note("far.md", "treacle", date="2031-01-01")))
    assert (found.periods[0].label, found.periods[-1].label) == ("January to March 2020", "October to December 2021")
    assert (found.unplaced, found.last and found.last.date) == (1, "2031-01-01")


def test_a_picture_of_centuries_shows_the_last_years(holding: Holding):
    found = over_time(holding(note("a.md", "treacle", date="0001-01-01"), note("b.md", "treacle", date="2020-01-01")))
    assert (found.periods[-1].label, found.periods[-1].count, found.unplaced) == ("2020", 1, 1)
    assert found.first is not None
    assert found.first.date == "0001-01-01"


def test_pages_reach_every_meeting_once(holding: Holding):
    index = holding(*(note(f"{n:02}.md", "treacle", date=f"2020-{1 + n % 12:02}-{1 + n // 12:02}") for n in range(23)))
    seen = [dates(over_time(index, page=page, per_page=10)) for page in (1, 2, 3, 4)]
    assert [len(page) for page in seen] == [10, 10, 3, 0]
    every = [each for page in seen for each in page]
    assert every == sorted(set(every), reverse=True)


def test_what_others_may_read_has_no_part_in_it(holding: Holding):
    hidden = note("h.md", "treacle", title="Hidden", group="Secret", date="2021-06-01", to=MEMBERS)
    index = holding(NOTES, EARLIER, hidden)
    without = holding(NOTES, EARLIER).over_time(Query("treacle"), VISITOR)
    index = holding(NOTES, EARLIER, hidden)
    seen = index.over_time(Query("treacle"), VISITOR)
    assert (seen.total, seen.periods, seen.groups, seen.moments, seen.words) == (
        without.total,
        without.periods,
        without.groups,
        without.moments,
        without.words,
    )


@pytest.fixture
def changing(holding: Holding) -> Index:
    """Twelve meetings: treacle with lawyers first, with data last, with money always; Ms Ito is at all of them."""
    texts = ["the lawyers and money"] * 4 + ["money"] * 4 + ["the data and money"] * 4
    meetings = (
        note(f"{n:02}.md", f"Ito said treacle is about {text}", date=f"2020-{n + 1:02}-01")
        for n, text in enumerate(texts)
    )
    others = (note(f"other-{n}.md", f"Something else, number {n}, of tea and biscuits", date="2021") for n in range(60))
    return holding(*meetings, *others)


def test_words_of_then_and_now_and_of_both(changing: Index):
    words = over_time(changing).words
    assert (words.earlier, words.later, words.throughout) == (("lawyers",), ("data",), ("money",))
    assert words.meetings == 4


def test_words_are_left_out_where_nobody_asks_for_them(changing: Index):
    found = changing.over_time(Query("treacle"), VISITOR, words=False)
    assert (found.total, found.words.meetings) == (12, 0)


def test_words_are_not_compared_where_there_is_too_little(changing: Index):
    assert over_time(changing, since=date(2020, 1, 1), until=date(2020, 8, 1)).words.meetings == 0


@pytest.mark.parametrize(
    "text", ["", "*", "a*", '"', "tag:x", "-treacle", "from:2020", "treacle date:9999", "((" * 50, "\0"]
)
def test_no_input_is_an_error(holding: Holding, text: str):
    over_time(holding(NOTES, EARLIER, UNDATED), text, page=10**9, per_page=-1)
    over_time(holding(), text)
