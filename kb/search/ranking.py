"""How results are ordered: what counts how much, and why.

A document's score is that of its best passage, plus what its title, tags and description say, plus the evidence of
the whole document, so that a meeting that keeps coming back to a subject comes before one that names it once. Words
that stand near each other as in the query count more (sequential dependence: Metzler and Croft, A Markov Random Field
Model for Term Dependencies, 2005). The figures behind the weights are in docs/benchmarks.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from kb.search.codec import POSITION_BITS, Keys
from kb.search.matching import Evidence, Matcher
from kb.search.schema import PASSAGE_FIELDS
from kb.search.scorer import bm25, idf, saturated
from kb.search.segment import Postings
from kb.search.snapshot import Mask, Scores, Snapshot
from kb.search.tree import Leaf, Word


@dataclass(frozen=True)
class Weights:
    """What counts how much, relative to a word in a passage's text.

    Attributes:
        fields: of a word in each field. A heading stands over each of its passages, so it says the less of each.
        k1, b: BM25 parameters of rows.
        document: of the evidence of the whole document; document_k1, document_b: its BM25 parameters;
            document_fields: how much an occurrence in each field adds to it.
        pair, document_pair: of two neighbouring words of the query near each other in a passage, in a document.
        window: how many positions apart they may be.
        coverage: power of the share of the query, by how telling its words are, that a passage has.
    """

    fields: Mapping[str, float] = field(
        default_factory=lambda: {"title": 2.0, "tags": 1.5, "about": 1.0, "heading": 1.2, "body": 1.0}
    )
    document_fields: Mapping[str, float] = field(
        default_factory=lambda: {"title": 1.0, "tags": 1.0, "about": 1.0, "heading": 0.5, "body": 1.0}
    )
    k1: float = 1.2
    b: float = 0.5
    document: float = 2.0
    document_k1: float = 2.0
    document_b: float = 0.75
    pair: float = 0.5
    document_pair: float = 0.5
    window: int = 6
    coverage: float = 0.4


WEIGHTS = Weights()


@dataclass(frozen=True)
class Scored:
    """Scores of everything that was found.

    Attributes:
        rows: of each row, shape (rows,); 0 where nothing was found.
        documents: of each document, shape (documents,).
    """

    rows: Scores
    documents: Scores


def score(matcher: Matcher, leaves: Sequence[Leaf], allowed: Mask | None = None, weights: Weights = WEIGHTS) -> Scored:
    """Score rows and documents by these leaves. `allowed`: rows that may speak, shape (rows,), None for all."""
    snapshot = matcher.snapshot
    rows = np.zeros(snapshot.rows, np.float32)
    whole = np.zeros(snapshot.documents, np.float32)
    share = np.zeros(snapshot.rows, np.float32)
    for leaf in leaves:
        share += _telling(snapshot, matcher.find(leaf))
        counts = np.zeros(snapshot.documents, np.float32)
        for name, postings in _allowed(matcher.find(leaf), allowed):
            gains = bm25(snapshot, name, postings, weights.k1, weights.b)
            rows[postings.rows] += gains * np.float32(weights.fields[name])
            counts += _by_document(snapshot, postings) * np.float32(weights.document_fields[name])
        whole += np.float32(weights.document) * _whole(snapshot, counts, weights)
    for first, second in pairwise(leaves):
        if isinstance(first, Word) and isinstance(second, Word):
            _add_pair(matcher, first, second, rows, whole, allowed, weights)
    heads = rows[snapshot.heads]
    passages = rows.copy()
    passages[snapshot.heads] = 0
    if len(leaves) > 1:
        passages *= (share / max(float(share.max(initial=0)), 1e-6)) ** np.float32(weights.coverage)
    best = np.maximum.reduceat(passages, snapshot.heads) if snapshot.documents else heads
    return Scored(passages, best + heads + whole)


def _telling(snapshot: Snapshot, evidence: Evidence) -> Scores:
    """How telling a leaf is, for each row that has it in text or heading; shape (rows,)."""
    having = np.zeros(snapshot.rows, bool)
    for name in PASSAGE_FIELDS:
        if name in evidence:
            having[evidence[name].rows] = True
    return having * np.float32(idf(snapshot.live_row_count, int(having.sum())))


def _allowed(evidence: Evidence, allowed: Mask | None) -> Iterator[tuple[str, Postings]]:
    for name, postings in evidence.items():
        if allowed is None:
            yield name, postings
        else:
            kept = allowed[postings.rows]
            yield name, Postings(postings.rows[kept], postings.counts[kept], postings.keys)


def _by_document(snapshot: Snapshot, postings: Postings) -> Scores:
    """How often in each document, shape (documents,)."""
    owners = snapshot.document_of[postings.rows]
    return np.bincount(owners, weights=postings.counts, minlength=snapshot.documents).astype(np.float32)


def _whole(snapshot: Snapshot, counts: Scores, weights: Weights) -> Scores:
    """BM25 of a word in whole documents, from how often it is in each."""
    having = int(np.count_nonzero(counts))
    gains = saturated(
        counts,
        snapshot.document_lengths,
        snapshot.mean_document_length,
        weights.document_k1,
        weights.document_b,
    )
    return gains * np.float32(idf(snapshot.count, having))


def _add_pair(
    matcher: Matcher, first: Word, second: Word, rows: Scores, whole: Scores, allowed: Mask | None, weights: Weights
) -> None:
    """Add what two neighbouring words of the query gain where they stand near each other."""
    snapshot = matcher.snapshot
    before, after = matcher.find(first), matcher.find(second)
    counts = np.zeros(snapshot.documents, np.float32)
    for name in before.keys() & after.keys():
        near = Postings.of(near_keys(before[name].keys, after[name].keys, weights.window))
        for _, postings in _allowed({name: near}, allowed):
            gains = bm25(snapshot, name, postings, weights.k1, weights.b)
            rows[postings.rows] += gains * np.float32(weights.pair * weights.fields[name])
            counts += _by_document(snapshot, postings) * np.float32(weights.document_fields[name])
    whole += np.float32(weights.document_pair) * _whole(snapshot, counts, weights)


def near_keys(before: Keys, after: Keys, window: int) -> Keys:
    """Those of `after` that follow one of `before` by at most `window` positions in the same row."""
    if not len(before) or not len(after):
        return after[:0]
    places = np.searchsorted(before, after)
    preceding = before[np.maximum(places - 1, 0)]
    close = (places > 0) & (after - preceding <= window) & (after >> POSITION_BITS == preceding >> POSITION_BITS)
    found: Keys = after[close]
    return found
