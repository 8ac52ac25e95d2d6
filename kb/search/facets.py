"""Facets: how many results have which tag, group, kind and year; and filters, the same columns read backwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kb.model import slug
from kb.search.columns import Facts
from kb.search.results import FacetValue
from kb.search.runs import starts

Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]

OTHER_NAMES = "other names"
"""A column that is shown nowhere: its values are other names of tags, its labels the tags that these are."""

MEETINGS = "meetings"
"""Another: its values are meetings that have a name of their own within their group."""

_NONE = np.empty(0, np.int64)

MOST_VALUES = 200
"""A facet lists at most this many values, the most frequent ones, and always those selected."""


@dataclass(frozen=True)
class Values:
    """The values of one facet in one segment, as codes.

    Attributes:
        values, labels: each different one, in no order.
        codes, label_codes: one for each time a document has a value, shape (n,). owners: the document, shape (n,).
    """

    values: list[str]
    labels: list[str]
    codes: Numbers
    label_codes: Numbers
    owners: Numbers

    @classmethod
    def of(cls, name: str, facts: Sequence[Facts]) -> Values:
        """Of the facet `name`; raises KeyError where there is no such facet."""
        read = _READ[name]
        values: dict[str, int] = {}
        labels: dict[str, int] = {}
        entries = []
        for number, each in enumerate(facts):
            for value, label in dict(reversed(read(each))).items():
                entries.append((values.setdefault(value, len(values)), labels.setdefault(label, len(labels)), number))
        table = np.array(entries, np.int64).reshape(-1, 3).T
        return cls(list(values), list(labels), table[0].copy(), table[1].copy(), table[2].copy())


_READ: Mapping[str, Callable[[Facts], list[tuple[str, str]]]] = {
    "tag": lambda facts: [(tag[0], tag[1]) for tag in facts.tags],
    OTHER_NAMES: lambda facts: [(slug(name), tag[0]) for tag in facts.tags for name in tag[2:]],
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
        codes: one for each time a document has a value, shape (n,). owners: the document it is of, shape (n,).
        documents: how many documents there are.
    """

    values: tuple[str, ...]
    labels: tuple[str, ...]
    codes: Numbers
    owners: Numbers
    documents: int

    @classmethod
    def joined(cls, parts: Sequence[tuple[Values, int]], live: Mask, days: Numbers) -> Column:
        """Of segments, each with the number of its first document. `days`: each document's first day, 0 for none."""
        code_of: dict[str, int] = {}
        labels: list[str] = []
        codes, label_codes, owners = [_NONE], [_NONE], [_NONE]
        for part, base in parts:
            recoded = np.array([code_of.setdefault(value, len(code_of)) for value in part.values], np.int64)
            codes.append(recoded[part.codes])
            label_codes.append(part.label_codes + len(labels))
            owners.append(part.owners + base)
            labels += part.labels
        owner = np.concatenate(owners)
        kept = live[owner]
        owner, code, label = owner[kept], np.concatenate(codes)[kept], np.concatenate(label_codes)[kept]
        there, code = np.unique(code, return_inverse=True)
        dated = np.where(days[owner] > 0, days[owner], np.iinfo(np.int64).max)
        by_age = np.lexsort((owner, dated, code))
        earliest = by_age[starts(code[by_age])]
        names = list(code_of)
        return cls(
            values=tuple(names[number] for number in there.tolist()),
            labels=tuple(labels[number] for number in label[earliest].tolist()),
            codes=code,
            owners=owner,
            documents=len(live),
        )

    def having(self, values: Iterable[str]) -> Mask:
        """Documents with any of these values, shape (documents,)."""
        chosen = np.isin(np.array(self.values, object), list(values)) if self.values else np.zeros(0, bool)
        found = np.zeros(self.documents, bool)
        found[self.owners[chosen[self.codes]]] = True
        return found

    @cached_property
    def _by_value(self) -> tuple[Numbers, Numbers]:
        """Documents value by value, shape (n,), and where those of each value begin, shape (values,): it has some."""
        order = np.argsort(self.codes, kind="stable")
        return self.owners[order], starts(self.codes[order])

    def counts(self, documents: Mask) -> Numbers:
        """How many of these documents have each value, shape (values,)."""
        owners, begins = self._by_value
        there = documents.view(np.int8)[owners]
        return np.add.reduceat(there, begins, dtype=np.int64) if len(begins) else _NONE

    @cached_property
    def _by_label(self) -> Numbers:
        """For each value its place when all are ordered by label, shape (values,)."""
        order = sorted(range(len(self.values)), key=lambda code: (self.labels[code].casefold(), self.values[code]))
        places = np.empty(len(order), np.int64)
        places[order] = np.arange(len(order))
        return places

    def facet(self, documents: Mask, selected: Sequence[str]) -> tuple[FacetValue, ...]:
        """Values with their counts over these documents, most frequent first, then by label."""
        counts = self.counts(documents) if self.values else _NONE
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
