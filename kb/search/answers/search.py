"""Answering a query over a snapshot: from its reading to one page of results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from kb.search.finding.evaluation import Evaluation, rows_between
from kb.search.finding.matching import Matcher
from kb.search.finding.ranking import Scored, score, spread
from kb.search.finding.scorer import best
from kb.search.language.tree import Dated, Leaf, Reading
from kb.search.meaning.readings import readings
from kb.search.meaning.spelling import respelt
from kb.search.meaning.understanding import first_that_finds, understood
from kb.search.results import FACETS, FacetValue, Found, FoundPassage, Query
from kb.search.showing.marks import Marker
from kb.search.showing.quickmarks import QuickMarker
from kb.search.showing.snippets import snippet
from kb.search.storage.snapshot import Mask, Numbers, Scores, Snapshot
from kb.search.words.analysis import words
from kb.search.words.synonyms import Synonyms

PASSAGES = 3
"""Best passages shown of a document."""


@dataclass(frozen=True)
class Answer:
    """What a text finds under a query's filters, before the page is cut from it.

    Attributes:
        matching: documents that answer, shape (documents,). all_words: those with all the words.
        open: for each facet, the documents that would answer were there no filter on it.
        passages: rows that answer, shape (rows,).
        order: greater is better, shape (documents,).
    """

    reading: Reading
    matcher: Matcher
    matching: Mask
    all_words: Mask
    open: Mapping[str, Mask]
    passages: Mask
    scores: Scored
    order: Scores

    @property
    def total(self) -> int:
        return int(self.matching.sum())

    @property
    def total_all_words(self) -> int:
        return int(self.all_words.sum())


class Search:
    """One query on one snapshot."""

    def __init__(self, snapshot: Snapshot, query: Query, synonyms: Synonyms) -> None:
        self.snapshot = snapshot
        self.query = query
        self.synonyms = synonyms

    def answer(self, text: str) -> Answer:
        """What `text` finds under the query's filters."""
        tried = readings(text, self.snapshot, self.query.today)
        return first_that_finds(self._answer(reading, text) for reading in tried)

    def _answer(self, reading: Reading, text: str) -> Answer:
        snapshot = self.snapshot
        reading, matcher = understood(text, reading, snapshot, self.synonyms)
        allowed = allowed_rows(snapshot, self.query, reading)
        matching, all_words, counts = Evaluation(matcher, allowed=allowed).coverage(reading)
        scores = score(matcher, reading.positive, allowed)
        filters = self._filters()
        base = matching
        if allowed is not None:
            base &= documents_with(snapshot, allowed)
        every = base.copy()
        for name in FACETS:
            every &= filters[name]
        open_ = {}
        for name in FACETS:
            open_[name] = base.copy()
            for other in FACETS:
                if other != name:
                    open_[name] &= filters[other]
        hits = scores.rows > 0
        if allowed is not None:
            hits &= allowed
        order = self._order(scores.documents, counts, reading, respelt(text, reading))
        return Answer(reading, matcher, every, all_words & every, open_, hits, scores, order)

    def facets(self, answer: Answer) -> dict[str, tuple[FacetValue, ...]]:
        return {name: self.snapshot.column(name).facet(answer.open[name], self._selected(name)) for name in FACETS}

    def page(self, answer: Answer) -> tuple[Found, ...]:
        """The documents of the page asked for."""
        first = (max(self.query.page, 1) - 1) * self.query.per_page
        numbers = self._ordered(answer, first + self.query.per_page)[first:]
        marking = marker(answer.reading, answer.matcher)
        places = self._places(answer, numbers)
        return tuple(
            self._found(answer, number, rows, marking) for number, rows in zip(numbers.tolist(), places, strict=True)
        )

    # Filters

    def _selected(self, name: str) -> tuple[str, ...]:
        query = self.query
        return {"tag": query.tags, "group": query.groups, "kind": query.kinds, "year": query.years}[name]

    def _filters(self) -> dict[str, Mask]:
        """For each facet, the documents that the query's filter on it leaves."""
        snapshot = self.snapshot
        filters = {}
        for name in FACETS:
            selected = self._selected(name)
            filters[name] = snapshot.column(name).having(selected) if selected else snapshot.live
        return filters

    # Order

    def _order(self, scores: Scores, counts: Numbers, reading: Reading, text: str) -> Scores:
        """Exact titles first, then by how many of the wanted words a document has, then by score.

        A question has words that its answer need not have: there the score alone decides, measured to be much better.
        """
        order = scores / np.float32(float(scores.max(initial=0)) + 1)
        if not reading.question:
            order += counts
        key = " ".join(words(text))
        if key:
            for number in self.snapshot.with_key(key):
                order[number] += len(reading.wanted) + 1
        return order

    def _ordered(self, answer: Answer, limit: int) -> Numbers:
        """The first `limit` documents in the order asked for."""
        snapshot = self.snapshot
        numbers = np.flatnonzero(answer.matching)
        dated = snapshot.first[numbers]
        if self.query.sort == "best" and answer.reading.positive:
            scores = answer.order[numbers]
            chosen = best(scores, limit)
            numbers, scores, dated = numbers[chosen], scores[chosen], dated[chosen]
            return numbers[np.lexsort((numbers, -dated, -scores))][:limit]
        if self.query.sort == "oldest":
            dated = np.where(dated > 0, dated, np.iinfo(np.int64).max)
            return numbers[np.lexsort((numbers, dated))][:limit]
        return numbers[np.lexsort((numbers, -dated))][:limit]

    # What is shown

    def _places(self, answer: Answer, numbers: Numbers) -> list[Numbers]:
        """For each of these documents the rows that answer, the best first."""
        ranges = [self.snapshot.rows_of(number) for number in numbers.tolist()]
        each = [np.flatnonzero(answer.passages[rows.start : rows.stop]) + rows.start for rows in ranges]
        hits = np.concatenate(each) if each else numbers
        scores = spread(answer.scores.rows[hits], self.snapshot.section_of[hits])
        page = np.repeat(np.arange(len(each)), [len(rows) for rows in each])
        ends = np.cumsum([len(rows) for rows in each])
        return np.split(hits[np.lexsort((hits, -scores, page))], ends[:-1]) if each else []

    def _found(self, answer: Answer, number: int, hits: Numbers, marking: QuickMarker) -> Found:
        shown = tuple(shown_passage(answer.matcher, row, marking) for row in hits[:PASSAGES].tolist())
        return Found(
            **self.snapshot.head(number)._asdict(),
            passages=shown,
            more=len(hits) - len(shown),
            all_words=bool(answer.all_words[number]),
        )


