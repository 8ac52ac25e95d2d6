"""A Whoosh segment as arrays: it is written once and never changes, so whatever is read of it stays true.

What is deleted from it is not the segment's own business: the list of contents of each commit says so, and
kb.search.storage.snapshot keeps it.
"""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cached_property
from sys import getsizeof
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from whoosh.util.numeric import byte_to_length

from kb.search.storage.cache import Cache
from kb.search.storage.codec import POSITION_BITS, Keys
from kb.search.storage.columns import FILE, Columns
from kb.search.storage.damage import damage_said
from kb.search.storage.facets import Values
from kb.search.storage.records import HeadRecord, PassageRecord
from kb.search.storage.runs import sizes, starts
from kb.search.storage.schema import FIELDS
from kb.search.storage.sums import check_sums

_R = TypeVar("_R", HeadRecord, PassageRecord)


class Postings(NamedTuple):
    """Where a word (or several that count as one) stands in one field.

    Attributes:
        rows: ascending, shape (n,). counts: how often in each, shape (n,).
        keys: every occurrence, `row << 20 | position`, ascending.
    """

    rows: NDArray[np.int64]
    counts: NDArray[np.float32]
    keys: Keys

    @classmethod
    def of(cls, keys: Keys) -> Postings:
        rows = keys >> POSITION_BITS
        first = starts(rows)
        return cls(rows[first], sizes(first, len(keys)).astype(np.float32), keys)

    def any_of(self, rows: NDArray[np.int64]) -> bool:
        """Does a word stand in any of these rows? `rows`: ascending, and few."""
        places = np.searchsorted(self.rows, rows)
        return bool((self.rows[places.clip(max=len(self.rows) - 1)] == rows).any()) if len(self.rows) else False

    def within(self, live: NDArray[np.bool_]) -> Postings:
        """Those of the rows that are live, by a mask of all rows."""
        kept = live[self.rows]
        return Postings(self.rows[kept], self.counts[kept], self.keys[live[self.keys >> POSITION_BITS]])

    def moved(self, base: int) -> Postings:
        """The same with rows counted from `base`."""
        return Postings(self.rows + base, self.counts, self.keys + (base << POSITION_BITS))

    @property
    def nbytes(self) -> int:
        return self.rows.nbytes + self.counts.nbytes + self.keys.nbytes


NOTHING = Postings.of(np.empty(0, np.int64))


_BYTE_LENGTHS = np.array([byte_to_length(byte) for byte in range(256)], np.int64)


