"""The index as it is now: partitions opened once and shared by all readers, followed from commit to commit.

Each read asks the store's stamp; only where it has changed are partitions opened anew, and of those only the segments
that were not open already. A partition that cannot be opened is missed by those alone who may read it, and tried again
with each of their reads; whoever writes needs them all.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from whoosh.index import TOC

from kb.model import Audience
from kb.search.index import IndexUnusable
from kb.search.storage.cache import Cache
from kb.search.storage.damage import damage_said
from kb.search.storage.segment import Segment
from kb.search.storage.snapshot import Snapshot
from kb.search.storage.store import Manifest, Store
from kb.search.storage.views import View

_RETRIES = 8
_SNAPSHOTS = 8
_GATHERED = 4
"""What is gathered over several segments may take one part in so many of what is kept of the segments themselves: it
holds until the next change alone, and costs little to gather again."""


@dataclass(frozen=True)
class Partition:
    """One audience's Whoosh index at one commit."""

    name: str
    commit: int
    views: tuple[View, ...] = ()


@dataclass(frozen=True)
class State:
    """Everything at one stamp.

    Attributes:
        damaged: partitions that could not be opened, with what was said of each.
        gathered: what its snapshots keep.
        snapshots: those asked for so far, by audiences; each made by one thread while the others wait, as each of them
            would take as long and all together longer.
    """

    stamp: object
    manifest: Manifest
    partitions: Mapping[Audience, Partition]
    damaged: Mapping[Audience, str]
    gathered: Cache
    snapshots: dict[frozenset[Audience], Snapshot] = field(default_factory=dict)
    making: threading.Lock = field(default_factory=threading.Lock)


class Partitions:
    """Opens what the store's manifest names."""

    def __init__(self, store: Store, cache_bytes: int) -> None:
        self._store = store
        self._cache = Cache(cache_bytes)
        self._gathered_bytes = cache_bytes // _GATHERED
        self._lock = threading.Lock()
        self._state: State | None = None

    def snapshot(self, audiences: frozenset[Audience]) -> Snapshot:
        """What these audiences can see now. Raises IndexUnusable where a part of that cannot be read."""
        state = self._state_for(audiences)
        seen = frozenset(state.partitions) & audiences
        if (snapshot := state.snapshots.get(seen)) is not None:
            return snapshot
        with state.making:
            if (snapshot := state.snapshots.get(seen)) is None:
                views = [view for audience in sorted(seen) for view in state.partitions[audience].views]
                snapshot = Snapshot(views, state.gathered, token=object())
                if len(state.snapshots) < _SNAPSHOTS:
                    state.snapshots[seen] = snapshot
        return snapshot

    def current(self) -> State:
        """All of it. Raises IndexUnusable where there is no index, or a part of what there is cannot be read."""
        return self._state_for(None)

    def each(self) -> Iterator[tuple[Audience, Partition, Snapshot]]:
        """Every partition alone, with what is in it. None of it is kept: readers ask for other sets."""
        state = self.current()
        for audience, partition in sorted(state.partitions.items()):
            yield audience, partition, Snapshot(list(partition.views), state.gathered, token=object())

    def _state_for(self, audiences: frozenset[Audience] | None) -> State:
        """The state as it is now, with all partitions that these audiences need; None for all."""
        state = self._state
        if state is not None and state.stamp == self._store.stamp() and not _lacking(state, audiences):
            return state
        with self._lock:
            state = self._refreshed(audiences)
        if lacking := _lacking(state, audiences):
            raise IndexUnusable(lacking[0])
        return state

    def forget(self) -> None:
        """Let go of everything that is open."""
        with self._lock:
            self._state = None

    def _refreshed(self, audiences: frozenset[Audience] | None) -> State:
        """A writer may remove files just when they are about to be opened; the manifest then has changed again."""
        for attempt in range(_RETRIES):
            stamp, state = self._store.stamp(), self._state
            if state is not None and state.stamp == stamp and not _lacking(state, audiences):
                return state
            try:
                state = self._state = self._opened(stamp)
            except IndexUnusable:
                if self._store.stamp() == stamp and attempt >= 2:
                    raise
            else:
                if not state.damaged or (self._store.stamp() == stamp and attempt >= 2):
                    return state
            time.sleep(0.01 * (attempt + 1))
        raise IndexUnusable("the index changes faster than it can be opened")

    def _opened(self, stamp: object) -> State:
        """Raises IndexUnusable where what the index consists of cannot be read."""
        manifest = self._store.manifest()
        before = self._state.partitions if self._state else {}
        partitions: dict[Audience, Partition] = {}
        damaged: dict[Audience, str] = {}
        for audience, (name, commit) in manifest.partitions.items():
            known = before.get(audience)
            if known is None or (known.name, known.commit) != (name, commit):
                try:
                    known = self._partition(name, known)
                except IndexUnusable as error:
                    damaged[audience] = str(error)
                    continue
            partitions[audience] = known
        return State(stamp, manifest, partitions, damaged, Cache(self._gathered_bytes))

    def _partition(self, name: str, before: Partition | None) -> Partition:
        storage = self._store.partition(name)
        open_before = {view.segment.id: view.segment for view in before.views} if before else {}
        with damage_said():
            contents = TOC.read(storage, "MAIN")
            views = []
            for listed in contents.segments:
                segment = open_before.get(listed.segment_id()) or Segment(storage, listed, self._cache)
                views.append(View.of(segment, listed.deleted_docs()))
        return Partition(name, contents.generation, tuple(views))


def _lacking(state: State, audiences: frozenset[Audience] | None) -> list[str]:
    return [said for audience, said in state.damaged.items() if audiences is None or audience in audiences]
