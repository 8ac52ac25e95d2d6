"""Days in words and in the query language, from the first to the last."""

from __future__ import annotations

from datetime import date, timedelta

from kb.model import PartialDate


def said(first: int, last: int) -> str:
    """Days, as proleptic ordinals, in words: "March 2020", "before June 2020", "since 5 January 2020"."""
    begins, ends = date.fromordinal(first), date.fromordinal(last)
    if begins == date.min and ends == date.max:
        return "any date"
    if begins == date.min:
        after = ends + timedelta(1)
        return f"before {_spelt(after)}" if after.day == 1 else f"up to {PartialDate.of(ends).display()}"
    if ends == date.max:
        return f"since {_spelt(begins)}"
    if (one := _one(begins, ends)) is not None:
        return one.display()
    if begins.day == 1 and (ends + timedelta(1)).day == 1:
        last_month = PartialDate(ends.year, ends.month).display()
        first_month = PartialDate(begins.year, begins.month).display()
        if begins.year == ends.year:
            first_month = first_month.removesuffix(f" {begins.year}")
        return f"{first_month} to {last_month}"
    return f"{PartialDate.of(begins).display()} to {PartialDate.of(ends).display()}"


def written(first: date | None, last: date | None) -> str:
    """Days in the query language: `date:2020-03`, `date:2020-02..2020-04`, `from:2020-01`, `to:2020-05`."""
    if first is None or last is None:
        return f"from:{_start(first)}" if first else f"to:{_stop(last)}" if last else ""
    one = _one(first, last)
    return f"date:{one.iso}" if one else f"date:{_start(first)}..{_stop(last)}"


def _spelt(day: date) -> str:
    """A first of January as its year, a first of a month as that month."""
    return PartialDate.parse(_start(day)).display()


def _start(day: date) -> str:
    return PartialDate(
        day.year, day.month if day.day > 1 or day.month > 1 else None, day.day if day.day > 1 else None
    ).iso


def _stop(day: date | None) -> str:
    if day is None or day == date.max:
        return "9999"
    month, year = PartialDate(day.year, day.month), PartialDate(day.year)
    return year.iso if year.last == day else month.iso if month.last == day else PartialDate.of(day).iso


def _one(first: date, last: date) -> PartialDate | None:
    """The day, month or year that these days are, None where they are none."""
    for each in (PartialDate.of(first), PartialDate(first.year, first.month), PartialDate(first.year)):
        if (each.first, each.last) == (first, last):
            return each
    return None