def allowed_rows(snapshot: Snapshot, query: Query, reading: Reading) -> Mask | None:
    """Rows that the dates of filters and text leave, shape (rows,); None where there are no dates."""
    ranges = [(node.first, node.last) for node in reading.required if isinstance(node, Dated)]
    if query.since or query.until:
        first = query.since.toordinal() if query.since else date.min.toordinal()
        last = query.until.toordinal() if query.until else date.max.toordinal()
        ranges.append((first, last))
    if not ranges:
        return None
    allowed = snapshot.live_rows.copy()
    for first, last in ranges:
        allowed &= rows_between(snapshot, first, last)
    return allowed


def documents_with(snapshot: Snapshot, rows: Mask) -> Mask:
    """Documents that have any of these rows, shape (documents,)."""
    found = np.zeros(snapshot.documents, bool)
    found[snapshot.document_of[rows]] = True
    return found


def marker(reading: Reading, matcher: Matcher) -> QuickMarker:
    """Marks what a reading looks for in texts of the library."""
    leaves = looked_for(reading, matcher)
    return QuickMarker(Marker(leaves), {leaf: matcher.words(leaf) for leaf in leaves})


def looked_for(reading: Reading, matcher: Matcher) -> list[Leaf]:
    """The words of a reading, and what counts as them though it shares no stem with them; each once."""
    positive = reading.positive
    return list(dict.fromkeys((*positive, *(other for leaf in positive for other in matcher.counted_as(leaf)))))


def shown_passage(matcher: Matcher, row: int, marking: QuickMarker) -> FoundPassage:
    record = matcher.snapshot.passage(row)
    html = snippet(record.text, marking, expected=matcher.is_in_text(row))
    return FoundPassage(record.heading, record.anchor, html, record.date, record.part, record.parents, record.file)
