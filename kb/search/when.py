"""Dates in the words people use: "last month", "spring 2020", "in March 2020", "since January", "before the June call".

They are read only where hardly anything else can be meant: a month or a year alone is a word ("march", "2020"), and a
date only after a word such as "in", "since" or "before". A month without a year is the latest that is not to come.
Seasons are those of the north: spring is March to May, and the winter of 2020 ends in February 2021.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import NamedTuple

from kb.model import PartialDate

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_SEASON = "(?:spring|summer|autumn|fall|winter)"
_YEAR = r"(?:19|20)\d\d(?![\w-])"
_ISO = r"\d{4}-\d\d(?:-\d\d)?(?![\w-])"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBER = rf"(?:\d{{1,3}}|{'|'.join(_NUMBERS)})"
_UNIT = "(?:day|week|month|year)"
_END = r"(?:['’]s)?(?=$|[\s).,;:!?])"

_PERIOD = re.compile(
    rf"""(?:
      (?P<iso>{_ISO})
    | (?P<day>{_DAY})\s+(?:of\s+)?(?P<day_month>{_MONTH})(?:,?\s+(?P<day_year>{_YEAR}))?
    | (?P<month>{_MONTH})
      (?:\s+(?P<month_day>{_DAY})\b(?!\s*,?\s*{_YEAR})|(?:\s+(?P<of_day>{_DAY}))?,?\s+(?:of\s+)?(?P<month_year>{_YEAR}))?
    | (?P<season>{_SEASON})\s+(?:of\s+)?(?P<season_year>(?:19|20)\d\d)(?:[/–-](?:\d\d|\d{{4}}))?(?![\w-])
    | (?P<which>last|this|next|past)\s+(?P<unit>week|month|year)\b
    | (?P<back>last|past)\s+(?P<number>{_NUMBER})\s+(?P<units>{_UNIT})s?\b
    | (?P<recent>last|this)\s+(?P<named>{_MONTH}|{_SEASON}\b)
    | (?P<yesterday>yesterday)\b
    | (?P<year>{_YEAR})
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_RANGE = re.compile(r"(\d{4}(?:-\d\d){0,2})?\.\.(\d{4}(?:-\d\d){0,2})?(?![\w.-])")
_ENDS = re.compile(_END)
_LEAD = re.compile(
    r"(?P<lead>in|during|within|over|on|at|from|since|before|after|until|till|up\s+to|between)\s+(?P<the>the\s+)?",
    re.IGNORECASE,
)
_TO = re.compile(r"\s*(?:\s(?:to|and|until|till)\s|[–-])\s*(?:the\s+)?", re.IGNORECASE)
_CALL = re.compile(r"\s+(?:call|meeting|session|workshop)s?\b", re.IGNORECASE)
_ONWARDS = re.compile(r"\s+(?:on|onwards?)\b", re.IGNORECASE)
_MAY_BEGIN = re.compile(
    rf"[\d.]|{_MONTH}|{_SEASON}|(?:last|this|next|past|yesterday|in|during|within|over|on|at|from|since|before|after"
    r"|until|till|up|between)\b",
    re.IGNORECASE,
)
_ORDINARY = ("may", "march", "mar", "mar.")
"""Months that in small letters, and without a year, are ordinary words after most words that could lead a date."""


class When(NamedTuple):
    """Days from `first` to `last`, both included, None where a side is open; written up to `end` in the text."""

    first: date | None
    last: date | None
    end: int


class _Period(NamedTuple):
    """What names a time. `sure`: can hardly mean anything else, even where no word such as "in" leads it.

    Attributes:
        month: the month it is, where its year was not given.
    """

    first: date
    last: date
    end: int
    sure: bool
    month: int | None = None


def when(text: str, at: int, today: date) -> When | None:
    """The date in words that begins at this place of a text, None where there is none."""
    if not _MAY_BEGIN.match(text, at):
        return None
    found = _numbers(text, at) or _led(text, at, today) or _alone(text, at, today)
    ends = found and _ENDS.match(text, found.end)
    return found._replace(end=ends.end()) if found and ends else None


def _numbers(text: str, at: int) -> When | None:
    """`2020-02..2020-06`"""
    found = _RANGE.match(text, at)
    if not found or not (found[1] or found[2]):
        return None
    try:
        first = PartialDate.parse(found[1]).first if found[1] else None
        last = PartialDate.parse(found[2]).last if found[2] else None
    except ValueError:
        return None
    return When(first, last, found.end())


def _led(text: str, at: int, today: date) -> When | None:
    """After a word such as "in", "since" or "between"."""
    lead = _LEAD.match(text, at)
    period = lead and _period(text, lead.end(), today, the=bool(lead["the"]))
    if not lead or not period:
        return None
    word = " ".join(lead["lead"].lower().split())
    name = text[lead.end() : period.end]
    if name in _ORDINARY and word not in ("in", "during", "since", "before", "after", "between"):
        return None
    if word in ("between", "from", "in", "during") and (both := _both(text, period, today)):
        return both
    call = _CALL.match(text, period.end) if period.month else None
    if lead["the"] and period.month and not call:
        return None
    end = call.end() if call else period.end
    match word:
        case "between":
            return None
        case "from" if onwards := _ONWARDS.match(text, end):
            return When(period.first, None, onwards.end())
        case "since":
            return When(period.first, None, end)
        case "before":
            return When(None, period.first - timedelta(1), end)
        case "after":
            return When(period.last + timedelta(1), None, end)
        case "until" | "till" | "up to":
            return When(None, period.last, end)
        case _:
            return When(period.first, period.last, end)


def _alone(text: str, at: int, today: date) -> When | None:
    period = _period(text, at, today)
    if period and (period.sure or period.month) and (both := _both(text, period, today)):
        return both
    return When(period.first, period.last, period.end) if period and period.sure else None


def _both(text: str, begins: _Period, today: date) -> When | None:
    """A second period behind the first: "February to April 2020". At least one of them is more than a month's name."""
    to = _TO.match(text, begins.end)
    ends = to and _period(text, to.end(), today)
    if not ends or (begins.month and ends.month and text[begins.end : ends.end].lstrip()[0] in "-–"):
        return None
    first = begins.first
    if begins.month:  # "between November and February 2020" begins the year before
        year = ends.last.year if begins.month <= ends.last.month else ends.last.year - 1
        first = PartialDate(year, begins.month, first.day if first.day > 1 else None).first
    return When(first, ends.last, ends.end) if first <= ends.last else None


def _period(text: str, at: int, today: date, the: bool = False) -> _Period | None:
    """What names a time at this place. `the`: it stands before it, so that "the last month" is one up to today."""
    found = _PERIOD.match(text, at)
    if not found:
        return None
    try:
        return _read(found, today, the)
    except (ValueError, OverflowError):  # a day the calendar does not have
        return None


def _read(found: re.Match[str], today: date, the: bool) -> _Period | None:
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
        return _Period(_ago(today, _count(found["number"]), found["units"].lower()), today, end, sure=True)
    if found["recent"]:
        return _recent(found["recent"].lower(), found["named"], today, end)
    if found["yesterday"]:
        return _whole(PartialDate.of(today - timedelta(1)), end)
    return _whole(PartialDate(int(found["year"])), end, sure=False)


def _whole(when: PartialDate, end: int, sure: bool = True) -> _Period:
    return _Period(when.first, when.last, end, sure)


def _day(day: str, name: str, year: str | None, today: date, end: int) -> _Period:
    number, month = int(re.sub(r"\D", "", day)), _month(name)
    if year:
        return _whole(PartialDate(int(year), month, number), end)
    for back in range(9):  # 29 February may be eight years ago
        with_year = today.year - back
        if number <= calendar.monthrange(with_year, month)[1] and date(with_year, month, number) <= today:
            return _whole(PartialDate(with_year, month, number), end, sure=False)
    raise ValueError("no such day")


def _season(name: str, year: int, end: int) -> _Period:
    month = _SEASONS[name.lower()]
    first = date(year, month, 1)
    last = PartialDate(year + 1, 2).last if month == 12 else PartialDate(year, month + 2).last
    return _Period(first, last, end, sure=True)


def _which(which: str, unit: str, today: date, the: bool, end: int) -> _Period:
    """ "last month" is the one before this one; "the last month" and "past month" are the days up to today."""
    if which == "past" or (which == "last" and the):
        return _Period(_ago(today, 1, unit), today, end, sure=True)
    step = {"last": -1, "this": 0, "next": 1}[which]
    if unit == "week":
        monday = today - timedelta(today.weekday()) + timedelta(7 * step)
        return _Period(monday, monday + timedelta(6), end, sure=True)
    if unit == "year":
        return _whole(PartialDate(today.year + step), end)
    months = today.year * 12 + today.month - 1 + step
    return _whole(PartialDate(months // 12, months % 12 + 1), end)


def _recent(which: str, name: str, today: date, end: int) -> _Period:
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
