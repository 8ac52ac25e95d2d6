"""A persistent map: it never changes, and one with a few entries changed shares all others with it.

A library has tens of thousands of documents, and a save changes one. With a map of this kind neither the next state of
the library nor what is different in it takes longer in a large library than in a small one, and whoever reads meanwhile
does not wait for it. The entries are spread over branches by their keys (a hash trie of one level; Bagwell, Ideal Hash
Trees, 2001, has more); a change copies the branches it is in.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import ItemsView, Iterable, Iterator, Mapping, ValuesView
from typing import Generic, TypeVar

V = TypeVar("V")
D = TypeVar("D")

_BRANCHES = 256  # a power of two: with 50,000 entries a change copies 200 of them
_FEW = 50  # keys that come or go: with more, all are sorted anew


class PersistentMap(Mapping[str, V], Generic[V]):
    """From texts to values, in the order of the texts."""

    __slots__ = ("_branches", "_length", "_order")

    def __init__(self, entries: Mapping[str, V] | None = None) -> None:
        branches: list[dict[str, V]] = [{} for _ in range(_BRANCHES)]
        for key, value in (entries or {}).items():
            branches[_branch_of(key)][key] = value
        self._branches = branches
        self._length = len(entries or {})
        self._order: list[str] | None = None

    def changed(self, entries: Mapping[str, V | None]) -> PersistentMap[V]:
        """One with these values, and without the keys that have None here."""
        made: PersistentMap[V] = PersistentMap()
        branches = made._branches = list(self._branches)
        new, gone = [], []
        for key, value in entries.items():
            number = _branch_of(key)
            before = branches[number].get(key)
            if before is value:
                continue
            if branches[number] is self._branches[number]:
                branches[number] = dict(self._branches[number])
            if value is None:
                del branches[number][key]
                gone.append(key)
            else:
                branches[number][key] = value
                if before is None:
                    new.append(key)
        made._length = self._length + len(new) - len(gone)
        if not (new or gone):
            made._order = self._order
        elif self._order and len(new) + len(gone) < _FEW:
            made._order = _edited(self._order, new, gone)
        return made

    def differing(self, before: PersistentMap[V]) -> list[str]:
        """The keys that have another object than before, or that are new or gone, in their order."""
        found: list[str] = []
        for old, new in zip(before._branches, self._branches, strict=True):
            if old is not new:
                found += (key for key, value in new.items() if key not in old or old[key] is not value)
                found += (key for key in old if key not in new)
        return sorted(found)

    def at(self, path: str) -> list[str]:
        """The keys that are this path, or lie below it as a folder."""
        order, folder = self._keys(), f"{path}/"
        start = end = bisect_left(order, folder)
        while end < len(order) and order[end].startswith(folder):
            end += 1
        return [*([path] if path in self else []), *order[start:end]]

    def __getitem__(self, key: str) -> V:
        return self._branches[_branch_of(key)][key]

    def get(self, key: str, default: D | None = None) -> V | D | None:  # type: ignore[override]
        return self._branches[_branch_of(key)].get(key, default)

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key in self._branches[_branch_of(key)]

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys())

    def values(self) -> ValuesView[V]:
        return _Values(self)

    def items(self) -> ItemsView[str, V]:
        return _Items(self)

    def in_order(self) -> Iterator[V]:
        """All values: much quicker than to look up each."""
        whole: dict[str, V] = {}
        for branch in self._branches:
            whole.update(branch)
        return map(whole.__getitem__, self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PersistentMap):
            return NotImplemented
        return all(a is b or a == b for a, b in zip(self._branches, other._branches, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def _keys(self) -> list[str]:
        if self._order is None:
            self._order = sorted(key for branch in self._branches for key in branch)
        return self._order


class _Values(ValuesView[V]):
    _mapping: PersistentMap[V]

    def __iter__(self) -> Iterator[V]:
        return self._mapping.in_order()


class _Items(ItemsView[str, V]):
    _mapping: PersistentMap[V]

    def __iter__(self) -> Iterator[tuple[str, V]]:
        return zip(self._mapping, self._mapping.in_order(), strict=True)


def _edited(order: list[str], new: Iterable[str], gone: Iterable[str]) -> list[str]:
    edited = list(order)
    for key in gone:
        del edited[bisect_left(edited, key)]
    for key in new:
        insort(edited, key)
    return edited


def _branch_of(key: str) -> int:
    return hash(key) & (_BRANCHES - 1)
