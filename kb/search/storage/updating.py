"""Changing the index: one writer at a time, in an order that never shows a document to too many.

A document whose audience becomes narrower leaves its old partition in a commit that is complete before the one that
puts it into the new one, and the manifest that makes both known to readers comes last. After a crash in between the
document is missing, which the next comparison with the folder mends; it is never in two places or in a wider one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from kb.model import Audience
from kb.search.index import Entry, IndexUnusable, Progress
from kb.search.storage.partitions import Partition, Partitions
from kb.search.storage.segment import Segment
from kb.search.storage.store import Manifest, Store, new_partition
from kb.search.storage.writer import PartitionWriter

ROWS_PER_SEGMENT = 20_000
"""In a rebuild: bounds what the words of rows not yet written take in memory."""

BATCH = 1_000
"""Entries that become visible together in an update."""

FAN = 8
"""So many segments of about one size are merged into one by `merge`, when nobody waits;"""

PILED = 3 * FAN
"""so many by an update too, lest they pile up without end where nobody calls `merge`,"""

MERGED_AT_ONCE = 4_000
"""if they have no more rows than these. Of fewer"""

MERGED_IN_A_MOMENT = 300
"""than these FAN are merged by an update already: many at once would keep those waiting who read meanwhile."""


def update(
    store: Store, partitions: Partitions, put: Iterable[Entry], remove: Iterable[str], progress: Progress | None
) -> None:
    """As kb.search.index.Index.update. Raises IndexUnusable."""
    with store.writing():
        removed = set(remove)
        entries = iter(put)
        while (batch := list(islice(entries, BATCH))) or removed:
            latest = {entry.document.path: entry for entry in batch}
            _change(store, partitions, list(latest.values()), removed | latest.keys())
            removed = set()
            if progress and batch:
                progress(len(batch))
        if not _tidy(store, partitions, FAN, MERGED_IN_A_MOMENT):
            _tidy(store, partitions, PILED, MERGED_AT_ONCE)


def merge(store: Store, partitions: Partitions, most_rows: int | None) -> None:
    """As kb.search.index.Index.merge. Raises IndexUnusable."""
    with store.writing():
        while _tidy(store, partitions, FAN, most_rows):
            pass


def rebuild(store: Store, entries: Iterable[Entry], progress: Progress | None) -> None:
    """As kb.search.index.Index.rebuild: new partitions, segment by segment, that take the place of the old ones.

    Of entries under one path the first is kept.
    """
    with store.writing():
        parts: dict[Audience, tuple[str, int]] = {}
        taken = _each_once(entries)
        while batch := list(_segment_of(taken)):
            made = {audience: Partition(name, commit) for audience, (name, commit) in parts.items()}
            with _Open(store, made) as writers:
                for entry in batch:
                    writers.of(entry.audience).add(entry)
                    if progress:
                        progress(1)
                for audience in {entry.audience for entry in batch}:
                    parts[audience] = writers.commit(audience)
        store.publish(_last(store).with_partitions(parts))
        store.sweep(name for name, _ in parts.values())


def _each_once(entries: Iterable[Entry]) -> Iterator[Entry]:
    seen: set[str] = set()
    for entry in entries:
        if entry.document.path not in seen:
            seen.add(entry.document.path)
            yield entry


def _segment_of(entries: Iterator[Entry]) -> Iterator[Entry]:
    """As many entries as are written at once."""
    rows = 0
    while rows < ROWS_PER_SEGMENT and (entry := next(entries, None)) is not None:
        rows += 1 + len(entry.passages)
        yield entry


def _last(store: Store) -> Manifest:
    """The manifest that is there, or an empty one whose generation none has had."""
    try:
        return store.manifest()
    except IndexUnusable:
        return Manifest()


def _change(store: Store, partitions: Partitions, entries: list[Entry], gone: set[str]) -> None:
    """Take out what leaves a partition, commit; then put in what comes, commit; then make it all known.

    What stays in its partition is taken out and put in again in one commit, so it is never missing.
    """
    state = partitions.current()
    parts = dict(state.manifest.partitions)
    audience_of = {entry.document.path: entry.audience for entry in entries}
    with _Open(store, state.partitions) as writers:
        for audience, partition in state.partitions.items():
            leaving = [path for path in gone if audience_of.get(path) != audience and _holds(partition, path)]
            for path in leaving:
                writers.of(audience).remove(path)
            if leaving:
                parts[audience] = writers.commit(audience)
        for audience in sorted(set(audience_of.values())):
            writer = writers.of(audience)
            for entry in entries:
                if entry.audience == audience:
                    writer.remove(entry.document.path)
                    writer.add(entry)
            parts[audience] = writers.commit(audience)
    if parts != dict(state.manifest.partitions):
        store.publish(state.manifest.with_partitions(parts))


class _Open:
    """The writers of one change, each opened when it is first needed; given up together if anything goes wrong."""

    def __init__(self, store: Store, partitions: Mapping[Audience, Partition]) -> None:
        self._store = store
        self._partitions = partitions
        self._writers: dict[Audience, PartitionWriter] = {}
        self._names: dict[Audience, str] = {}

    def of(self, audience: Audience) -> PartitionWriter:
        if audience not in self._writers:
            known = self._partitions.get(audience)
            self._names[audience] = known.name if known else new_partition(audience)
            segments = _segments(known) if known else ()
            self._writers[audience] = PartitionWriter(self._store.partition(self._names[audience]), segments)
        return self._writers[audience]

    def commit(self, audience: Audience) -> tuple[str, int]:
        """The partition's name and the number of the commit."""
        number = self._writers[audience].commit()
        del self._writers[audience]
        return self._names[audience], number

    def __enter__(self) -> _Open:
        return self

    def __exit__(self, *_: object) -> None:
        for writer in self._writers.values():
            writer.cancel()


def _holds(partition: Partition, path: str) -> bool:
    for view in partition.views:
        number = view.segment.documents.get(path)
        if number is not None and (view.live is None or view.live[view.segment.columns.heads[number]]):
            return True
    return False


def _segments(partition: Partition) -> tuple[Segment, ...]:
    return tuple(view.segment for view in partition.views)


def _tidy(store: Store, partitions: Partitions, count: int, most_rows: int | None) -> bool:
    """Merge where so many segments have piled up, if that is no more rows than these. Was there anything to do?

    Small segments only meet small ones, so a row is merged a few times in all.
    """
    state = partitions.current()
    parts = dict(state.manifest.partitions)
    for audience, partition in state.partitions.items():
        if chosen := _to_merge(partition, count, most_rows):
            with _Open(store, state.partitions) as writers:
                writers.of(audience).merge(chosen)
                parts[audience] = writers.commit(audience)
    changed = parts != dict(state.manifest.partitions)
    if changed:
        store.publish(state.manifest.with_partitions(parts))
    return changed


def _to_merge(partition: Partition, count: int, most_rows: int | None) -> list[int]:
    """Places of segments to merge: `count` or more of one size, in powers of FAN."""
    sizes: dict[int, list[int]] = {}
    rows: dict[int, int] = {}
    for place, view in enumerate(partition.views):
        live = view.segment.columns.rows if view.live is None else int(view.live.sum())
        size = 0
        while live > 16 * FAN**size:
            size += 1
        sizes.setdefault(size, []).append(place)
        rows[size] = rows.get(size, 0) + live
    crowded = [
        places
        for size, places in sorted(sizes.items())
        if len(places) >= count and (most_rows is None or rows[size] <= most_rows)
    ]
    return crowded[0] if crowded else []
