"""The picture of a subject over time: a bar for each quarter or year, and under it a lane for each group.

Only geometry, so that the template draws and a test can measure. Across, everything is in percent of the width, and
down in pixels: bars stretch with the page, while letters and dots stay as they are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date

from kb.search import OverTime, Period, Query
from kb.web.plain.addresses import over_time_address

BARS = 120  # pixels of the highest bar
LANE = 44  # pixels of a group's lane, its name above it
MOST_LANES = 6

_TOP = 20  # pixels above the bars, for the number of the highest
_FEWEST_SLOTS = 6
_MOST_LABELS = 8  # years under the bars, on a telephone
_GAP = 0.24  # of a slot between bars
_LARGEST, _SMALLEST = 10.0, 3.5  # pixels, radius of dots


@dataclass(frozen=True)
class Bar:
    """A quarter or year with something in it. `x`, `width`, `middle` in percent; `y`, `height` in pixels."""

    x: float
    width: float
    middle: float
    y: float
    height: float
    period: Period
    address: str


@dataclass(frozen=True)
class Dot:
    """A group's meetings of one period. `x` in percent, `radius` in pixels: its area says how many."""

    x: float
    radius: float
    title: str


@dataclass(frozen=True)
class Lane:
    """A group, with its dots. `y` in pixels: the line they lie on."""

    group: str
    label: str
    count: int
    address: str
    y: float
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class Chart:
    """All of it.

    Attributes:
        base: where the bars stand, in pixels from the top. height: of the bars with their labels; lanes_height.
        years: (percent, year) of the labels below the bars; each year begins there.
        more_groups: how many groups have no lane.
    """

    bars: tuple[Bar, ...]
    lanes: tuple[Lane, ...]
    years: tuple[tuple[float, str], ...]
    more_groups: int
    base: int = _TOP + BARS
    height: int = _TOP + BARS + 24

    @property
    def lanes_height(self) -> int:
        return LANE * len(self.lanes)


def chart(found: OverTime, query: Query) -> Chart | None:
    """The picture, None where there is nothing to draw. `query` is what addresses are made from."""
    if not found.periods:
        return None
    before, slots = _slots(found.periods)
    width = 100 / slots
    most = max(period.count for period in found.periods)
    placed = [(before + number, period) for number, period in enumerate(found.periods) if period.count]
    bars = tuple(_bar(at, width, most, period, query) for at, period in placed)
    in_groups = [group for group in found.groups if group.value]
    lanes = tuple(
        Lane(
            group.value,
            group.label,
            group.count,
            over_time_address(replace(query, groups=(group.value,), page=1)),
            LANE * (number + 1) - 14,
            tuple(_dots(placed, width, found.periods, group.value)),
        )
        for number, group in enumerate(in_groups[:MOST_LANES])
    )
    more = max(len(in_groups) - MOST_LANES, 0)
    return Chart(bars, lanes if len(in_groups) > 1 else (), _years(found.periods, slots), more)


def _slots(periods: tuple[Period, ...]) -> tuple[int, int]:
    """Empty slots before the first period, and how many slots there are: quarters are filled up to whole years."""
    if not _in_quarters(periods):
        return 0, max(len(periods), _FEWEST_SLOTS)
    before = (periods[0].since.month - 1) // 3
    after = 3 - (periods[-1].since.month - 1) // 3
    return before, max(before + len(periods) + after, _FEWEST_SLOTS + 2)


def _in_quarters(periods: tuple[Period, ...]) -> bool:
    return periods[0].until.month - periods[0].since.month == 2


def _bar(at: int, width: float, most: int, period: Period, query: Query) -> Bar:
    height = max(BARS * period.count / most, 3)
    # What is asked for already may be narrower than the period.
    since = max(period.since, query.since or date.min)
    until = min(period.until, query.until or date.max)
    address = over_time_address(replace(query, since=since, until=until, page=1))
    x = at * width + width * _GAP / 2
    return Bar(
        _rounded(x),
        _rounded(width * (1 - _GAP)),
        _rounded((at + 0.5) * width),
        _rounded(_TOP + BARS - height),
        _rounded(height),
        period,
        address,
    )


def _dots(placed: list[tuple[int, Period]], width: float, periods: tuple[Period, ...], group: str) -> list[Dot]:
    most = max(count for period in periods for name, count in period.groups if name)
    dots = []
    for at, period in placed:
        if count := dict(period.groups).get(group):
            radius = max(_LARGEST * math.sqrt(count / max(most, 3)), _SMALLEST)
            title = f"{period.label}: {count} {'meeting' if count == 1 else 'meetings'}"
            dots.append(Dot(_rounded((at + 0.5) * width), _rounded(radius), title))
    return dots


def _years(periods: tuple[Period, ...], slots: int) -> tuple[tuple[float, str], ...]:
    first = periods[0].since.year
    each = 4 if _in_quarters(periods) else 1
    years = [(number * each, str(first + number)) for number in range(slots // each)]
    step = -(-len(years) // _MOST_LABELS)
    return tuple((_rounded(100 * at / slots), year) for at, year in years[::step])


def _rounded(number: float) -> float:
    return round(number, 2)
