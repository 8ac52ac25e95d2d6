"""When results are from: the small picture above them and on the page of a tag, each bar a filter."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from kb.model import PartialDate
from kb.search import Query, Results
from kb.web.plain.addresses import search_address, toggled
from kb.web.plain.asked import MOST_PER_PAGE
from kb.web.serving.visit import Visit

_FEWEST_YEARS, _FEWEST_DATES = 2, 3
_MOST_BARS = 14  # so that each is wide enough for a finger on a telephone
_STEPS = (1, 2, 5, 10)  # years in a bar
_LEAST = 8  # percent: so high that one document among hundreds can be seen


@dataclass(frozen=True)
class Bar:
    """A span of time.

    Attributes:
        label: short, for below the bar; `name` in full.
        height: percent of the highest; 0 where there is nothing, and then no address.
    """

    label: str
    name: str
    count: int
    height: int
    address: str = ""
    selected: bool = False


def timeline(results: Results, visit: Visit) -> list[Bar]:
    """Bars from the first year to the last, none left out; for results of one year those of its months.

    Empty where all is of one time, so that there is nothing to see.
    """
    # A year that somebody typed into an address may be no number.
    years = {int(each.value): each.count for each in results.facets.get("year", ()) if each.value.isdecimal()}
    years = {year: count for year, count in years.items() if count and 1 <= year <= date.max.year}
    return _years(results.query, years) if len(years) >= _FEWEST_YEARS else _months(results, visit)


def _years(query: Query, counts: dict[int, int]) -> list[Bar]:
    first, last = min(counts), max(counts)
    step = next((step for step in _STEPS if last // step - first // step < _MOST_BARS), 0)
    if not step:
        return []
    spans = [(start, start + step - 1) for start in range(first // step * step, last + 1, step)]
    in_span = [sum(counts.get(year, 0) for year in range(start, end + 1)) for start, end in spans]
    bars = []
    for (start, end), count in zip(spans, in_span, strict=True):
        chosen = (
            toggled(query, "year", str(start)) if step == 1 else _between(query, date(max(start, 1), 1, 1), end, 12)
        )
        selected = step == 1 and str(start) in query.years
        name = str(start) if step == 1 else f"{start} to {end}"
        short = name if len(spans) <= _MOST_BARS // 2 and step == 1 else f"’{start % 100:02}"
        bars.append(_bar(short, name, count, max(in_span), chosen, selected))
    return bars


def _months(results: Results, visit: Visit) -> list[Bar]:
    """Of all results, as long as they are few enough to be looked at one by one."""
    query, found = results.query, results.found
    if query.inside or results.total > MOST_PER_PAGE:
        return []
    if results.total > len(found):
        found = visit.parts.index.search(replace(query, page=1, per_page=MOST_PER_PAGE), visit.audiences).found
    dates = [PartialDate.parse(each.date) for each in found if each.date]
    months = Counter(each.month for each in dates if each.month)
    if len(set(dates)) < _FEWEST_DATES or len(months) < 2 or len({each.year for each in dates}) > 1:
        return []
    year = dates[0].year
    bars = []
    for month in range(min(months), max(months) + 1):
        name = PartialDate(year, month).display()
        chosen = _between(query, date(year, month, 1), year, month)
        bars.append(_bar(name[:3], name, months[month], max(months.values()), chosen, selected=False))
    return bars


def _between(query: Query, first: date, year: int, month: int) -> Query:
    """From the first day to the end of a month."""
    last = date(year, month, monthrange(year, month)[1])
    return replace(query, since=first, until=last, years=(), page=1)


def _bar(label: str, name: str, count: int, most: int, chosen: Query, selected: bool) -> Bar:
    if not count:
        return Bar(label, name, 0, 0)
    return Bar(label, name, count, max(_LEAST, round(100 * count / most)), search_address(chosen), selected)
