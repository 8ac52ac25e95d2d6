"""What names a time in words: "March 2020", "31st of March", "spring 2020", "last month", "the past three weeks".

Where such words are a date, and where words like any other, is for kb.search.when to say. A month without a year is
the latest that is not to come. Seasons are those of the north: spring is March to May, and the winter of 2020 ends in
February 2021.
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
_NUMBER = rf"(?:\d{{1,3}}|{'|'.join(_NUMBERS)})"
_UNIT = "(?:day|week|month|year)"

_NAMED = re.compile(
    rf"""(?:
      (?P<iso>{_ISO})
    | (?P<day>{_DAY})\s+(?:of\s+)?(?P<day_month>{MONTH})(?:,?\s+(?P<day_year>{_YEAR}))?
    | (?P<month>{MONTH})
      (?:\s+(?P<month_day>{_DAY})\b(?!\s*,?\s*{_YEAR})|(?:\s+(?P<of_day>{_DAY}))?,?\s+(?:of\s+)?(?P<month_year>{_YEAR}))?
    | (?P<season>{SEASON})\s+(?:of\s+)?(?P<season_year>(?:19|20)\d\d)(?:[/–-](?:\d\d|\d{{4}}))?(?![\w-])
    | (?P<which>last|this|next|past)\s+(?P<unit>week|month|year)\b
    | (?P<back>last|past)\s+(?P<number>{_NUMBER})\s+(?P<units>{_UNIT})s?\b
    | (?P<recent>last|this)\s+(?P<named>{MONTH}|{SEASON}\b)
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
    except (ValueError, OverflowError):  # a day the calendar does not have
        return None


def _read(found: re.Match[str], today: date, the: bool) -> NamedTime | None:
    end = found.end()
    if found["iso"]:
        return _whole(PartialDate.parse(found["iso"]), end, sure=False)
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
    if found["yesterday"]:
        return _whole(PartialDate.of(today - timedelta(1)), end)
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
    step = {"last": -1, "this": 0, "next": 1}[which]
    if unit == "week":
        monday = today - timedelta(today.weekday()) + timedelta(7 * step)
        return NamedTime(monday, monday + timedelta(6), end, sure=True)
    if unit == "year":
        return _whole(PartialDate(today.year + step), end)
    months = today.year * 12 + today.month - 1 + step
    return _whole(PartialDate(months // 12, months % 12 + 1), end)


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
    months = today.year * 12 + today.month - 1 - number * (12 if unit == "year" else 1)
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(today.day, calendar.monthrange(max(year, 1), month)[1]))


def _latest(month: int, today: date) -> PartialDate:
    return PartialDate(today.year if month <= today.month else today.year - 1, month)


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1


def _count(number: str) -> int:
    return int(number) if number.isdigit() else _NUMBERS.index(number.lower()) + 1