class Segment:
    """One segment, open for reading from any thread.

    Opening it raises whatever missing or damaged files raise; reading from it raises IndexUnusable.
    """

    def __init__(self, storage: Any, segment: Any, cache: Cache) -> None:
        self.id: str = segment.segment_id()
        self._files = storage, segment
        with storage.open_file(segment.make_filename(FILE)) as file:
            self.columns = Columns.load(file.read())
        if self.columns.rows != segment.doc_count_all():
            raise ValueError(f"{self.id} has {segment.doc_count_all()} rows and columns for {self.columns.rows}")
        codec = segment.codec()
        self._terms = codec.terms_reader(storage, segment)
        self._records = codec.per_document_reader(storage, segment)
        self._records.stored_fields(0)  # opens the file now, while it is surely there
        self._cache = cache
        self._values: dict[str, Values] = {}
        self._reading = threading.Lock()  # Whoosh's files have one position for all threads

    def postings(self, field: str, words: tuple[str, ...]) -> Postings:
        """Of all these words together, as if they were one."""
        words = tuple(filter(self.has_word, words))
        if not words:
            return NOTHING
        key = (self.id, field, words)
        found: Postings | None = self._cache.get(key)
        if found is None:
            with self._reading, damage_said():
                each = [keys for word in words if (keys := self._terms.keys(field, word)) is not None]
                for keys in each:
                    self._check(keys)
                found = Postings.of(_together(each)) if each else NOTHING
            self._cache.put(key, found, found.nbytes)
        return found

    def _check(self, keys: Keys) -> None:
        """All that is done with keys relies on this, and short blocks have no checksum of their own."""
        ascending = bool((np.diff(keys) > 0).all())
        if len(keys) and not (ascending and keys[0] >= 0 and keys[-1] >> POSITION_BITS < self.columns.rows):
            raise ValueError("a word stands in rows that do not exist")

    def verify(self) -> None:
        """Read all of it from the disk. Raises IndexUnusable where a byte is not as it was written."""
        with damage_said():
            check_sums(*self._files)

    def head(self, row: int) -> HeadRecord:
        return self._record(row, HeadRecord)

    def passage(self, row: int) -> PassageRecord:
        return self._record(row, PassageRecord)

    def _record(self, row: int, kind: type[_R]) -> _R:
        """What was stored of a row, which is of this kind."""
        found: _R | None = self._cache.get((self.id, row))
        if found is None:
            with damage_said():
                with self._reading:
                    stored = self._records.stored_fields(row)["record"]
                found = kind(*stored)
            self._cache.put((self.id, row), found, sum(map(getsizeof, stored)))
        return found

    def with_stem(self, stem: str) -> list[str]:
        """The words of the vocabulary that have this stem."""
        stems = self.columns.stems
        first, last = bisect_left(stems, stem), bisect_right(stems, stem)
        return [self.columns.vocabulary[index] for index in self.columns.by_stem[first:last].tolist()]

    def with_prefix(self, prefix: str) -> range:
        """The words that begin so, as a range of indices into the vocabulary."""
        vocabulary = self.columns.vocabulary
        return range(bisect_left(vocabulary, prefix), bisect_left(vocabulary, prefix + "\U0010ffff"))

    def has_word(self, word: str) -> bool:
        vocabulary = self.columns.vocabulary
        index = bisect_left(vocabulary, word)
        return index < len(vocabulary) and vocabulary[index] == word

    def frequency(self, word: str) -> int:
        """In how many rows a word is, summed over fields, deleted rows included; 0 where there is no such word."""
        vocabulary = self.columns.vocabulary
        index = bisect_left(vocabulary, word)
        there = index < len(vocabulary) and vocabulary[index] == word
        return int(self.columns.frequency[index]) if there else 0

    @cached_property
    def documents(self) -> dict[str, int]:
        """From path to the number of the document."""
        return {facts.path: number for number, facts in enumerate(self.columns.facts)}

    @cached_property
    def ids(self) -> dict[str, int]:
        """From a document's id to its number."""
        return {facts.id: number for number, facts in enumerate(self.columns.facts)}

    @cached_property
    def keys(self) -> dict[str, list[int]]:
        """From a title's folded words to the documents that have exactly it."""
        found: dict[str, list[int]] = {}
        for number, facts in enumerate(self.columns.facts):
            found.setdefault(facts.key, []).append(number)
        return found

    @cached_property
    def days(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """First and last day of each document, 0 where it has no date, shape (documents,) each."""
        facts = self.columns.facts
        return np.array([f.first for f in facts], np.int64), np.array([f.last for f in facts], np.int64)

    @cached_property
    def lengths(self) -> NDArray[np.float32]:
        """Words in each field of each row, rounded as Whoosh rounds them to a byte, shape (FIELDS, rows)."""
        places = np.searchsorted(_BYTE_LENGTHS, self.columns.lengths).clip(max=255)
        return np.asarray(_BYTE_LENGTHS[places], np.float32)

    @cached_property
    def words(self) -> NDArray[np.int64]:
        """Words in each field of all rows together, shape (FIELDS,)."""
        return np.asarray(self.columns.lengths.sum(axis=1), np.int64)

    @cached_property
    def document_lengths(self) -> NDArray[np.float32]:
        """Words in all rows of each document, its speakers' names counted with the text, shape (documents,)."""
        words = self.columns.lengths[: len(FIELDS) - 1].sum(axis=0).astype(np.float32)
        return np.asarray(np.add.reduceat(words, self.columns.heads), np.float32)

    def values(self, facet: str) -> Values:
        """Of one facet."""
        if facet not in self._values:
            self._values[facet] = Values.of(facet, self.columns.facts)
        return self._values[facet]

    def rows_of(self, document: int) -> range:
        """The head of a document and its passages."""
        heads = self.columns.heads
        end = int(heads[document + 1]) if document + 1 < len(heads) else self.columns.rows
        return range(int(heads[document]), end)

    def __del__(self) -> None:
        """Files stay open as long as any snapshot holds the segment, and no longer."""
        for each in (getattr(self, "_terms", None), getattr(self, "_records", None)):
            if each is not None:
                each.close()


def _together(each: Iterable[Keys]) -> Keys:
    parts = list(each)
    return parts[0] if len(parts) == 1 else np.unique(np.concatenate(parts))
