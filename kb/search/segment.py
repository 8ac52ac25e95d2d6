"""A Whoosh segment as arrays: it is written once and never changes, so whatever is read of it stays true.

What is deleted from it is not the segment's own business: the list of contents of each commit says so, and
kb.search.snapshot keeps it.
"""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Hashable, Iterable
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.search.codec import POSITION_BITS, Keys
from kb.search.columns import FILE, Columns
from kb.search.damage import damage_said
from kb.search.records import HeadRecord, PassageRecord


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
        first = np.flatnonzero(np.diff(rows, prepend=-1))
        counts = np.diff(first, append=len(keys)).astype(np.float32)
        return cls(rows[first], counts, keys)

    @property
    def nbytes(self) -> int:
        return self.rows.nbytes + self.counts.nbytes + self.keys.nbytes


NOTHING = Postings.of(np.empty(0, np.int64))


class PostingsCache:
    """The postings used last, up to a number of bytes; shared by all segments and threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._kept: OrderedDict[Hashable, Postings] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Postings | None:
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: Hashable, postings: Postings) -> None:
        with self._lock:
            if key in self._kept:
                return
            self._kept[key] = postings
            self._size += postings.nbytes + _OVERHEAD
            while self._size > self._limit and self._kept:
                _, oldest = self._kept.popitem(last=False)
                self._size -= oldest.nbytes + _OVERHEAD


_OVERHEAD = 600  # bytes of Python objects around an entry's arrays


class Segment:
    """One segment, open for reading from any thread.

    Opening it raises whatever missing or damaged files raise; reading from it raises IndexUnusable.
    """

    def __init__(self, storage: Any, segment: Any, cache: PostingsCache) -> None:
        self.id: str = segment.segment_id()
        with storage.open_file(segment.make_filename(FILE)) as file:
            self.columns = Columns.load(file.read())
        if self.columns.rows != segment.doc_count_all():
            raise ValueError(f"{self.id} has {segment.doc_count_all()} rows and columns for {self.columns.rows}")
        codec = segment.codec()
        self._terms = codec.terms_reader(storage, segment)
        self._records = codec.per_document_reader(storage, segment)
        self._records.stored_fields(0)  # opens the file now, while it is surely there
        self._cache = cache
        self._reading = threading.Lock()  # Whoosh's files have one position for all threads

    def postings(self, field: str, words: tuple[str, ...]) -> Postings:
        """Of all these words together, as if they were one."""
        key = (self.id, field, words)
        found = self._cache.get(key)
        if found is None:
            with self._reading, damage_said():
                each = [keys for word in words if (keys := self._terms.keys(field, word)) is not None]
                found = Postings.of(_together(each)) if each else NOTHING
                if len(found.rows) and not 0 <= found.rows[0] <= found.rows[-1] < self.columns.rows:
                    raise ValueError("a word stands in rows that do not exist")
            self._cache.put(key, found)
        return found

    def record(self, row: int) -> tuple[Any, ...]:
        """As it was stored: the values of a HeadRecord or PassageRecord."""
        with self._reading, damage_said():
            return tuple(self._records.stored_fields(row)["record"])

    def head(self, row: int) -> HeadRecord:
        with damage_said():
            return HeadRecord(*self.record(row))

    def passage(self, row: int) -> PassageRecord:
        with damage_said():
            return PassageRecord(*self.record(row))

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

    @cached_property
    def documents(self) -> dict[str, int]:
        """From path to the number of the document."""
        return {facts.path: number for number, facts in enumerate(self.columns.facts)}

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
