"""What one viewer's audiences can see at one moment: the live rows of their partitions, as one numbering of rows.

A snapshot is never changed; a commit makes the next one. All that is counted (how common a word is, how long a field
is on average, which labels there are) is counted over its own live rows, so nothing else can show through.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from kb.search.storage.cache import Cache
from kb.search.storage.columns import Facts
from kb.search.storage.facets import Column
from kb.search.storage.records import HeadRecord, PassageRecord
from kb.search.storage.schema import FIELDS
from kb.search.storage.segment import NOTHING, Postings, Segment
from kb.search.storage.views import View
from kb.search.words.acronyms import Acronyms, SpeltOut

Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]
Scores = NDArray[np.float32]


class Snapshot:
    """The rows and documents of several segments.

    Attributes:
        rows, documents: how many there are, deleted ones included.
        live_rows, live: masks of shape (rows,) and (documents,).
        count: of live documents.
        document_of, section_of: of each row, ascending, shape (rows,); a document's head is a section of its own.
        heads: row of each document's head, shape (documents,). is_head: the same as a mask, shape (rows,).
        sections: how many there are.
    """

    def __init__(self, views: Sequence[View], gathered: Cache, token: object) -> None:
        """`token` is different for different snapshots; it keys what is kept of this one among what is `gathered`."""
        self._views = [view for view in views if view.segment.columns.rows]
        self._gathered = gathered
        self._token = token
        self._columns: dict[str, Column] = {}
        columns = [view.segment.columns for view in self._views]
        self._bases = np.cumsum([0] + [each.rows for each in columns])
        self._first_documents = np.cumsum([0] + [len(each.facts) for each in columns])
        self.rows = int(self._bases[-1])
        self.documents = int(self._first_documents[-1])
        heads = [each.heads + base for each, base in zip(columns, self._bases[:-1], strict=True)]
        self.heads: Numbers = _joined(heads, np.int64)
        self.is_head: Mask = np.zeros(self.rows, bool)
        self.is_head[self.heads] = True
        self.document_of: Numbers = np.cumsum(self.is_head) - 1
        self.live_rows: Mask = np.ones(self.rows, bool)
        for view, base in zip(self._views, self._bases[:-1], strict=True):
            if view.live is not None:
                self.live_rows[base : base + view.segment.columns.rows] = view.live
        self.live: Mask = self.live_rows[self.heads]
        begins = [np.zeros(0, bool), *(each.begins for each in columns)]
        self.section_of: Numbers = np.cumsum(np.concatenate(begins)) - 1
        self.sections = int(self.section_of[-1]) + 1 if self.rows else 0
        self._whole = bool(self.live_rows.all())
        self.count = int(self.live.sum())
        self.live_row_count = int(self.live_rows.sum())

    # What is known of documents and rows

    def facts(self, document: int) -> Facts:
        part = int(np.searchsorted(self._first_documents, document, side="right")) - 1
        return self._views[part].segment.columns.facts[document - int(self._first_documents[part])]

    @cached_property
    def paths(self) -> list[str]:
        """Of the live documents."""
        every = (facts.path for view in self._views for facts in view.segment.columns.facts)
        return [path for path, live in zip(every, self.live.tolist(), strict=True) if live]

    @cached_property
    def first(self) -> Numbers:
        """First day of each document, 0 where it has no date, shape (documents,)."""
        return _joined([view.segment.days[0] for view in self._views], np.int64)

    @cached_property
    def last(self) -> Numbers:
        return _joined([view.segment.days[1] for view in self._views], np.int64)

    @cached_property
    def row_days(self) -> tuple[Numbers, Numbers]:
        """First and last day of each row: a passage's own, else its document's; shape (rows,) each."""
        own_first = _joined([view.segment.columns.first for view in self._views], np.int64)
        own_last = _joined([view.segment.columns.last for view in self._views], np.int64)
        dated = own_last > 0
        first = np.where(dated, own_first, self.first[self.document_of])
        return first, np.where(dated, own_last, self.last[self.document_of])

    def with_id(self, document_id: str) -> int | None:
        """The number of a live document."""
        found = ((view.segment.ids.get(document_id), base) for view, base in self._parts())
        return next((number + base for number, base in found if number is not None and self.live[number + base]), None)

    def with_key(self, key: str) -> list[int]:
        """Live documents whose title, as folded words, is exactly this."""
        found = [number + base for view, base in self._parts() for number in view.segment.keys.get(key, ())]
        return [number for number in found if self.live[number]]

    def column(self, name: str) -> Column:
        """Of one facet."""
        if name not in self._columns:
            parts = [(view.segment.values(name), base) for view, base in self._parts()]
            self._columns[name] = Column.joined(parts, self.live)
        return self._columns[name]

    def _parts(self) -> Iterator[tuple[View, int]]:
        """Segments, each with the number of its first document."""
        return zip(self._views, self._first_documents[:-1].tolist(), strict=True)

    def rows_of(self, document: int) -> range:
        end = int(self.heads[document + 1]) if document + 1 < self.documents else self.rows
        return range(int(self.heads[document]), end)

    def head(self, document: int) -> HeadRecord:
        segment, row = self._locate(int(self.heads[document]))
        return segment.head(row)

    def passage(self, row: int) -> PassageRecord:
        segment, own_row = self._locate(row)
        return segment.passage(own_row)

    def _locate(self, row: int) -> tuple[Segment, int]:
        number = int(np.searchsorted(self._bases, row, side="right")) - 1
        return self._views[number].segment, row - int(self._bases[number])

    # Words

    def postings(self, field: str, words: tuple[str, ...]) -> Postings:
        """Of these words together, over all live rows."""
        if self._whole and len(self._views) == 1:
            return self._views[0].segment.postings(field, words)
        key = (self._token, field, words)
        found: Postings | None = self._gathered.get(key)
        if found is None:
            found = self._gather(field, words)
            self._gathered.put(key, found, found.nbytes)
        return found

    def _gather(self, field: str, words: tuple[str, ...]) -> Postings:
        parts = []
        for view, base in zip(self._views, self._bases[:-1].tolist(), strict=True):
            postings = view.postings(field, words)
            if len(postings.rows):
                parts.append(postings.moved(base))
        return Postings(*map(np.concatenate, zip(*parts, strict=True))) if parts else NOTHING

    def with_stem(self, stem: str) -> tuple[str, ...]:
        """All words that have this stem, sorted."""
        return tuple(sorted({word for view in self._views for word in view.segment.with_stem(stem)}))

    def has_word(self, word: str) -> bool:
        """Also true of a word that only deleted rows have."""
        return any(view.segment.has_word(word) for view in self._views)

    def frequency(self, words: tuple[str, ...]) -> int:
        """In how many live rows any of these words is, at most: a row counts for each of its fields."""
        return sum(len(self.postings(field, words).rows) for field in FIELDS)

    @cached_property
    def acronyms(self) -> Acronyms:
        """Short forms that live rows spell out."""
        return _acronyms(
            tuple(
                spelt
                for view in self._views
                for row, spelt in view.segment.columns.acronyms
                if view.live is None or view.live[row]
            )
        )

    def rows_with(self, words: tuple[str, ...]) -> int:
        """In about how many live rows any of these words is: as a measure of how common they are, quicker to have."""
        if not self._whole:
            return len(self.postings("body", words).rows)
        return sum(view.segment.frequency(word) for view in self._views for word in words)

    def with_prefix(self, prefix: str) -> dict[str, int]:
        """Words that begin so, with the number of rows each is in, deleted rows included."""
        counts: dict[str, int] = {}
        for view in self._views:
            columns, run = view.segment.columns, view.segment.with_prefix(prefix)
            found = slice(run.start, run.stop)
            for word, count in zip(columns.vocabulary[found], columns.frequency[found].tolist(), strict=True):
                counts[word] = counts.get(word, 0) + count
        return counts

    def vocabularies(self) -> list[tuple[list[str], NDArray[np.int32]]]:
        """The sorted words of each segment with the number of rows each is in, deleted rows included."""
        return [(view.segment.columns.vocabulary, view.segment.columns.frequency) for view in self._views]

    # Lengths, as Whoosh keeps them

    @cached_property
    def lengths(self) -> dict[str, Scores]:
        """Words in each row's field, rounded as Whoosh rounds them to a byte; shape (rows,) each."""
        rounded = np.concatenate(
            [np.zeros((len(FIELDS), 0), np.float32)] + [v.segment.lengths for v in self._views], axis=1
        )
        return dict(zip(FIELDS, rounded, strict=True))

    @cached_property
    def mean_length(self) -> dict[str, float]:
        """Words in a field, on average over all live rows, those without the field included; never 0."""
        totals = np.zeros(len(FIELDS))
        for view in self._views:
            totals += view.segment.words
            if view.gone is not None:
                totals -= view.segment.columns.lengths[:, view.gone].sum(axis=1)
        return {f: float(t) / max(self.live_row_count, 1) or 1.0 for f, t in zip(FIELDS, totals, strict=True)}

    @cached_property
    def document_lengths(self) -> Scores:
        """Words in all fields of all rows of each document, shape (documents,)."""
        parts = [np.zeros(0, np.float32), *(view.segment.document_lengths for view in self._views)]
        return np.concatenate(parts)

    @cached_property
    def section_lengths(self) -> Scores:
        """Words in the text of each section, shape (sections,)."""
        counts = np.bincount(self.section_of, self.lengths["body"], self.sections)
        return counts.astype(np.float32)

    @cached_property
    def mean_section_length(self) -> float:
        """Of sections that have text; 1 where there are none."""
        having = self.section_lengths[self.section_lengths > 0]
        return float(having.mean()) if len(having) else 1.0

    @cached_property
    def mean_document_length(self) -> float:
        return float(self.document_lengths[self.live].mean()) if self.count else 1.0


@lru_cache(maxsize=4)
def _acronyms(found: tuple[SpeltOut, ...]) -> Acronyms:
    """Kept, as most changes spell nothing out: what a library of 100,000 passages does is worked out in 40 ms."""
    return Acronyms.of(found)


def _joined(parts: Sequence[NDArray[np.generic]], kind: type[np.int64]) -> Numbers:
    return np.concatenate([np.empty(0, kind), *parts]).astype(kind)
