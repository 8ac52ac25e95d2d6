"""Dates in words: which are read, as what, and which words stay words. Today is Monday, 15 June 2020."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search import parse
from kb.search.language.days import said, written
from kb.search.language.when import when

TODAY = date(2020, 6, 15)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("last month", "date:2020-05"),
        ("this month", "date:2020-06"),
        ("next month", "date:2020-07"),
        ("last week", "date:2020-06-08..2020-06-14"),
        ("this year", "date:2020"),
        ("last year", "date:2019"),
        ("yesterday", "date:2020-06-14"),
        ("in the last month", "date:2020-05-15..2020-06-15"),
        ("past 3 months", "date:2020-03-15..2020-06-15"),
        ("in the last two weeks", "date:2020-06..2020-06-15"),
        ("over the past year", "date:2019-06-15..2020-06-15"),
        ("spring 2020", "date:2020-03..2020-05"),
        ("summer of 2019", "date:2019-06..2019-08"),
        ("winter 2019/20", "date:2019-12..2020-02"),
        ("last spring", "date:2020-03..2020-05"),
        ("last summer", "date:2019-06..2019-08"),
        ("in March 2020", "date:2020-03"),
        ("March 2020", "date:2020-03"),
        ("mar 2020", "date:2020-03"),
        ("in march", "date:2020-03"),
        ("in May", "date:2020-05"),
        ("in September", "date:2019-09"),
        ("last March", "date:2020-03"),
        ("last June", "date:2019-06"),
        ("31 March 2020", "date:2020-03-31"),
        ("on the 31st of March 2020", "date:2020-03-31"),
        ("March 31, 2020", "date:2020-03-31"),
        ("on 5 March", "date:2020-03-05"),
        ("before the June call", "to:2020-05"),
        ("before June 2020", "to:2020-05"),
        ("before the June 2020 meeting", "to:2020-05"),
        ("before 31 March", "to:2020-03-30"),
        ("after March 2020", "from:2020-04"),
        ("since January", "from:2020"),
        ("since 3 May", "from:2020-05-03"),
        ("until May 2020", "to:2020-05"),
        ("up to May 2020", "to:2020-05"),
        ("from March 2020", "date:2020-03"),
        ("from March 2020 onwards", "from:2020-03"),
        ("in 2019", "date:2019"),
        ("since 2019", "from:2019"),
        ("before 2020", "to:2019"),
        ("2020-02..2020-06", "date:2020-02..2020-06"),
        ("2020-02..", "from:2020-02"),
        ("..2020-06", "to:2020-06"),
        ("between February and April 2020", "date:2020-02..2020-04"),
        ("between November and February 2020", "date:2019-11..2020-02"),
        ("from January to March 2020", "date:2020..2020-03"),
        ("February to April 2020", "date:2020-02..2020-04"),
        ("Feb–Apr 2020", "date:2020-02..2020-04"),
        ("between 2019 and 2020", "date:2019..2020"),
        ("2020-03-31", "date:2020-03-31"),
        ("since 2020-03-31", "from:2020-03-31"),
        ("31/03/2020", "date:2020-03-31"),
        ("31.3.2020", "date:2020-03-31"),
        ("3/4/2020", "date:2020-04-03"),
        ("3/31/2020", "date:2020-03-31"),
        ("before 1/5/2020", "to:2020-04"),
        ("Q1 2020", "date:2020..2020-03"),
        ("in q4 of 2019", "date:2019-10..2019"),
        ("2020 Q2", "date:2020-04..2020-06"),
        ("second quarter of 2020", "date:2020-04..2020-06"),
        ("since the third quarter of 2019", "from:2019-07"),
        ("this quarter", "date:2020-04..2020-06"),
        ("last quarter", "date:2020..2020-03"),
        ("in the past quarter", "date:2020-03-15..2020-06-15"),
        ("a week ago", "date:2020-06-08..2020-06-14"),
        ("two weeks ago", "date:2020-06..2020-06-07"),
        ("3 months ago", "date:2020-03"),
        ("a year ago", "date:2019"),
        ("two quarters ago", "date:2019-10..2019"),
        ("ten days ago", "date:2020-06-05"),
        ("last month's", "date:2020-05"),
        ("last month?", "date:2020-05"),
    ],
)
def test_dates_in_words(text: str, meant: str):
    found = when(text, 0, TODAY)
    assert found is not None
    assert written(found.first, found.last) == meant
    again = parse(meant).required[0]
    assert (again.first, again.last) == (  # type: ignore[union-attr]
        (found.first or date.min).toordinal(),
        (found.last or date.max).toordinal(),
    )


@pytest.mark.parametrize(
    "text",
    [
        "may",
        "march",
        "spring",
        "2020",
        "2020-03",
        "2020-03-31-notes",
        "31/03/20",
        "31/13/2020",
        "1.2.2020.3",
        "2020-02-31",
        "Q1",
        "Q5 2020",
        "first quarter",
        "weeks ago",
        "a week",
        "today",
        "2019/20",
        "02091-C-71",
        "W-2",
        "march on",
        "the march",
        "in the march",
        "in spring",
        "last call",
        "last meeting",
        "from march to market",
        "until may",
        "after Easter",
        "May Day",
        "since the",
        "between 1 and 2",
        "2020-13..2020-14",
        "since 2020-02-30",
        "31 February",
        "in 20200",
        "lastmonth",
        "version 2020.1",
    ],
)
def test_what_could_be_words_stays_words(text: str):
    for at in range(len(text)):
        if at == 0 or text[at - 1] == " ":
            assert when(text, at, TODAY) is None, text[at:]


@pytest.mark.parametrize("quoted", ['"last month"', "-last month", "title:march 2020", "(march)"])
def test_quotation_marks_minus_and_fields_come_first(quoted: str):
    assert parse(quoted, TODAY).worded_dates == ()


def test_29_february_without_a_year_is_the_last_there_was():
    found = when("on 29 February", 0, date(2023, 1, 1))
    assert found is not None
    assert found.first == date(2020, 2, 29)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2020, 3, 1), date(2020, 3, 31), "March 2020"),
        (date(2020, 2, 1), date(2020, 4, 30), "February to April 2020"),
        (date(2019, 12, 1), date(2020, 2, 29), "December 2019 to February 2020"),
        (date(2020, 5, 15), date(2020, 6, 15), "15 May 2020 to 15 June 2020"),
        (date.min, date(2020, 5, 31), "before June 2020"),
        (date.min, date(2020, 5, 30), "up to 30 May 2020"),
        (date(2020, 1, 1), date.max, "since 2020"),
        (date.min, date.max, "any date"),
    ],
)
def test_days_said_in_words(first: date, last: date, words: str):
    assert said(first.toordinal(), last.toordinal()) == words


_PIECES = """last this past next ago a Q1 first quarter the in since before between and to from march May 2020 spring 31
    9999 999 weeks years 2020-02 1/2/2020 .. – laſt thİs monthſ 0001-01-01 9999-12-31"""
_WORDS = st.sampled_from(_PIECES.split())


@pytest.mark.parametrize(
    ("text", "meant"),
    [("2020", "date:2020"), ("march", "date:2020-03"), ("2019-12", "date:2019-12"), ("3 may", "date:2020-05-03")],
)
def test_boldly_a_month_or_a_year_alone_is_a_date(text: str, meant: str):
    found = when(text, 0, TODAY, boldly=True)
    assert found is not None
    assert written(found.first, found.last) == meant


@pytest.mark.parametrize("text", ["before 0001-01-01", "after 9999-12-31", "laſt month", "ſpring 2020", "thİs week"])
def test_what_no_calendar_has_is_no_date(text: str):
    assert when(text, 0, TODAY) is None


@given(st.lists(_WORDS, max_size=8).map(" ".join) | st.text(max_size=40), st.dates())
def test_any_text_on_any_day_is_read(text: str, today: date):
    for at in range(len(text)):
        when(text, at, today)
