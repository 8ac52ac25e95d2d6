"""What one commit has left of a segment: the segment never changes, and all commits that list it share it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.search.storage.segment import Postings, Segment


class View(NamedTuple):
    """A segment with what is left of it.

    Attributes:
        live: shape (rows,), or None where nothing was deleted. gone: the rows that are not live, ascending.
    """

    segment: Segment
    live: NDArray[np.bool_] | None
    gone: NDArray[np.int64] | None = None

    @classmethod
    def of(cls, segment: Segment, gone: Iterable[int]) -> View:
        """What is left without the rows `gone`."""
        rows = np.array(sorted(gone), np.int64)
        if not len(rows):
            return cls(segment, None)
        live = np.ones(segment.columns.rows, bool)
        live[rows] = False
        return cls(segment, live, rows)

    def postings(self, field: str, words: tuple[str, ...]) -> Postings:
        """Of these words together, over the live rows."""
        postings = self.segment.postings(field, words)
        if self.live is None or self.gone is None or not postings.any_of(self.gone):
            return postings
        return postings.within(self.live)
