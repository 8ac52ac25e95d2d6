"""What names a time in words: "March 2020", "31st of March", "spring 2020", "last month", "the past three weeks", "Q1
2020", "two weeks ago"; and days in numbers, "2020-03-31" and "31/3/2020".

Where such words are a date, and where words like any other, is for kb.search.language.when to say. A month without a
year is the latest that is not to come. Seasons are those of the north: spring is March to May, and the winter of 2020
ends in February 2021.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import NamedTuple

from kb.model import PartialDate

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
SEASON = "(?:spring|summer|autumn|fall|winter)"
_YEAR = r"(?:19|20)\d\d(?![\w-])"
_ISO = r"\d{4}-\d\d(?:-\d\d)?(?![\w-])"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NUMBER = rf"(?:\d{{1,3}}|{'|'.join(_NUMBERS)})"
_UNIT = "(?:day|week|month|quarter|year)"
_QUARTERS = ("first", "second", "third", "fourth")
QUARTER = rf"(?:q[1-4]|{'|'.join(_QUARTERS)})"

_NAMED = re.compile(
    rf"""(?:
      (?P<iso>{_ISO})
    | (?P<one>\d{{1,2}})(?P<between>[./])(?P<two>\d{{1,2}})(?P=between)(?P<numbers_year>(?:19|20)\d\d)(?![\w/-]|\.\w)
    | q(?P<quarter>[1-4])\s+(?:of\s+)?(?P<quarter_year>{_YEAR})
    | (?P<year_before>{_YEAR})\s+q(?P<quarter_behind>[1-4])\b
    | (?P<quarter_name>{"|".join(_QUARTERS)})\s+quarter\s+(?:of\s+)?(?P<named_year>{_YEAR})
    | (?P<day>{_DAY})\s+(?:of\s+)?(?P<day_month>{MONTH})(?:,?\s+(?P<day_year>{_YEAR}))?
    | (?P<month>{MONTH})
      (?:\s+(?P<month_day>{_DAY})\b(?!\s*,?\s*{_YEAR})|(?:\s+(?P<of_day>{_DAY}))?,?\s+(?:of\s+)?(?P<month_year>{_YEAR}))?
    | (?P<season>{SEASON})\s+(?:of\s+)?(?P<season_year>(?:19|20)\d\d)(?:[/–-](?:\d\d|\d{{4}}))?(?![\w-])
    | (?P<which>last|this|next|past)\s+(?P<unit>week|month|quarter|year)\b
    | (?P<back>last|past)\s+(?P<number>{NUMBER})\s+(?P<units>{_UNIT})s?\b
    | (?P<recent>last|this)\s+(?P<named>{MONTH}|{SEASON}\b)
    | (?P<count>{NUMBER}|an?)\s+(?P<ago>{_UNIT})s?\s+ago\b
    | (?P<yesterday>yesterday)\b
    | (?P<year>{_YEAR})
    )""",
    re.IGNORECASE | re.VERBOSE,
)


class NamedTime(NamedTuple):
    """What names a time. `sure`: can hardly mean anything else, even where no word such as "in" leads it.

    Attributes:
        month: the month it is, where its year was not given.
    """

    first: date
    last: date
    end: int
    sure: bool
    month: int | None = None


def named_time(text: str, at: int, today: date, the: bool = False) -> NamedTime | None:
    """What names a time at this place. `the`: it stands before it, so that "the last month" is one up to today."""
    found = _NAMED.match(text, at)
    if not found:
        return None
    try:
        return _read(found, today, the)
    # A day that the calendar does not have; a letter such as ſ, which the expression takes for an s and no table has.
    except (ValueError, OverflowError, KeyError):
        return None


def _read(found: re.Match[str], today: date, the: bool) -> NamedTime | None:
    end = found.end()
    if found["iso"]:
        when = PartialDate.parse(found["iso"])
        return _whole(when, end, sure=when.day is not None)
    if found["one"]:
        return _whole(_in_numbers(int(found["one"]), int(found["two"]), int(found["numbers_year"])), end)
    if number := found["quarter"] or found["quarter_behind"]:
        return _quarter(int(found["quarter_year"] or found["year_before"]), int(number), end)
    if found["quarter_name"]:
        return _quarter(int(found["named_year"]), _QUARTERS.index(found["quarter_name"].lower()) + 1, end)
    if found["day"]:
        return _day(found["day"], found["day_month"], found["day_year"], today, end)
    if found["month"]:
        if day := found["month_day"] or found["of_day"]:
            return _day(day, found["month"], found["month_year"], today, end)
        month = _month(found["month"])
        if found["month_year"]:
            return _whole(PartialDate(int(found["month_year"]), month), end)
        return _whole(_latest(month, today), end, sure=False)._replace(month=month)
    if found["season"]:
        return _season(found["season"], int(found["season_year"]), end)
    if found["which"]:
        return _which(found["which"].lower(), found["unit"].lower(), today, the, end)
    if found["back"]:
        return NamedTime(_ago(today, _count(found["number"]), found["units"].lower()), today, end, sure=True)
    if found["recent"]:
        return _recent(found["recent"].lower(), found["named"], today, end)
    if found["ago"]:
        return _before(today, _count(found["count"]), found["ago"].lower(), end)
    if found["yesterday"]:
        return _before(today, 1, "day", end)
    return _whole(PartialDate(int(found["year"])), end, sure=False)


def _whole(when: PartialDate, end: int, sure: bool = True) -> NamedTime:
    return NamedTime(when.first, when.last, end, sure)


def _day(day: str, name: str, year: str | None, today: date, end: int) -> NamedTime:
    number, month = int(re.sub(r"\D", "", day)), _month(name)
    if year:
        return _whole(PartialDate(int(year), month, number), end)
    for back in range(9):  # 29 February may be eight years ago
        with_year = today.year - back
        if number <= calendar.monthrange(with_year, month)[1] and date(with_year, month, number) <= today:
            return _whole(PartialDate(with_year, month, number), end, sure=False)
    raise ValueError("no such day")


def _season(name: str, year: int, end: int) -> NamedTime:
    month = _SEASONS[name.lower()]
    first = date(year, month, 1)
    last = PartialDate(year + 1, 2).last if month == 12 else PartialDate(year, month + 2).last
    return NamedTime(first, last, end, sure=True)


def _which(which: str, unit: str, today: date, the: bool, end: int) -> NamedTime:
    """ "last month" is the one before this one; "the last month" and "past month" are the days up to today."""
    if which == "past" or (which == "last" and the):
        return NamedTime(_ago(today, 1, unit), today, end, sure=True)
    return _before(today, {"last": 1, "this": 0, "next": -1}[which], unit, end)


def _before(today: date, number: int, unit: str, end: int) -> NamedTime:
    """The whole day, week, month, quarter or year so many before the one of today; after it where negative."""
    if unit == "day":
        return _whole(PartialDate.of(today - timedelta(number)), end)
    if unit == "week":
        monday = today - timedelta(today.weekday()) - timedelta(7 * number)
        return NamedTime(monday, monday + timedelta(6), end, sure=True)
    if unit == "year":
        return _whole(PartialDate(today.year - number), end)
    if unit == "quarter":
        quarters = today.year * 4 + (today.month - 1) // 3 - number
        return _quarter(quarters // 4, quarters % 4 + 1, end)
    months = today.year * 12 + today.month - 1 - number
    return _whole(PartialDate(months // 12, months % 12 + 1), end)


def _quarter(year: int, number: int, end: int) -> NamedTime:
    return NamedTime(PartialDate(year, 3 * number - 2).first, PartialDate(year, 3 * number).last, end, sure=True)


def _in_numbers(one: int, two: int, year: int) -> PartialDate:
    """`31/3/2020`, the day first as in Britain; the month first where it can only be so."""
    return PartialDate(year, one, two) if two > 12 else PartialDate(year, two, one)


def _recent(which: str, name: str, today: date, end: int) -> NamedTime:
    """ "last March", "this spring": of this year, or the last that is over."""
    if name.lower() in _SEASONS:
        period = _season(name, today.year, end)
        if which == "this":
            return period
        return period if period.last < today else _season(name, today.year - 1, end)
    when = PartialDate(today.year, _month(name))
    if which == "last" and when.last >= today:
        when = PartialDate(today.year - 1, when.month)
    return _whole(when, end)


def _ago(today: date, number: int, unit: str) -> date:
    if unit in ("day", "week"):
        return today - timedelta(number * (7 if unit == "week" else 1))
    months = today.year * 12 + today.month - 1 - number * {"month": 1, "quarter": 3, "year": 12}[unit]
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(today.day, calendar.monthrange(max(year, 1), month)[1]))


def _latest(month: int, today: date) -> PartialDate:
    return PartialDate(today.year if month <= today.month else today.year - 1, month)


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1


def _count(number: str) -> int:
    if number.lower() in ("a", "an"):
        return 1
    return int(number) if number.isdigit() else _NUMBERS.index(number.lower()) + 1
