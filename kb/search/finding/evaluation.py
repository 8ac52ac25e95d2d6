"""Which documents (or passages) hold what a query asks for: algebra on masks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import numpy as np

from kb.search.finding.matching import Matcher
from kb.search.finding.tagnames import tag_called
from kb.search.language.tree import And, Dated, Leaf, Node, Not, Or, Pattern, Phrase, Reading, Tagged, Word, has_words
from kb.search.storage.snapshot import Mask, Numbers, Snapshot


@dataclass
class Evaluation:
    """Answers yes or no for each unit: each document, or with `by_row` each row.

    Attributes:
        allowed: rows that may speak for their document, shape (rows,); None for all.
    """

    matcher: Matcher
    by_row: bool = False
    allowed: Mask | None = None

    @property
    def snapshot(self) -> Snapshot:
        return self.matcher.snapshot

    @property
    def everything(self) -> Mask:
        """All units a viewer may see: live documents, or live rows that are passages."""
        if not self.by_row:
            return self.snapshot.live.copy()
        rows = self.snapshot.live_rows.copy()
        rows[self.snapshot.heads] = False
        return rows

    def mask(self, node: Node) -> Mask:
        match node:
            case Word() | Phrase() | Pattern():
                return self._leaf(node)
            case Tagged():
                return self._spread(tagged(self.snapshot, node.field, node.value))
            case Dated():
                return self._dated(node)
            case Not():
                return self.everything & ~self.mask(node.node)
            case And():
                return reduce(np.logical_and, map(self.mask, node.nodes))
            case Or():
                return reduce(np.logical_or, map(self.mask, node.nodes))

    def coverage(self, reading: Reading) -> tuple[Mask, Mask, Numbers]:
        """What matches, what has all the wanted words, and how many of these each unit has."""
        matching = self.everything
        for node in reading.required:
            matching &= self.mask(node)
        for node in reading.excluded:
            matching &= ~self.mask(node)
        counts = np.zeros(len(matching), np.int64)
        for leaf in reading.wanted:
            counts += self._leaf(leaf)
        if reading.wanted and not any(has_words(node) for node in reading.required):
            matching &= counts > 0
        return matching, matching & (counts == len(reading.wanted)), counts

    def _leaf(self, leaf: Leaf) -> Mask:
        found = np.zeros(len(self.snapshot.live_rows) if self.by_row else self.snapshot.documents, bool)
        for postings in self.matcher.find(leaf).values():
            rows = postings.rows
            if self.allowed is not None:
                rows = rows[self.allowed[rows]]
            found[rows if self.by_row else self.snapshot.document_of[rows]] = True
        return found

    def _dated(self, node: Dated) -> Mask:
        if self.by_row:
            return rows_between(self.snapshot, node.first, node.last)
        return documents_between(self.snapshot, node.first, node.last)

    def _spread(self, documents: Mask) -> Mask:
        return documents[self.snapshot.document_of] if self.by_row else documents


def tagged(snapshot: Snapshot, field: str, value: str) -> Mask:
    """Documents that have this tag, group or kind."""
    if field in ("#", "tag"):
        return snapshot.column("tag").having([tag_called(snapshot, value)])
    return snapshot.column(field).having([value])


def rows_between(snapshot: Snapshot, first: int, last: int) -> Mask:
    """Rows whose own date, or else their document's, can lie between two days."""
    row_first, row_last = snapshot.row_days
    return (row_last > 0) & (row_first <= last) & (row_last >= first)


def documents_between(snapshot: Snapshot, first: int, last: int) -> Mask:
    """Documents whose own date, or that of one of their passages, can lie between two days."""
    found = np.zeros(snapshot.documents, bool)
    found[snapshot.document_of[rows_between(snapshot, first, last)]] = True
    return found
