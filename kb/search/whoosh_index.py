"""The port `Index` with Whoosh behind it: everything the room does, put together."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from kb.model import Audience
from kb.search.answers.answering import answer
from kb.search.answers.marking import marking
from kb.search.answers.over_time import over_time
from kb.search.answers.related import related
from kb.search.answers.subjects import subjects
from kb.search.answers.suggest import suggestions
from kb.search.finding.tagnames import other_names
from kb.search.index import Entry, IndexState, IndexUnusable, PartState, Progress
from kb.search.moments import OverTime
from kb.search.results import Query, Related, Results, Span, Subjects, Suggestion, TagCount
from kb.search.storage.partitions import Partitions
from kb.search.storage.store import Folder, Memory, Store
from kb.search.storage.updating import merge, rebuild, update
from kb.search.words.synonyms import Synonyms

CACHE_BYTES = 128 * 2**20
"""What is kept in memory of words and passages that were asked for: all that different questions to 100,000 passages
use in turn, so that each is answered without the disk. A library of less takes less."""


class WhooshIndex:
    """A full-text index in a folder, or in memory where `folder` is None.

    `synonyms`: groups of words or phrases that mean the same. In a folder there is no index until `rebuild` has made
    one: every read and `update` raise IndexUnusable till then, and likewise when what is there cannot be read.
    """

    def __init__(
        self, folder: Path | None, synonyms: Sequence[Iterable[str]] = (), cache_bytes: int = CACHE_BYTES
    ) -> None:
        self._store: Store = Folder(folder) if folder is not None else Memory()
        self._partitions = Partitions(self._store, cache_bytes)
        self._synonyms = Synonyms(synonyms)

    def update(self, put: Iterable[Entry], remove: Iterable[str] = (), progress: Progress | None = None) -> None:
        update(self._store, self._partitions, put, remove, progress)

    def rebuild(self, entries: Iterable[Entry], progress: Progress | None = None) -> None:
        rebuild(self._store, entries, progress)

    def verify(self) -> None:
        state = self._partitions.current()
        try:
            for partition in state.partitions.values():
                for view in partition.views:
                    view.segment.verify()
        except IndexUnusable:
            if self._partitions.current() is state:  # else a writer has taken these files away meanwhile
                raise

    def merge(self, most_rows: int | None = None) -> None:
        merge(self._store, self._partitions, most_rows)

    def search(self, query: Query, audiences: frozenset[Audience]) -> Results:
        start = time.perf_counter()
        results = answer(self._partitions.snapshot(audiences), query, self._synonyms)
        return replace(results, took_ms=(time.perf_counter() - start) * 1000)

    def over_time(self, query: Query, audiences: frozenset[Audience], words: bool = True) -> OverTime:
        start = time.perf_counter()
        found = over_time(self._partitions.snapshot(audiences), query, self._synonyms, words)
        return replace(found, took_ms=(time.perf_counter() - start) * 1000)

    def related(
        self, identifier: str, audiences: frozenset[Audience], without: frozenset[str] = frozenset()
    ) -> Related:
        return related(self._partitions.snapshot(audiences), identifier, without)

    def marking(self, text: str, audiences: frozenset[Audience]) -> Callable[[str], list[Span]]:
        return marking(self._partitions.snapshot(audiences), text, self._synonyms)

    def suggest(self, text: str, audiences: frozenset[Audience], limit: int = 8) -> tuple[Suggestion, ...]:
        return suggestions(self._partitions.snapshot(audiences), text, self._synonyms, limit)

    def subjects(self, text: str, audiences: frozenset[Audience]) -> Subjects:
        return subjects(self._partitions.snapshot(audiences), text, self._synonyms)

    def tags(self, audiences: frozenset[Audience]) -> tuple[TagCount, ...]:
        snapshot = self._partitions.snapshot(audiences)
        column = snapshot.column("tag")
        counts = column.counts(snapshot.live).tolist()
        others = other_names(snapshot)
        found = [
            TagCount(slug, label, count, others.get(slug, ()))
            for slug, label, count in zip(column.values, column.labels, counts, strict=True)
        ]
        return tuple(sorted(found, key=lambda tag: (-tag.count, tag.label.casefold(), tag.slug)))

    def count(self, audiences: frozenset[Audience]) -> int:
        return self._partitions.snapshot(audiences).count

    def paths(self) -> frozenset[str]:
        state = self._partitions.current()
        snapshot = self._partitions.snapshot(frozenset(state.partitions))
        return frozenset(snapshot.paths)

    def state(self) -> IndexState:
        parts = (
            PartState(audience, snapshot.count, snapshot.live_row_count - snapshot.count, partition.commit)
            for audience, partition, snapshot in self._partitions.each()
        )
        return IndexState(self._partitions.current().manifest.generation, self._store.written_at(), tuple(parts))

    def close(self) -> None:
        self._partitions.forget()
