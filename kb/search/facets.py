"""Facets: how many results have which tag, group, kind and year; and filters, the same columns read backwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.search.columns import Facts
from kb.search.results import FacetValue

Mask = NDArray[np.bool_]

MOST_VALUES = 200
"""A facet lists at most this many values, the most frequent ones, and always those selected."""


@dataclass(frozen=True)
class Column:
    """The values of one facet over all documents of a snapshot, as codes.

    Attributes:
        values, labels: of each code.
        codes: one for each time a document has a value, shape (n,). owners: the document it is of, shape (n,).
        documents: how many documents there are.
    """

    values: tuple[str, ...]
    labels: tuple[str, ...]
    codes: NDArray[np.int64]
    owners: NDArray[np.int64]
    documents: int

    @classmethod
    def of(cls, each: Iterable[Iterable[tuple[str, str]]], order: Sequence[int]) -> Column:
        """`each`: for every document its (value, label) pairs; a live document's labels are kept in this `order`."""
        pairs = [list(values) for values in each]
        code_of: dict[str, int] = {}
        labels: list[str] = []
        for document in order:
            for value, label in pairs[document]:
                if value not in code_of:
                    code_of[value] = len(code_of)
                    labels.append(label)
        entries = [(code_of[v], document) for document in order for v in dict.fromkeys(v for v, _ in pairs[document])]
        table = np.array(entries, np.int64).reshape(-1, 2)
        return cls(tuple(code_of), tuple(labels), table[:, 0].copy(), table[:, 1].copy(), len(pairs))

    def having(self, values: Iterable[str]) -> Mask:
        """Documents with any of these values, shape (documents,)."""
        chosen = np.isin(np.array(self.values, object), list(values)) if self.values else np.zeros(0, bool)
        found = np.zeros(self.documents, bool)
        found[self.owners[chosen[self.codes]]] = True
        return found

    def counts(self, documents: Mask) -> NDArray[np.int64]:
        """How many of these documents have each value, shape (values,)."""
        return np.bincount(self.codes[documents[self.owners]], minlength=len(self.values))

    def facet(self, documents: Mask, selected: Sequence[str]) -> tuple[FacetValue, ...]:
        """Values with their counts over these documents, most frequent first, then by label."""
        counts = self.counts(documents).tolist() if self.values else []
        found = [
            FacetValue(value, label, count, value in selected)
            for value, label, count in zip(self.values, self.labels, counts, strict=True)
            if count or value in selected
        ]
        found += [FacetValue(value, value, 0, True) for value in dict.fromkeys(selected) if value not in self.values]
        found.sort(key=lambda each: (-each.count, each.label.casefold(), each.value))
        return tuple(each for place, each in enumerate(found) if place < MOST_VALUES or each.selected)


def column(name: str, facts: Sequence[Facts], order: Sequence[int]) -> Column:
    """The column of one facet. `order`: live documents, oldest first, so that the first label written is shown."""
    match name:
        case "tag":
            return Column.of((((slug, label) for slug, label in each.tags) for each in facts), order)
        case "group":
            return Column.of(([(each.group, each.group_label)] if each.group else [] for each in facts), order)
        case "kind":
            return Column.of(([(each.kind, each.kind)] for each in facts), order)
        case "year":
            return Column.of(([(each.year, each.year)] if each.year else [] for each in facts), order)
    raise ValueError(f"there is no facet {name}")
