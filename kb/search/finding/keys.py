"""What occurrences of several words have in common, and all of them together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kb.search.storage.codec import Keys
from kb.search.storage.segment import NOTHING, Postings


def intersection(few: Keys, many: Keys) -> Keys:
    """What two ascending arrays have in common; fast where the first is the shorter one."""
    places = np.searchsorted(many, few)
    places[places == len(many)] = 0
    common: Keys = few[many[places] == few]
    return common


def union(parts: Sequence[Postings]) -> Postings:
    """Of all of them together, as if they were of one word."""
    parts = [part for part in parts if len(part.rows)]
    if len(parts) <= 1:
        return parts[0] if parts else NOTHING
    return Postings.of(np.unique(np.concatenate([part.keys for part in parts])))


def with_shares(found: Postings, others: Sequence[tuple[Postings, float]]) -> Postings:
    """With others, whose occurrences count as a share of one: what stands for three words counts for each a third."""
    others = [(other, share) for other, share in others if len(other.rows)]
    if not others:
        return found
    every = union([found, *(other for other, _ in others)])
    counts = np.zeros(len(every.rows), np.float32)
    for part, share in ((found, 1.0), *others):
        counts[np.searchsorted(every.rows, part.rows)] += part.counts * np.float32(share)
    return Postings(every.rows, counts, every.keys)
