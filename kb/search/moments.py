"""What is said of a search over time, for page and API alike. Plain data, as in kb.search.results."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kb.search.results import FacetValue, Found, Part, Query, pages


@dataclass(frozen=True)
class Moment:
    """A meeting in which something came up: all that one group has of one date, else a dated document of no group.

    Two meetings of one day are two where they have names of their own.

    Attributes:
        found: the document with the best passage of the meeting, and that passage alone; none where only its title or
            its tags say it. `more`: how many further passages of the meeting say it.
        date: `2020`, `2020-02` or `2020-03-31`: the passage's own where it has one; `date_display` is for people.
        documents: how many documents of the meeting say it.
    """

    found: Found
    date: str
    date_display: str
    documents: int


@dataclass(frozen=True)
class Period:
    """A quarter or a year: its first and last day, how many moments fall into it, and in which groups.

    `groups`: (slug, count) pairs in the order of OverTime.groups, "" for moments of no group; none with 0.
    """

    since: date
    until: date
    label: str
    count: int
    groups: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class WordsOverTime:
    """Words more frequent where it came up than in the whole library, by when.

    Attributes:
        earlier: mostly in the first third of the moments; later: mostly in the last; throughout: in both.
        meetings: how many moments of each third were read; 0 where there are too few to compare.
    """

    earlier: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    throughout: tuple[str, ...] = ()
    meetings: int = 0


@dataclass(frozen=True)
class OverTime:
    """When and where something came up.

    Attributes:
        read_as, reading, searched, took_ms, did_you_mean, remarks, pages: as in Results.
        total: moments, exactly; documents: how many say it and have a date; undated: how many have none.
        first, last: the earliest and latest moment.
        periods: quarters, or years where there would be too many, from the first to the last, none left out.
        unplaced: moments in no period: known by the year alone, or too far from most others.
        groups: how many moments each group has, most first; the value "" is of no group.
        moments: those of the page asked for, newest first; with `sort` oldest the other way round.
    """

    query: Query
    read_as: str
    took_ms: float
    total: int = 0
    documents: int = 0
    undated: int = 0
    first: Moment | None = None
    last: Moment | None = None
    periods: tuple[Period, ...] = ()
    unplaced: int = 0
    groups: tuple[FacetValue, ...] = ()
    moments: tuple[Moment, ...] = ()
    words: WordsOverTime = WordsOverTime()
    did_you_mean: str | None = None
    remarks: tuple[str, ...] = ()
    reading: tuple[Part, ...] = ()
    searched: str = ""

    @property
    def pages(self) -> int:
        return pages(self.total, self.query)
