"""Facets: how many results have which tag, group, kind and year; and filters, the same columns read backwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kb.model import tag_slug
from kb.search.results import FacetValue
from kb.search.storage.columns import Facts
from kb.search.storage.runs import starts

Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]

OTHER_NAMES = "other names"
"""A column that is shown nowhere: its values are other names of tags, its labels the tags that these are."""

MEETINGS = "meetings"
"""Another: its values are meetings that have a name of their own within their group."""

_NEVER = int(np.iinfo(np.int64).max)  # the day of what has none: after all others

MOST_VALUES = 200
"""A facet lists at most this many values, the most frequent ones, and always those selected."""


@dataclass(frozen=True)
class Values:
    """The values of one facet in one segment, as codes.

    Attributes:
        values, labels: each different one, in no order.
        codes, label_codes, owners: one for each time a document has a value, with the document, shape (n,); value by
            value, of each the earliest documents first, those without a date last.
        days: the first day of each of these documents, shape (n,).
        begins: where those of each value begin, shape (values,): it has some.
        documents: how many the segment has.
    """

    values: list[str]
    labels: list[str]
    codes: Numbers
    label_codes: Numbers
    owners: Numbers
    days: Numbers
    begins: Numbers
    documents: int

    @classmethod
    def of(cls, name: str, facts: Sequence[Facts]) -> Values:
        """Of the facet `name`; raises KeyError where there is no such facet."""
        read = _READ[name]
        values: dict[str, int] = {}
        labels: dict[str, int] = {}
        entries = []
        for number, each in enumerate(facts):
            for value, label in dict(reversed(read(each))).items():
                entry = values.setdefault(value, len(values)), labels.setdefault(label, len(labels)), number
                entries.append((*entry, each.first or _NEVER))
        table = np.array(entries, np.int64).reshape(-1, 4).T
        code, label_code, owner, day = table[:, np.lexsort((table[2], table[3], table[0]))]
        return cls(list(values), list(labels), code, label_code, owner, day, starts(code), len(facts))

    def earliest(self, live: Mask) -> Numbers:
        """For each value that a live document has, the place of the earliest one; `live`: shape (documents,)."""
        if live.all():
            return self.begins
        there = np.flatnonzero(live[self.owners])
        return there[starts(self.codes[there])]


@dataclass(frozen=True)
class Part:
    """The values of one segment within a column.

    Attributes:
        values: of the segment. first: the number of its first document.
        codes: for each of its values that of the column, -1 where no live document has it, shape (values,).
    """

    values: Values
    first: int
    codes: Numbers

    @property
    def own(self) -> slice:
        """Where its documents are among those of the column: within that, `values.owners` counts as it stands."""
        return slice(self.first, self.first + self.values.documents)


_READ: Mapping[str, Callable[[Facts], list[tuple[str, str]]]] = {
    "tag": lambda facts: [(tag[0], tag[1]) for tag in facts.tags],
    OTHER_NAMES: lambda facts: [(tag_slug(name), tag[0]) for tag in facts.tags for name in tag[2:]],
    "group": lambda facts: [(facts.group, facts.group_label)] if facts.group else [],
    MEETINGS: lambda facts: [(f"{facts.group}/{facts.meeting}", facts.meeting)] if facts.meeting else [],
    "kind": lambda facts: [(facts.kind, facts.kind)],
    "year": lambda facts: [(facts.year, facts.year)] if facts.year else [],
}


@dataclass(frozen=True)
class Column:
    """The values of one facet over the live documents of a snapshot, as codes.

    Attributes:
        values, labels: of each code; the label is the one that the earliest document with the value has.
        parts: those of the segments. live: shape (documents,).
    """

    values: tuple[str, ...]
    labels: tuple[str, ...]
    parts: tuple[Part, ...]
    live: Mask

    @classmethod
    def joined(cls, segments: Sequence[tuple[Values, int]], live: Mask) -> Column:
        """Of segments, each with the number of its first document."""
        code_of: dict[str, int] = {}
        labels: list[str] = []
        parts, found = [], [np.empty((4, 0), np.int64)]
        for values, first in segments:
            places = values.earliest(live[first : first + values.documents])
            own = values.codes[places]
            there = [code_of.setdefault(values.values[code], len(code_of)) for code in own.tolist()]
            codes = np.full(len(values.values), -1, np.int64)
            codes[own] = there
            parts.append(Part(values, first, codes))
            label = values.label_codes[places] + len(labels)
            found.append(np.array([there, values.days[places], values.owners[places] + first, label], np.int64))
            labels += values.labels
        code, day, owner, label = np.concatenate(found, axis=1)
        order = np.lexsort((owner, day, code))
        earliest = label[order[starts(code[order])]].tolist()
        return cls(tuple(code_of), tuple(labels[number] for number in earliest), tuple(parts), live)

    def having(self, values: Iterable[str]) -> Mask:
        """Live documents with any of these values, shape (documents,)."""
        wanted = set(values)
        chosen = np.array([*(value in wanted for value in self.values), False])  # the last is for -1
        found = np.zeros(len(self.live), bool)
        for part in self.parts:
            found[part.own][part.values.owners[chosen[part.codes[part.values.codes]]]] = True
        return found & self.live

    @cached_property
    def of_each(self) -> Numbers:
        """The code of each document where it has one value at most, -1 where it has none, shape (documents,)."""
        codes = np.full(len(self.live), -1, np.int64)
        for part in self.parts:
            codes[part.own][part.values.owners] = part.codes[part.values.codes]
        return codes

    def counts(self, documents: Mask) -> Numbers:
        """How many of these documents, which are live, have each value, shape (values,)."""
        counts = np.zeros(len(self.values) + 1, np.int64)  # the last is for -1
        for part in self.parts:
            if len(part.codes):
                there = documents.view(np.int8)[part.own][part.values.owners]
                counts[part.codes] += np.add.reduceat(there, part.values.begins, dtype=np.int64)
        return counts[:-1]

    @cached_property
    def _by_label(self) -> Numbers:
        """For each value its place when all are ordered by label, shape (values,)."""
        order = sorted(range(len(self.values)), key=lambda code: (self.labels[code].casefold(), self.values[code]))
        places = np.empty(len(order), np.int64)
        places[order] = np.arange(len(order))
        return places

    def facet(self, documents: Mask, selected: Sequence[str]) -> tuple[FacetValue, ...]:
        """Values with their counts over these documents, most frequent first, then by label."""
        counts = self.counts(documents)
        there = np.flatnonzero(counts)
        most = there[np.lexsort((self._by_label[there], -counts[there]))][:MOST_VALUES]
        shown = [
            FacetValue(value, self.labels[code], count, value in selected)
            for code, count in zip(most.tolist(), counts[most].tolist(), strict=True)
            for value in (self.values[code],)
        ]
        listed = {each.value for each in shown} if selected else frozenset()
        others = [self._selected(value, counts) for value in dict.fromkeys(selected) if value not in listed]
        others.sort(key=lambda each: (-each.count, each.label.casefold(), each.value))
        return (*shown, *others)

    def _selected(self, value: str, counts: Numbers) -> FacetValue:
        if value not in self.values:
            return FacetValue(value, value, 0, True)
        code = self.values.index(value)
        return FacetValue(value, self.labels[code], int(counts[code]), True)
