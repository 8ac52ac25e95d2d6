"""Dates as people know them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model import DateRange, PartialDate


@pytest.mark.parametrize(
    ("written", "display", "iso"),
    [
        ("2020", "2020", "2020"),
        ("2020-02", "February 2020", "2020-02"),
        ("2020-2", "February 2020", "2020-02"),
        ("2020-03-31", "31 March 2020", "2020-03-31"),
        (" 2020-3-1 ", "1 March 2020", "2020-03-01"),
        ("2020-06?", "June 2020 (to be confirmed)", "2020-06"),
        ("2020~", "about 2020", "2020"),
        ("2020-06%", "about June 2020 (to be confirmed)", "2020-06"),
        ("2020-02-29", "29 February 2020", "2020-02-29"),
    ],
)
def test_a_date_is_shown_with_the_precision_it_was_given(written, display, iso):
    when = PartialDate.parse(written)
    assert (when.display(), when.iso) == (display, iso)


@pytest.mark.parametrize(
    "written", ["", "soon", "2020-13", "2020-02-31", "2021-02-29", "20-02-2020", "2020-02-", "0000", "2020-00"]
)
def test_what_the_calendar_does_not_have_is_no_date(written):
    with pytest.raises(ValueError, match=r".+"):
        PartialDate.parse(written)


def test_the_reason_is_one_a_person_understands():
    with pytest.raises(ValueError, match="February 2020 has 29 days, so there is no day 31"):
        PartialDate.parse("2020-02-31")


def test_dates_are_ordered_by_their_first_day_and_the_less_precise_comes_first():
    written = ["2020-03-31", "2021", "2020", "2020-03", "2019-12-31"]
    assert [str(d) for d in sorted(map(PartialDate.parse, written))] == [
        "2019-12-31",
        "2020",
        "2020-03",
        "2020-03-31",
        "2021",
    ]


@pytest.mark.parametrize(
    ("when", "first", "last", "overlaps"),
    [
        ("2020-02", date(2020, 2, 15), date(2020, 3, 1), True),
        ("2020-02", date(2020, 3, 1), None, False),
        ("2020", None, date(2020, 1, 1), True),
        ("2020", None, date(2019, 12, 31), False),
        ("2020-02-29", date(2020, 2, 29), date(2020, 2, 29), True),
        ("2020-02-29", None, None, True),
    ],
)
def test_a_date_lies_in_a_range_where_any_of_its_days_does(when, first, last, overlaps):
    assert DateRange(first, last).overlaps(PartialDate.parse(when)) is overlaps


def test_only_a_known_day_is_exact():
    exact = {w: PartialDate.parse(w).is_exact for w in ("2020-03-31", "2020-03-31?", "2020-03-31~", "2020-03", "2020")}
    assert exact == {"2020-03-31": True, "2020-03-31?": False, "2020-03-31~": False, "2020-03": False, "2020": False}


@given(st.dates(min_value=date(1, 1, 1)), st.sampled_from([1, 2, 3]), st.booleans(), st.booleans())
def test_what_is_written_reads_back_the_same(day, precision, approximate, unconfirmed):
    parts = (day.year, day.month, day.day)[:precision]
    when = PartialDate(*parts, approximate=approximate, unconfirmed=unconfirmed)
    assert PartialDate.parse(str(when)) == when
    assert when.first <= day <= when.last
