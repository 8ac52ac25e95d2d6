"""Our own index, through the port that the rest of the house uses."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bench.asks import Ask
from bench.engines import SHOWN, Page, Shown
from kb.model import PUBLIC
from kb.search import Entry, Query, WhooshIndex

_VISITOR = frozenset({PUBLIC})


def build(folder: Path, entries: Iterable[Entry]) -> None:
    index = WhooshIndex(folder)
    index.rebuild(entries)
    index.close()


def open_index(folder: Path) -> KnowledgeClub:
    return KnowledgeClub(WhooshIndex(folder))


class KnowledgeClub:
    """WhooshIndex with the questions of the bench."""

    def __init__(self, index: WhooshIndex) -> None:
        self._index = index

    def page(self, ask: Ask) -> Page:
        results = self._index.search(query_of(ask), _VISITOR)
        shown = tuple(Shown(found.id, tuple(p.snippet for p in found.passages)) for found in results.found)
        facets = {name: {value.value: value.count for value in values} for name, values in results.facets.items()}
        return Page(results.total, shown, facets)

    def put(self, entry: Entry) -> None:
        self._index.update([entry])

    def close(self) -> None:
        self._index.close()


def query_of(ask: Ask) -> Query:
    """A question of the bench as the search page asks it."""
    return Query(
        text=ask.text,
        tags=(ask.tag,) if ask.tag else (),
        kinds=(ask.kind,) if ask.kind else (),
        sort="newest" if ask.newest else "best",
        per_page=SHOWN,
    )
