"""Moments counted by quarter, or by year where quarters would be too many to look at."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from kb.search.moments import Period
from kb.search.storage.snapshot import Numbers, Snapshot

MOST_QUARTERS = 24
MOST_YEARS = 40
"""A longer picture would be hairs: then the last ones are shown."""

_MANY, _FAR_OUT = 25, 0.02  # moments; share of them at either end
_EPOCH = date(1970, 1, 1).toordinal()
_MONTHS = ("January to March", "April to June", "July to September", "October to December")


def periods(snapshot: Snapshot, first: Numbers, last: Numbers, groups: Numbers) -> tuple[tuple[Period, ...], int]:
    """The periods from the first moment to the last, and how many moments are in none of them.

    `first`, `last`: days as ordinals; `groups`: codes, -1 for none; shape (moments,) each.
    """
    if not len(first):
        return (), 0
    begin, end = _months(first), _months(last)
    earliest, latest = _most_of(begin)
    size = 3 if latest // 3 - earliest // 3 < MOST_QUARTERS and _known_by_quarter(begin, end) else 12
    if size == 12:
        latest = int(begin.max())
        earliest = max(int(begin.min()), 12 * (latest // 12 - MOST_YEARS + 1))
    numbers = begin // size - earliest // size
    inside = (begin // size == end // size) & (numbers >= 0) & (begin // size <= latest // size)
    if not inside.any():
        return (), len(first)
    earliest += int(numbers[inside].min()) * size
    numbers = numbers[inside] - int(numbers[inside].min())
    codes = groups[inside]
    names = ("", *snapshot.column("group").values)
    table = np.bincount(numbers * len(names) + codes + 1, minlength=(int(numbers.max()) + 1) * len(names))
    counts = table.reshape(-1, len(names))
    found = tuple(_period(earliest // size + n, size, row, names) for n, row in enumerate(counts))
    return found, len(first) - len(numbers)


def _most_of(months: Numbers) -> tuple[int, int]:
    """The first and the last month, without the few that lie far out where there are many: one slip in a date."""
    if len(months) < _MANY:
        return int(months.min()), int(months.max())
    ends = np.quantile(months, (_FAR_OUT, 1 - _FAR_OUT), method="nearest")
    return int(ends[0]), int(ends[1])


def _known_by_quarter(begin: Numbers, end: Numbers) -> bool:
    """Are most moments known that well?"""
    return bool((begin // 3 == end // 3).mean() >= 0.5)


def _period(number: int, size: int, row: Numbers, names: tuple[str, ...]) -> Period:
    since, until = _day(number * size), _day((number + 1) * size) - timedelta(days=1)
    label = str(since.year) if size == 12 else f"{_MONTHS[(since.month - 1) // 3]} {since.year}"
    groups = tuple((names[code], int(row[code])) for code in np.flatnonzero(row).tolist())
    return Period(since, until, label, int(row.sum()), groups)


def _months(days: Numbers) -> Numbers:
    """Months since January 1970 of days given as ordinals."""
    return (days - _EPOCH).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def _day(month: int) -> date:
    """The first day of a month counted from January 1970."""
    return date(1970 + month // 12, month % 12 + 1, 1)
