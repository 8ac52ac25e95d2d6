"""Dates in words: what counts as one, and what must not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.markup.datewords import find_date, find_year
from kb.model import PartialDate

A_DATE = {
    "2020-01-09": "2020-01-09",
    "2020/01/09": "2020-01-09",
    "2019.05.30": "2019-05-30",
    "2020-1-9": "2020-01-09",
    "2020-01-09T10:30Z": "2020-01-09",
    "minutes_2020-01-09": "2020-01-09",
    "notes-2020-01-09": "2020-01-09",
    "[2020-01-09] Triage": "2020-01-09",
    "2020-02": "2020-02",
    "31 March 2020": "2020-03-31",
    "31st March 2020": "2020-03-31",
    "31st of March, 2020": "2020-03-31",
    "March 31, 2020": "2020-03-31",
    "Mar 31 2020": "2020-03-31",
    "Mar. 31st, 2020": "2020-03-31",
    "March 31 (2020)": "2020-03-31",
    "20th-february-2025": "2025-02-20",
    "20th-february-2025-13": "2025-02-20",
    "5-May-2020": "2020-05-05",
    "2020 May 5": "2020-05-05",
    "30.01.2020": "2020-01-30",
    "05/11/2020": "2020-11-05",
    "05-11-2020": "2020-11-05",
    "11/25/2020": "2020-11-25",
    "Tuesday, 5 May 2020": "2020-05-05",
    "Sept 3, 2019": "2019-09-03",
    "Call of Thursday 12 March 2020, 10:30": "2020-03-12",
    "February 2020": "2020-02",
    "Feb. 2020": "2020-02",
    "Notes, February 2020 (met on 11 February 2020)": "2020-02-11",
    "February 2020, moved from 2020-01-15": "2020-02",
    "29 February 2020": "2020-02-29",
    "12-14 March 2020": "2020-03-12",
    "12 – 14 March 2020": "2020-03-12",
    "12 to 14 March 2020": "2020-03-12",
    "Meeting 4 - 31 March 2020": "2020-03-31",
    "March 12-14, 2020": "2020-03-12",
    "March 30 – April 2, 2020": "2020-03-30",
    "30 March – 2 April 2020": "2020-03-30",
    "30 December 2019 – 2 January 2020": "2019-12-30",
    "2020-02-31, really 2020-03-02": "2020-03-02",
}

NO_DATE = [
    "",
    "2020",
    "Plans for 2020",
    "31 February 2020",
    "2020-02-31",
    "2021-13-01",
    "v2020.01.09",
    "1.2.2020.4",
    "release 10.2020.1",
    "#2020-01-09",
    "https://example.org/2020/01/09/post",
    "at 10:30",
    "tel. 020 7946 0018",
    "Dec 13",
    "13 December",
    "may 2020 things happen",
    "open until 31 March 2020",
    "due 2020-03-31",
    "January – March 2020",
    "05/11/20",
    "41 March 2020x",
    "120200109",
]


@pytest.mark.parametrize(("text", "expected"), A_DATE.items())
def test_a_date_is_found(text, expected):
    assert find_date(text) == PartialDate.parse(expected)


@pytest.mark.parametrize("text", NO_DATE)
def test_what_only_looks_like_a_date_is_none(text):
    assert find_date(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dec 13", "2016-12-13"),
        ("13 December", "2016-12-13"),
        ("December 13th: budget", "2016-12-13"),
        ("Tuesday 13 Dec", "2016-12-13"),
        ("Dec 13, 2019", "2019-12-13"),
        ("May 3", "2016-05-03"),
        ("(19/8/16) Minutes", "2016-08-19"),
        ("8/25/16", "2016-08-25"),
        ("May 3 10:30", "2016-05-03"),
    ],
)
def test_a_day_without_its_year_takes_the_year_given(text, expected):
    assert find_date(text, year=2016) == PartialDate.parse(expected)


@pytest.mark.parametrize(
    "text", ["you may 3 times", "May 3:30", "March 3.5", "Feb 30", "December", "10:30", "by 3 May", "19/8/24"]
)
def test_a_year_given_makes_no_dates_of_other_things(text):
    assert find_date(text, year=2016) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019", 2019),
        ("Meetings in 2019", 2019),
        ("2019–2020", None),
        ("#2019", None),
        ("v1.2019", None),
        ("Notes", None),
    ],
)
def test_a_heading_names_a_year(text, expected):
    assert find_year(text) == expected


@given(st.dates(min_value=PartialDate(1900, 1, 1).first), st.text(alphabet=" ,;:()", max_size=3))
def test_what_we_display_is_found_again(day, around):
    if day.year < 2100:
        assert find_date(f"{around}{PartialDate.of(day).display()}{around}") == PartialDate.of(day)


@given(st.text(alphabet="0123456789-/.,: thJanFebMayof–", max_size=60), st.none() | st.integers(1990, 2030))
def test_no_text_is_an_error(text, year):
    found = find_date(text, year)
    assert found is None or found.month is not None
