"""Dates in the names of files and folders, in every style that people use.

A name may hold a whole date, a month or a year, but also only the day and month whose year is the folder's; folders
above it fill in what is missing, and never more than that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.model import PartialDate

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<word>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_GAP = r"[-_., ]{1,2}"
_NOT_WITHIN = r"(?<![A-Za-z0-9])"
_ENDS = r"(?![A-Za-z0-9])"

# From the surest to the weakest; the first that names a day the calendar has is the date.
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<!\d){_YEAR}(?P<sep>[-_. ])(?P<month>\d{{1,2}})(?P=sep)(?P<day>\d{{1,2}})(?!\d)",
        rf"(?<!\d){_YEAR}(?P<month>[01]\d)(?P<day>[0-3]\d)(?!\d)",
        rf"(?<!\d){_YEAR}{_GAP}{_MONTH}{_GAP}{_DAY}{_ENDS}",
        rf"{_NOT_WITHIN}{_DAY}[-_., ]{{0,2}}{_MONTH}[-_., ]{{0,2}}{_YEAR}(?!\d)",
        rf"{_NOT_WITHIN}{_MONTH}[-_., ]{{0,2}}{_DAY}{_GAP}{_YEAR}(?!\d)",
        r"(?<![\d.])(?P<first>\d{1,2})(?P<sep>[-_. ])(?P<second>\d{1,2})(?P=sep)(?P<year>(?:19|20)\d\d)(?!\d)",
        r"^(?P<first>\d{1,2})(?P<sep>[-_])(?P<second>\d{1,2})(?P=sep)(?P<short>[1-9]\d)(?![-_.]?\d)",
        rf"(?<!\d){_YEAR}{_GAP}{_MONTH}{_ENDS}",
        rf"{_NOT_WITHIN}{_MONTH}[-_., ]{{0,2}}{_YEAR}(?!\d)",
        rf"(?<![\d]){_YEAR}[-_.](?P<month>0[1-9]|1[0-2])(?![-_.]?\d)",
    )
)
_DAYS_OF_A_YEAR = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"^(?P<month>0[1-9]|1[0-2])[-_.](?P<day>[0-3]\d){_ENDS}(?![-_.]\d)",
        rf"{_NOT_WITHIN}{_MONTH}{_GAP}{_DAY}{_ENDS}",
        rf"{_NOT_WITHIN}{_DAY}{_GAP}{_MONTH}{_ENDS}",
    )
)
_MONTH_OF_A_YEAR = re.compile(
    rf"(?:(?P<month>0?[1-9]|1[0-2])(?:{_GAP}{_MONTH})?|{_MONTH.replace('word', 'word2')})$", re.IGNORECASE
)
_MONTH_WITH_WORDS = re.compile(rf"(?P<month>0[1-9]|1[0-2]){_GAP}[A-Za-z]")
_DAY_OF_A_MONTH = re.compile(rf"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?{_ENDS}(?![-_.]\d)", re.IGNORECASE)
_LONE_YEAR = re.compile(rf"(?<![A-Za-z0-9]){_YEAR}(?![A-Za-z0-9])(?![-_. ]\d\d)")
_NUMBERED = re.compile(
    r"(?:^|[-_. #])(?:issues?|pr|pull|version|ver|v|no|nr|number|rfc|ticket|case|bug|room)[-_. #]*$", re.IGNORECASE
)
_RANGE = re.compile(r"\d[-_. ]$")


@dataclass(frozen=True)
class NameDate:
    """What one name says: any of year, month and day; a day always with its month or under a folder that has it.

    `start` and `end`: where in the name it stands.
    """

    year: int | None
    month: int | None = None
    day: int | None = None
    start: int = 0
    end: int = 0

    @property
    def partial(self) -> PartialDate | None:
        return PartialDate(self.year, self.month, self.day) if self.year else None


def date_in_name(name: str) -> NameDate | None:
    """The date that a name without its ending holds by itself; without a year where it names only day and month.

    >>> date_in_name("20th-february-2025-13").partial.iso
    '2025-02-20'
    """
    for form in _FORMS:
        for found in form.finditer(name):
            if date := _whole(found):
                return date
    for form in _DAYS_OF_A_YEAR:
        for found in form.finditer(name):
            parts = found.groupdict()
            month = _month(parts)
            day = int(parts["day"])
            if month and _is_day(2024, month, day):  # a leap year: 29 February may be one
                return NameDate(None, month, day, found.start(), found.end())
    years = [found for found in _LONE_YEAR.finditer(name) if not _is_a_number(name, found.start())]
    if len(years) == 1:
        return NameDate(int(years[0]["year"]), None, None, years[0].start(), years[0].end())
    return None


def date_of_path(folders: Sequence[str], name: str) -> tuple[PartialDate, str] | None:
    """The date of a document from its own `name` (no ending), else from its folders, and in words where it was found.

    `folders` outermost first. The nearest name that holds a date decides; the year of a `05-13` and the month of a
    `09-x` come from the folders above.
    """
    names = [*folders, name]
    for depth in range(len(names) - 1, -1, -1):
        own = depth == len(names) - 1
        found = _date_at(names, depth, own)
        if found:
            return found, "the file name" if own else f"the folder {names[depth]}"
    return None


def names_a_day(name: str) -> bool:
    """Does a name hold a day, with or without its year?"""
    found = date_in_name(name)
    return found is not None and found.day is not None


def is_only_a_date(folder: str) -> bool:
    """Is a folder's name a year, month or day and nothing else (`2019`, `01-Jan`, `05`, `2020-02`)?"""
    found = date_in_name(folder)
    if _MONTH_OF_A_YEAR.match(folder) or folder.isdecimal():
        return True
    return found is not None and not re.search(r"\w", folder[: found.start] + folder[found.end :])


