"""How results are ordered: what counts how much, and why.

A document's score is that of its best passage, plus what its title, tags and description say, plus the evidence of
the whole document, so that a meeting that keeps coming back to a subject comes before one that names it once. A passage
is lent the evidence of its section. Words that stand near each other as in the query count more (sequential dependence:
Metzler and Croft, A Markov Random Field Model for Term Dependencies, 2005). The figures behind the weights are in
docs/ranking.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from kb.search.finding.matching import Evidence, Matcher
from kb.search.finding.scorer import bm25, idf, saturated
from kb.search.language.tree import Leaf, Word
from kb.search.storage.codec import POSITION_BITS, Keys
from kb.search.storage.runs import sizes, starts
from kb.search.storage.schema import PASSAGE_FIELDS
from kb.search.storage.segment import Postings
from kb.search.storage.snapshot import Mask, Numbers, Scores, Snapshot


@dataclass(frozen=True)
class Weights:
    """What counts how much, relative to a word in a passage's text.

    Attributes:
        fields: of a word in each field. A heading stands over each of its passages, so it says the less of each.
        k1, b: BM25 parameters of rows.
        document: of the evidence of the whole document; document_k1, document_b: its BM25 parameters;
            document_fields: how much an occurrence in each field adds to it.
        section: of the evidence of the text of the whole section; section_k1, section_b: its BM25 parameters;
            section_idf: power of how telling a word is among sections.
        pair, document_pair: of two neighbouring words of the query near each other in a passage, in a document.
        apart: of two words of the query with one between them, as a share of what neighbours count.
        window: how many positions apart they may be.
        coverage: power of the share of the query, by how telling its words are, that a passage has.
        neighbour: share of the scores before and after it that a passage is lent when documents are compared.
        again: how much of its score each further passage of a section keeps when passages of one document are ordered.
    """

    fields: Mapping[str, float] = field(
        default_factory=lambda: {
            "title": 2.0,
            "tags": 1.5,
            "about": 1.0,
            "heading": 1.8,
            "body": 1.0,
            "speakers": 6.0,
        }
    )
    document_fields: Mapping[str, float] = field(
        default_factory=lambda: {
            "title": 1.0,
            "tags": 1.0,
            "about": 1.0,
            "heading": 0.5,
            "body": 1.0,
            "speakers": 0.0,
        }
    )
    k1: float = 1.0
    b: float = 0.5
    document: float = 2.5
    document_k1: float = 2.0
    document_b: float = 0.75
    section: float = 1.0
    section_k1: float = 2.0
    section_b: float = 0.5
    section_idf: float = 1.2
    pair: float = 0.8
    document_pair: float = 1.0
    apart: float = 0.5
    window: int = 8
    coverage: float = 0.2
    again: float = 0.6
    neighbour: float = 0.2


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
    sections = np.zeros(snapshot.sections, np.float32)
    share = np.zeros(snapshot.rows, np.float32)
    for leaf in leaves:
        evidence = matcher.find(leaf)
        if len(leaves) > 1:
            _add_telling(snapshot, evidence, share)
        kept = dict(_allowed(evidence, allowed))
        _add(snapshot, kept, 1, weights.document, rows, whole, weights)
        _add_sections(snapshot, kept, sections, weights)
    for first, second, factor in _pairs(leaves, weights):
        kept = dict(_allowed(_near(matcher, first, second, weights.window), allowed))
        _add(snapshot, kept, weights.pair * factor, weights.document_pair * factor, rows, whole, weights)
    # From here on only of what was found: most words are in few of all rows.
    found = np.flatnonzero(rows > 0)
    found = found[~snapshot.is_head[found]]
    passages = rows[found] + sections[snapshot.section_of[found]]
    if len(leaves) > 1:
        passages *= (share[found] / max(float(share.max(initial=0)), 1e-6)) ** np.float32(weights.coverage)
    documents = rows[snapshot.heads]
    owners = snapshot.document_of[found]
    best = np.zeros(snapshot.documents, np.float32)
    np.maximum.at(best, owners, _with_neighbours(found, owners, passages, weights.neighbour))
    documents += best
    documents += whole
    scores = np.zeros(snapshot.rows, np.float32)
    scores[found] = passages
    if len(leaves) > 1:
        _add_speakers(matcher, leaves, scores, weights)
    return Scored(scores, documents)


def spread(scores: Scores, sections: Numbers, again: float = WEIGHTS.again) -> Scores:
    """Scores of passages, less for each further one of a section, so that other places are seen too.

    Whoever opens a passage has its neighbours before them. `sections` are those of the passages, of the same shape.
    """
    order = np.lexsort((-scores, sections))
    first = starts(sections[order])
    place = np.arange(len(order)) - np.repeat(first, sizes(first, len(order)))
    lessened = scores.copy()
    lessened[order] *= np.float32(again) ** place.astype(np.float32)
    return lessened


def _add_telling(snapshot: Snapshot, evidence: Evidence, share: Scores) -> None:
    """Add how telling a leaf is to each row that has it in text or heading."""
    having = np.zeros(snapshot.rows, bool)
    for name in PASSAGE_FIELDS:
        if name in evidence:
            having[evidence[name].rows] = True
    there = np.flatnonzero(having)
    share[there] += np.float32(idf(snapshot.live_row_count, len(there)))


def _allowed(evidence: Evidence, allowed: Mask | None) -> Iterator[tuple[str, Postings]]:
    for name, postings in evidence.items():
        if allowed is None:
            yield name, postings
        else:
            kept = allowed[postings.rows]
            yield name, Postings(postings.rows[kept], postings.counts[kept], postings.keys)


def _add(
    snapshot: Snapshot,
    evidence: Evidence,
    weight: float,
    document_weight: float,
    rows: Scores,
    whole: Scores,
    weights: Weights,
) -> None:
    """Add what a word, or a pair of words, gains rows and whole documents."""
    counts = np.zeros(snapshot.documents, np.float32)
    for name, postings in evidence.items():
        if name == "speakers":
            continue
        gains = bm25(snapshot, name, postings, weights.k1, weights.b)
        rows[postings.rows] += gains * np.float32(weight * weights.fields[name])
        if by_document := weights.document_fields[name]:
            np.add.at(counts, snapshot.document_of[postings.rows], postings.counts * np.float32(by_document))
    having = np.flatnonzero(counts > 0)
    gains = saturated(
        counts[having],
        snapshot.document_lengths[having],
        snapshot.mean_document_length,
        weights.document_k1,
        weights.document_b,
    )
    whole[having] += gains * np.float32(document_weight * idf(snapshot.count, len(having)))


def _with_neighbours(found: Numbers, owners: Numbers, passages: Scores, weight: float) -> Scores:
    """The scores of passages with a share of those before and after them in the same document.

    `found`: the rows of these passages, ascending; `owners`: their documents; all of one shape.
    """
    lent = ((found[1:] - found[:-1] == 1) & (owners[1:] == owners[:-1])) * np.float32(weight)
    around = passages.copy()
    around[:-1] += passages[1:] * lent
    around[1:] += passages[:-1] * lent
    return around


def _add_speakers(matcher: Matcher, leaves: Sequence[Leaf], passages: Scores, weights: Weights) -> None:
    """Add to passages found what a speaker named in the query gains them: by the speaker's share of the talk."""
    snapshot = matcher.snapshot
    for leaf in leaves:
        if postings := matcher.find(leaf).get("speakers"):
            share = postings.counts / snapshot.lengths["speakers"][postings.rows]
            gains = share * np.float32(weights.fields["speakers"] * idf(snapshot.live_row_count, len(postings.rows)))
            passages[postings.rows] += gains * (passages[postings.rows] > 0)


