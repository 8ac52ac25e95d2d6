"""How well rows and documents answer: BM25 over arrays.

The pieces are plain functions over numpy arrays; how they are put together, and with which weights, is
kb.search.finding.ranking.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from kb.search.storage.segment import Postings
from kb.search.storage.snapshot import Numbers, Scores, Snapshot

K1 = 1.2
B = 0.75


def idf(rows: int, having: int) -> float:
    """How telling a word is that `having` of `rows` rows have; as Whoosh counts it, at least about 1.

    Source: the BM25F weighting of Whoosh (whoosh.scoring), whose scores `bm25` gives.
    """
    return math.log(max(rows, 1) / (having + 1)) + 1


def saturated(counts: Scores, lengths: Scores, mean_length: float, k1: float = K1, b: float = B) -> Scores:
    """BM25 weight of one word in each row that holds it, before idf: between 0 and k1 + 1, same shape as `counts`.

    `counts` and `lengths` have shape (postings,): how often the word is there, and how many words the field has.
    Source: Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009).
    """
    result: Scores = counts * np.float32(k1 + 1)
    result /= counts + np.float32(k1 * (1 - b)) + lengths * np.float32(k1 * b / mean_length)
    return result


def bm25(snapshot: Snapshot, field: str, postings: Postings, k1: float = K1, b: float = B) -> Scores:
    """The scores Whoosh's BM25F gives the rows of these postings, shape (postings,)."""
    lengths = snapshot.lengths[field][postings.rows]
    weight = idf(snapshot.live_row_count, len(postings.rows))
    return saturated(postings.counts, lengths, snapshot.mean_length[field], k1, b) * np.float32(weight)


def add(scores: NDArray[np.float32], rows: Numbers, gains: Scores) -> None:
    """Add to the scores of these rows, each row at most once among them."""
    scores[rows] += gains


def best(scores: Scores, limit: int) -> Numbers:
    """The places of the `limit` greatest scores and of all that equal the least of them, in no order."""
    if limit >= len(scores):
        return np.arange(len(scores))
    threshold = np.partition(scores, len(scores) - limit)[len(scores) - limit]
    return np.flatnonzero(scores >= threshold)
