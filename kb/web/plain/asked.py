"""From the parameters of a search address to a Query. Shared by the search page, its API twin and whatever links to it.

An address may be typed, cut off by a mail program or made by another site: a value that cannot be meant is left out
and said so, never an error.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import cast, get_args

from starlette.datastructures import QueryParams

from kb.model import PartialDate, slug, tag_slug
from kb.search import Query, Sort, days_named
from kb.web.plain.addresses import QUERY_VERSION
from kb.web.plain.numbers import whole_number

LONGEST_TEXT = 10_000
"""Characters of a query that are read; the rest is left out with a remark."""

MOST_PER_PAGE = 100
LAST_PAGE = 1_000_000
_LARGEST = 10**39  # that is taken for a number at all


def query_of(parameters: QueryParams) -> tuple[Query, tuple[str, ...]]:
    """The query an address asks for, and a sentence for each value that was left out."""
    remarks: list[str] = []
    query = Query(
        text=_text(parameters.get("q", ""), remarks),
        tags=_slugs(parameters, "tag", tag_slug),
        groups=_slugs(parameters, "group", slug),
        kinds=tuple(dict.fromkeys(v.strip().lower() for v in parameters.getlist("kind") if v.strip())),
        years=tuple(dict.fromkeys(v.strip() for v in parameters.getlist("year") if v.strip())),
        since=_day(parameters, "from", remarks),
        until=_day(parameters, "to", remarks),
        inside=parameters.get("in") or None,
        sort=_sort(parameters.get("sort"), remarks),
        page=_number(parameters, "page", 1, LAST_PAGE, remarks),
        per_page=_number(parameters, "per_page", Query().per_page, MOST_PER_PAGE, remarks),
    )
    _version(parameters.get("v", "").strip(), remarks)
    return query, tuple(remarks)


def _version(written: str, remarks: list[str]) -> None:
    if written and written != QUERY_VERSION:
        remarks.append(
            f"This search was made for version {written[:20]} of the search language; it was read as version "
            f"{QUERY_VERSION}."
        )


def _text(typed: str, remarks: list[str]) -> str:
    if len(typed) > LONGEST_TEXT:
        remarks.append(f"Only the first {LONGEST_TEXT:,} characters of the search were read.")
    return typed[:LONGEST_TEXT].replace("\0", " ").strip()


def _slugs(parameters: QueryParams, name: str, of: Callable[[str], str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(s for s in map(of, parameters.getlist(name)) if s))


def _day(parameters: QueryParams, name: str, remarks: list[str]) -> date | None:
    written = parameters.get(name, "").strip()
    if not written:
        return None
    first: date | None
    last: date | None
    try:
        when = PartialDate.parse(written)
        first, last = when.first, when.last
    except ValueError as error:
        first, last = days_named(written) or (None, None)
        if not (first if name == "from" else last):
            remarks.append(f"The date after “{name}” was left out: {error}.")
    return first if name == "from" else last


def _sort(written: str | None, remarks: list[str]) -> Sort:
    if not written or written in get_args(Sort):
        return cast(Sort, written or "best")
    remarks.append("Results can be sorted by best, newest or oldest; best was taken.")
    return "best"


def _number(parameters: QueryParams, name: str, default: int, most: int, remarks: list[str]) -> int:
    written = parameters.get(name, "").strip()
    if not written:
        return default
    number = whole_number(written, most=_LARGEST)
    if not number:
        remarks.append(f"“{name}” takes a whole number from 1; {default} was taken.")
        return default
    if number > most:
        remarks.append(f"“{name}” can be {most:,} at most; that was taken.")
    return min(number, most)
