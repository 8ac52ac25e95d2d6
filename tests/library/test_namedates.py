"""Dates in the names of files and folders."""

import calendar
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.library.namedates import date_of_path, is_only_a_date

NAMES = {
    # a day, in every style
    "2020-01-09": "2020-01-09",
    "2020-1-9": "2020-01-09",
    "20200109": "2020-01-09",
    "2020_01_09": "2020-01-09",
    "2019.05.30": "2019-05-30",
    "2020-01-09-notes": "2020-01-09",
    "notes-2020-01-09-final": "2020-01-09",
    "007-20260515": "2026-05-15",
    "IMG_20200109_1": "2020-01-09",
    "20200109T1200": "2020-01-09",
    "05-11-2020": "2020-11-05",
    "10.1.2020": "2020-01-10",
    "12-31-2020": "2020-12-31",
    "31-12-2020": "2020-12-31",
    "20th-february-2025": "2025-02-20",
    "20th-february-2025-13": "2025-02-20",
    "minutes-3-march-2021": "2021-03-03",
    "minutes-march-3-2021": "2021-03-03",
    "Minutes March 3, 2021": "2021-03-03",
    "meeting_22_Jan_14_2026": "2026-01-14",
    "9jan2020": "2020-01-09",
    "2020-Jan-09": "2020-01-09",
    "13-5-24-meeting-minutes": "2024-05-13",
    "28-5-24-meeting-minutes-1-6-5": "2024-05-28",
    "2020-02-29": "2020-02-29",
    "2022-11-09-fosdem-2023": "2022-11-09",
    # a month
    "2020-02": "2020-02",
    "2020-02-notes": "2020-02",
    "notes-february-2021": "2021-02",
    "2021-march": "2021-03",
    # a year
    "2020": "2020",
    "meeting-notes-2016": "2016",
    "2021_Weekly_Meeting_Minutes": "2021",
    "annual-report-2021": "2021",
    # none
    "version-2.0": None,
    "release-1-2-20": None,
    "issue-1234": None,
    "issue-2019": None,
    "rfc2119": None,
    "v2020": None,
    "20201345": None,
    "12345678": None,
    "2020-02-31": None,
    "2020-13-45": None,
    "2019-2020-report": None,
    "2019-2020": None,
    "05-13": None,
    "meeting_14_date_Aug_27": None,
    "x-may-be": None,
    "notes": None,
    "": None,
}

PATHS = {
    "2019/05-13": "2019-05-13",
    "2019/05-13-notes": "2019-05-13",
    "2020/01-Jan/09-x": "2020-01-09",
    "2020/january/9th-call": "2020-01-09",
    "2020/01/09": "2020-01-09",
    "2020/05": "2020-05",
    "2020-02/17-call": "2020-02-17",
    "2017/12-contributor-summit/session": "2017-12",
    "2019/11-contributor-summit/01-introduction": "2019-11",
    "2026/meeting_14_date_Aug_27": "2026-08-27",
    "2019/01-introduction": "2019",
    "2019/notes": "2019",
    "meetings/2019/pogo/notes": "2019",
    "meeting-notes-2016/x": "2016",
    "2020-01-09-call/agenda": "2020-01-09",
    "2019/2020-01-09": "2020-01-09",
    "2030-vision/survey": None,
    "2019/2019-2020": "2019",
    "pogo/05-13": None,
    "a/b/c": None,
}


@pytest.mark.parametrize(("name", "expected"), NAMES.items())
def test_a_file_name_holds_a_date_in_many_styles_and_numbers_that_are_none(name, expected):
    found = date_of_path((), name)
    assert (found[0].iso if found else None) == expected


@pytest.mark.parametrize(("path", "expected"), PATHS.items())
def test_folders_give_what_the_name_leaves_open(path, expected):
    *folders, name = path.split("/")
    found = date_of_path(folders, name)
    assert (found[0].iso if found else None) == expected


@pytest.mark.parametrize("name", ["2019", "2020-02", "01-Jan", "05", "january", "2020-01-09", "20200109"])
def test_a_folder_that_is_only_a_date_is_no_group(name):
    assert is_only_a_date(name)


@pytest.mark.parametrize("name", ["pogo", "2030-vision", "12-contributor-summit", "may-day", "wave2", "south-west"])
def test_a_folder_with_other_words_may_be_one(name):
    assert not is_only_a_date(name)


STYLES = (
    "{d:%Y-%m-%d}",
    "{d:%Y%m%d}",
    "{d:%Y_%m_%d}",
    "{d:%Y.%m.%d}",
    "{d.day}-{month}-{d.year}",
    "{d.day}th-{month}-{d.year}",
    "{month}-{d.day}-{d.year}",
    "{d:%d}-{short}-{d.year}",
    "call-{d:%Y-%m-%d}-notes",
    "{d.day}_{short}_{d.year}_x",
)


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)), st.sampled_from(STYLES))
def test_every_day_is_read_back_from_every_style(day, style):
    month, short = calendar.month_name[day.month], calendar.month_abbr[day.month]
    name = style.format(d=day, month=month, short=short)
    found = date_of_path((), name)
    assert found is not None
    assert found[0].iso == day.isoformat(), name


@given(st.lists(st.text(max_size=30), max_size=4), st.text(max_size=60))
def test_no_name_makes_it_fail(folders, name):
    date_of_path(folders, name)


@given(st.text(alphabet="0123456789-_. ", max_size=20))
def test_a_date_is_never_one_that_the_calendar_does_not_have(name):
    found = date_of_path(("2020", "02"), name)
    assert found is None or found[0].first <= found[0].last
