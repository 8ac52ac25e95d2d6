"""Dates in the words people use: "last month", "spring 2020", "in March 2020", "since January", "before the June call".

They are read only where hardly anything else can be meant: a month or a year alone is a word ("march", "2020",
"2020-03"), and a date only after a word such as "in", "since" or "before", or where nothing has it as a word. What
names a time is known to kb.search.language.named_times.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from kb.model import PartialDate
from kb.search.language.named_times import MONTH, NUMBER, QUARTER, SEASON, NamedTime, named_time

_END = r"(?:['’]s)?(?=$|[\s).,;:!?])"
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
    rf"[\d.]|{MONTH}|{SEASON}|{QUARTER}\b|{NUMBER}\b|an?\b|(?:last|this|next|past|yesterday|in|during|within|over|on|at|from|since|before|after"
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


def when(text: str, at: int, today: date, boldly: bool = False) -> When | None:
    """The date in words that begins at this place of a text, None where there is none.

    `boldly`: a month or a year alone is one too.
    """
    if not _MAY_BEGIN.match(text, at):
        return None
    try:
        found = _numbers(text, at) or _led(text, at, today) or _alone(text, at, today, boldly)
    except OverflowError:  # before the first day of the calendar, after its last one
        return None
    ends = found and _ENDS.match(text, found.end)
    return found._replace(end=ends.end()) if found and ends else None


def days_named(text: str, today: date | None = None) -> tuple[date | None, date | None] | None:
    """The first and the last day of what a whole text names, None where a side is open; None where it names no time."""
    found = when(text, 0, today or date.today(), boldly=True)
    return (found.first, found.last) if found and found.end == len(text) else None


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
    period = lead and named_time(text, lead.end(), today, the=bool(lead["the"]))
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


def _alone(text: str, at: int, today: date, boldly: bool) -> When | None:
    period = named_time(text, at, today)
    if period and (period.sure or period.month) and (both := _both(text, period, today)):
        return both
    return When(period.first, period.last, period.end) if period and (period.sure or boldly) else None


def _both(text: str, begins: NamedTime, today: date) -> When | None:
    """A second period behind the first: "February to April 2020". At least one of them is more than a month's name."""
    to = _TO.match(text, begins.end)
    ends = to and named_time(text, to.end(), today)
    if not ends or (begins.month and ends.month and text[begins.end : ends.end].lstrip()[0] in "-–"):
        return None
    first = begins.first
    if begins.month:  # "between November and February 2020" begins the year before
        year = ends.last.year if begins.month <= ends.last.month else ends.last.year - 1
        first = PartialDate(year, begins.month, first.day if first.day > 1 else None).first
    return When(first, ends.last, ends.end) if first <= ends.last else None
