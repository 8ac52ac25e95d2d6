"""Passages gathered into meetings: all that one group has of one date, meetings with names of their own apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kb.search.storage.facets import MEETINGS
from kb.search.storage.runs import starts
from kb.search.storage.snapshot import Numbers, Scores, Snapshot


@dataclass(frozen=True)
class Gathered:
    """Moments: rows gathered by group and date.

    Attributes:
        first, last: days, shape (moments,). groups: the code of each group, -1 for none.
        best: row with the best passage. passages, documents: how many there are.
        of_row: for each of the rows which moment it belongs to.
    """

    first: Numbers
    last: Numbers
    groups: Numbers
    best: Numbers
    passages: Numbers
    documents: Numbers
    of_row: Numbers

    @property
    def total(self) -> int:
        return len(self.first)

    @classmethod
    def of(cls, snapshot: Snapshot, rows: Numbers, scores: Scores) -> Gathered:
        owners = snapshot.document_of[rows]
        group_of = snapshot.column("group").of_each
        place = _places(snapshot, group_of)[owners]
        first, last = _days(snapshot, rows)
        _, beginning, of_row = np.unique(
            (place << 31) + (first << 9) + (last - first), return_index=True, return_inverse=True
        )
        order = np.lexsort((rows, -scores, of_row))
        best = order[starts(of_row[order])]
        pairs = np.unique(of_row * max(snapshot.documents, 1) + owners) // max(snapshot.documents, 1)
        return cls(
            first=first[beginning],
            last=last[beginning],
            groups=group_of[owners[beginning]],
            best=rows[best],
            passages=np.bincount(of_row, minlength=len(beginning)),
            documents=np.bincount(pairs, minlength=len(beginning)),
            of_row=of_row,
        )

    def ordered(self, *, oldest_first: bool) -> Numbers:
        """By date; among those of one day in the order of the library."""
        days = self.first if oldest_first else -self.last
        return np.lexsort((self.best, days))


def _places(snapshot: Snapshot, group_of: Numbers) -> Numbers:
    """For each document where it met: its group, its meeting where that has a name, else it is one of its own."""
    groups = len(snapshot.column("group").values)
    named = snapshot.column(MEETINGS).of_each
    place = np.where(group_of >= 0, group_of, groups + np.arange(snapshot.documents))
    return np.where(named >= 0, groups + snapshot.documents + named, place)


def _days(snapshot: Snapshot, rows: Numbers) -> tuple[Numbers, Numbers]:
    """First and last day of each row: that of its heading, unless its document knows it more precisely."""
    first, last = (days[rows] for days in snapshot.row_days)
    whole_first, whole_last = (days[snapshot.document_of[rows]] for days in (snapshot.first, snapshot.last))
    known = (whole_first >= first) & (whole_last <= last) & (whole_first > 0)
    return np.where(known, whole_first, first), np.where(known, whole_last, last)
