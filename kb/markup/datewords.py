"""Dates as people write them in headings, titles and first lines.

Only what is unmistakable counts: a day with its month and year, or a month with its year. Lone years, version and
issue numbers, times and the ends of ranges are no dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kb.model import PartialDate

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)\d\d"
_GAP = r"[\s,._-]{0,3}"
_DASH = r"\s{0,2}(?:[-–—]|to\b|and\b|&)\s{0,2}"

# A date is never a piece of a longer word, number, path or version.
_START = r"(?<![^\W_])(?<![/#~])(?<!\d[:.,_-])"
_END = r"(?![^\W_])(?!/\d)"
_NOT_A_TIME = r"(?!\s{0,2}[:.%]\d)"

_FORMS = re.compile(
    rf"""{_START}(?:
      (?P<iso>(?P<iso_y>{_YEAR})(?P<iso_sep>[-/.])(?P<iso_m>\d{{1,2}})(?P=iso_sep)(?P<iso_d>\d{{1,2}})(?:(?=t\d)|{_END}))
    | (?P<year_first>(?P<yf_y>{_YEAR}){_GAP}(?P<yf_m>{_MONTH}){_GAP}(?P<yf_d>{_DAY}){_END})
        (?!{_GAP}{_YEAR}){_NOT_A_TIME}
    | (?P<numeric>(?P<num_a>\d{{1,2}})(?P<num_sep>[-/.])(?P<num_b>\d{{1,2}})(?P=num_sep)(?P<num_y>{_YEAR})
        {_END}(?!\.\d))
    | (?P<short>(?P<sh_a>\d{{1,2}})/(?P<sh_b>\d{{1,2}})/(?P<sh_y>\d\d){_END})
    | (?P<day_first>(?:(?P<df_from>\d{{1,2}})(?:st|nd|rd|th)?(?P<df_dash>{_DASH}))?
        (?P<df_d>{_DAY})[\s._-]{{0,3}}(?:of\s{{1,2}})?(?P<df_m>{_MONTH})
        (?:(?:{_DASH}{_DAY}\s{{0,2}}{_MONTH})?{_GAP}\(?(?P<df_y>{_YEAR}){_END})?)
    | (?P<month_first>(?P<mf_m>{_MONTH})[\s._-]{{0,3}}(?P<mf_d>{_DAY}){_END}{_NOT_A_TIME}
        (?:(?:{_DASH}(?:{_MONTH}\s{{0,2}})?{_DAY}\b)?{_GAP}\(?(?P<mf_y>{_YEAR}){_END})?)
    | (?P<month>(?P<mo_m>{_MONTH}){_GAP}(?P<mo_y>{_YEAR}){_END})
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_WHOLE_MONTH = re.compile(rf"({_YEAR})[-/](\d\d)")
_LONE_YEAR = re.compile(rf"(?<![^\W_])(?<![/#:.,$£€~-]){_YEAR}(?![^\W_])(?![-/.,:]\d)")
# A date after one of these is a limit or the end of a range, not when something took place.
_LIMIT = re.compile(
    rf"(?:\b(?:until|till|through|before|after|since|due|by|deadline:?)|\b{_MONTH}{_DASH})\s*$", re.IGNORECASE
)


def find_date(text: str, year: int | None = None, month_first: bool = False) -> PartialDate | None:
    """The first unmistakable date in `text`; a month gives way to a day within it.

    `2020-01-09`, `2020/01/09`, `2019.05.30`, `31st March 2020`, `Mar 31, 2020`, `20th-february-2025`, `30.01.2020`,
    `05/11/2020` (day first unless that is impossible or `month_first`), `February 2020`. With `year` also `Dec 13`,
    `13 December` and `19/8/24`.
    Of a range it is the first day. A date the calendar does not have, such as 31 February, is none.
    """
    if whole := _WHOLE_MONTH.fullmatch(text.strip()):
        return _date(whole[1], whole[2])
    month: PartialDate | None = None
    for found in _dates(text, year, month_first):
        if found.day is None:
            month = month or found
        elif month is None or (found.year, found.month) == (month.year, month.month):
            return found
    return month


def find_year(text: str) -> int | None:
    """The one year that a heading such as `2019` or `Meetings in 2019` names; None where it names none or several."""
    years = {int(found) for found in _LONE_YEAR.findall(text)}
    return years.pop() if len(years) == 1 else None


def writes_month_first(texts: Iterable[str]) -> bool:
    """Do these texts write 12/31/2020? Some date in them can only be read so, and none the other way."""
    orders = {
        int(found["num_a"]) < int(found["num_b"])
        for text in texts
        for found in _FORMS.finditer(text)
        if found["numeric"] and max(int(found["num_a"]), int(found["num_b"])) > 12
    }
    return orders == {True}


def _dates(text: str, year: int | None, month_first: bool) -> Iterator[PartialDate]:
    for found in _FORMS.finditer(text):
        if _LIMIT.search(text, max(0, found.start() - 24), found.start()):
            continue
        date = _read(found, year, month_first)
        if date is not None:
            yield date


def _read(found: re.Match[str], year: int | None, month_first: bool) -> PartialDate | None:
    if found["iso"]:
        return _date(found["iso_y"], found["iso_m"], found["iso_d"])
    if found["year_first"]:
        return _date(found["yf_y"], found["yf_m"], found["yf_d"])
    if found["numeric"]:
        return _numeric(found["num_y"], found["num_a"], found["num_b"], month_first)
    if found["short"]:  # 19/8/24 may be read three ways, unless one knows that it is about 2024
        near = year is not None and abs(year - (year - year % 100 + int(found["sh_y"]))) <= 1
        century = f"{year // 100}" if year is not None else ""
        return _numeric(century + found["sh_y"], found["sh_a"], found["sh_b"], month_first) if near else None
    if found["day_first"]:
        day = _first_of_range(found["df_from"], found["df_dash"], found["df_d"])
        return _date(found["df_y"] or _assumed(found["df_m"], year), found["df_m"], day)
    if found["month_first"]:
        return _date(found["mf_y"] or _assumed(found["mf_m"], year), found["mf_m"], found["mf_d"])
    if found["mo_m"] == "may" and found[0].startswith("may "):  # "we may 2020 …"
        return None
    return _date(found["mo_y"], found["mo_m"])


def _numeric(year: str, first: str, second: str, month_first: bool) -> PartialDate | None:
    days, months = _date(year, second, first), _date(year, first, second)
    return (months or days) if month_first else (days or months)


def _assumed(month: str, year: int | None) -> str | None:
    """The year for a date written without one. `may 3` in small letters is hardly ever a date."""
    return str(year) if year is not None and month[0].isupper() else None


def _first_of_range(first: str | None, dash: str | None, last: str) -> str:
    """`12-14 March` begins on the 12th, but `Meeting 4 - 31 March` was on the 31st."""
    if first is None or dash is None:
        return last
    length = _number(last) - int(first)
    spaced = dash.strip() in "-–—" and dash != dash.strip()
    return first if 0 < length < (7 if spaced else 31) else last


def _date(year: str | None, month: str, day: str | None = None) -> PartialDate | None:
    if year is None:
        return None
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3].casefold()) + 1
    try:
        return PartialDate(int(year), number, _number(day) if day else None)
    except ValueError:
        return None


def _number(day: str) -> int:
    return int(day[:2]) if day[:2].isdigit() else int(day[0])
