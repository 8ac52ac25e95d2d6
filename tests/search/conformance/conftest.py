"""The indexes that are held to the port's behaviour: on disk and in memory. Another engine is added here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb.search import Entry, Index, WhooshIndex

Holding = Callable[..., Index]


@pytest.fixture(params=["on disk", "in memory"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    """An empty index."""
    made = WhooshIndex(tmp_path / "index" if request.param == "on disk" else None)
    made.rebuild([])
    yield made
    made.close()


@pytest.fixture
def holding(index: Index) -> Holding:
    """Makes the index hold these entries and nothing else."""

    def hold(*entries: Entry) -> Index:
        index.rebuild(entries)
        return index

    return hold