def _date_at(names: Sequence[str], depth: int, own: bool) -> PartialDate | None:
    name, above = names[depth], names[:depth]
    if month := _month_under_its_year(name, above, own):
        return month
    found = date_in_name(name)
    if found and found.year:
        # A folder such as `2030-vision` is about a year; `minutes-2016` and `2016` are of it.
        return found.partial if own or found.month or _is_year_folder(name) else None
    if found:  # a day and month
        return _checked(_year_above(above), found.month, found.day)
    if above and (day := _DAY_OF_A_MONTH.match(name)) and (of := _month_above(above)):
        return _checked(of.year, of.month, int(day["day"]))
    return None


def _month_under_its_year(name: str, above: Sequence[str], own: bool) -> PartialDate | None:
    """`05`, `01-Jan` or `january` in the folder `2020`; a folder may say more (`12-contributor-summit`), but in
    the name of a file such a number may be a mere order.
    """
    year = _year_above(above[-1:])
    if not year:
        return None
    if whole := _MONTH_OF_A_YEAR.match(name):
        number, word = whole["month"], whole["word"] or whole["word2"]
        agree = not number or not whole["word"] or int(number) == _month_of(word)
        return _checked(year, int(number) if number else _month_of(word)) if agree else None
    with_words = None if own else _MONTH_WITH_WORDS.match(name)
    return _checked(year, int(with_words["month"])) if with_words else None


def _month_above(above: Sequence[str]) -> PartialDate | None:
    """The month that the nearest folder is and nothing but, under the folder of its year or with it in its name."""
    if not is_only_a_date(above[-1]):
        return None
    found = _date_at(above, len(above) - 1, own=False)
    return found if found and found.month and not found.day else None


def _year_above(above: Sequence[str]) -> int | None:
    for folder in reversed(above):
        found = date_in_name(folder)
        if found and found.year and (found.month is None or is_only_a_date(folder)):
            return found.year if is_only_a_date(folder) or _is_year_folder(folder) else None
    return None


_WORDS_BESIDE_A_YEAR = frozenset({
    "meeting", "meetings", "call", "calls", "minutes", "notes", "agenda", "agendas", "resource", "resources",
    "archive", "archives", "year", "weekly", "monthly", "docs", "of", "and",
})  # fmt: skip


def _is_year_folder(name: str) -> bool:
    words = [word for word in re.split(r"[^A-Za-z0-9]+", name.lower()) if word]
    return all(word in _WORDS_BESIDE_A_YEAR or re.fullmatch(r"(?:19|20)\d\d", word) for word in words)


def _whole(found: re.Match[str]) -> NameDate | None:
    """A date with its year out of a match of one of _FORMS; None where the calendar has no such day."""
    parts = found.groupdict()
    year = int(parts.get("year") or f"20{parts['short']}")
    for month, day in _readings(parts):
        if month and (day is None or _is_day(year, month, day)) and 1 <= month <= 12:
            return NameDate(year, month, day, found.start(), found.end())
    return None


def _readings(parts: dict[str, str | None]) -> Iterator[tuple[int | None, int | None]]:
    """Pairs of month and day; two numbers are the day and the month unless that is impossible."""
    first, second, day = parts.get("first"), parts.get("second"), parts.get("day")
    if first and second:
        yield int(second), int(first)
        yield int(first), int(second)
    else:
        yield _month(parts), int(day) if day else None


def _month(parts: dict[str, str | None]) -> int | None:
    if number := parts.get("month"):
        return int(number)
    word = parts.get("word")
    return _month_of(word) if word else None


def _month_of(word: str) -> int:
    return _MONTHS.index(word[:3].lower()) + 1


def _is_day(year: int, month: int, day: int) -> bool:
    return _checked(year, month, day) is not None


def _checked(year: int | None, month: int | None, day: int | None = None) -> PartialDate | None:
    if year is None:
        return None
    try:
        return PartialDate(year, month, day)
    except ValueError:
        return None


def _is_a_number(name: str, start: int) -> bool:
    """A year that is the end of a range, or follows a word such as `issue`, is none."""
    return bool(_NUMBERED.search(name[:start]) or _RANGE.search(name[:start]))