def _add_sections(snapshot: Snapshot, evidence: Evidence, sections: Scores, weights: Weights) -> None:
    """Add what a word gains the sections that have it in their text."""
    if "body" not in evidence:
        return
    postings = evidence["body"]
    owners = snapshot.section_of[postings.rows]
    counts = np.zeros(snapshot.sections, np.float32)
    np.add.at(counts, owners, postings.counts)
    having = owners[starts(owners)]
    gains = saturated(
        counts[having],
        snapshot.section_lengths[having],
        snapshot.mean_section_length,
        weights.section_k1,
        weights.section_b,
    )
    telling = idf(snapshot.sections, len(having)) ** weights.section_idf
    sections[having] += gains * np.float32(weights.section * telling)


def _pairs(leaves: Sequence[Leaf], weights: Weights) -> Iterator[tuple[Word, Word, float]]:
    """Plain words of the query side by side, and those with one between them, with how much they count."""
    for others, factor in ((leaves[1:], 1.0), (leaves[2:], weights.apart)):
        for first, second in zip(leaves, others, strict=False):
            if isinstance(first, Word) and isinstance(second, Word):
                yield first, second, factor


def _near(matcher: Matcher, first: Word, second: Word, window: int) -> Evidence:
    """Where the second follows the first closely."""
    before, after = matcher.find(first), matcher.find(second)
    near = {}
    for name in before.keys() & after.keys() - {"speakers"}:
        shared = np.zeros(matcher.snapshot.rows, bool)
        shared[before[name].rows] = True
        keys = after[name].keys
        near[name] = Postings.of(near_keys(before[name].keys, keys[shared[keys >> POSITION_BITS]], window))
    return near


def near_keys(before: Keys, after: Keys, window: int) -> Keys:
    """Those of `after` that follow one of `before` by at most `window` positions in the same row."""
    if not len(before) or not len(after):
        return after[:0]
    places = np.searchsorted(before, after)
    preceding = before[np.maximum(places - 1, 0)]
    close = (places > 0) & (after - preceding <= window) & (after >> POSITION_BITS == preceding >> POSITION_BITS)
    found: Keys = after[close]
    return found
