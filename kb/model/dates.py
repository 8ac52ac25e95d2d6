"""Dates as people know them: a year, a month or a day, sometimes approximate or not yet confirmed."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import total_ordering

_FORM = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?\s*([?~%]?)")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@total_ordering
@dataclass(frozen=True)
class PartialDate:
    """A date of the precision somebody gave, never more.

    Attributes:
        year: 1 to 9999.
        month: 1 to 12, or None where only the year is known.
        day: of that month, or None; only with a month.
        approximate: "about then", written `2020-06~`.
        unconfirmed: "to be confirmed", written `2020-06?`.

    The suffixes are those of EDTF level 1 (ISO 8601-2:2019): `?` uncertain, `~` approximate, `%` both.
    Raises ValueError for a date the calendar does not have, such as 31 February.
    """

    year: int
    month: int | None = None
    day: int | None = None
    approximate: bool = False
    unconfirmed: bool = False

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("a day needs its month")
        if not 1 <= self.year <= 9999:
            raise ValueError(f"{self.year} is not a year between 1 and 9999")
        if self.month is not None and not 1 <= self.month <= 12:
            raise ValueError(f"{self.month} is not a month between 1 and 12")
        if self.month is not None and self.day is not None:
            days = calendar.monthrange(self.year, self.month)[1]
            if not 1 <= self.day <= days:
                raise ValueError(
                    f"{_MONTHS[self.month - 1]} {self.year} has {days} days, so there is no day {self.day}"
                )

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read `2020`, `2020-02`, `2020-03-31`, each with an optional `?`, `~` or `%`. Raises ValueError otherwise."""
        found = _FORM.fullmatch(text.strip())
        if not found:
            raise ValueError(f"“{text.strip()}” is not a date like 2020-03-31, 2020-03 or 2020")
        year, month, day, suffix = found.groups()
        return cls(
            int(year),
            int(month) if month else None,
            int(day) if day else None,
            approximate=suffix in ("~", "%"),
            unconfirmed=suffix in ("?", "%"),
        )

    @classmethod
    def of(cls, day: date) -> PartialDate:
        return cls(day.year, day.month, day.day)

    @property
    def iso(self) -> str:
        """The date part alone, as in addresses and the API: `2020`, `2020-02` or `2020-03-31`."""
        if self.month is None:
            return f"{self.year:04}"
        if self.day is None:
            return f"{self.year:04}-{self.month:02}"
        return f"{self.year:04}-{self.month:02}-{self.day:02}"

    @property
    def first(self) -> date:
        """The earliest day it can be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """The latest day it can be."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def is_exact(self) -> bool:
        """A day somebody could put in a calendar."""
        return self.day is not None and not self.approximate and not self.unconfirmed

    def display(self) -> str:
        """For people: "31 March 2020", "February 2020", "about 2020", "June 2020 (to be confirmed)"."""
        words = " ".join(
            part
            for part in (str(self.day or ""), _MONTHS[self.month - 1] if self.month else "", str(self.year))
            if part
        )
        words = f"about {words}" if self.approximate else words
        return f"{words} (to be confirmed)" if self.unconfirmed else words

    def __str__(self) -> str:
        both = self.approximate and self.unconfirmed
        return self.iso + ("%" if both else "~" if self.approximate else "?" if self.unconfirmed else "")

    def __lt__(self, other: PartialDate) -> bool:
        """By the first day it can be; the less precise first, as a year's heading stands before its months."""
        return self._order < other._order

    @property
    def _order(self) -> tuple[int, int, int, bool, bool]:
        return (self.year, self.month or 0, self.day or 0, self.approximate, self.unconfirmed)


@dataclass(frozen=True)
class DateRange:
    """Days from `first` to `last`, both included; None leaves that side open."""

    first: date | None = None
    last: date | None = None

    def overlaps(self, when: PartialDate) -> bool:
        """Could `when` lie in this range? A month counts where any of its days does."""
        return (self.last is None or when.first <= self.last) and (self.first is None or when.last >= self.first)
