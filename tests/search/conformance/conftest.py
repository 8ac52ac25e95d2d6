"""The indexes that are held to the port's behaviour: on disk and in memory. Another engine is added to ENGINES.

What the port (kb.search.index.Index) promises, and where it is held to it:

- `search`: test_finding (words, phrases, operators, fields, order, passages, titles first; one document with `inside`),
  test_forgiving (spelling, slips, beginnings, synonyms, short forms; how a text was read, part by part),
  test_compounds, test_dates_in_words, test_filters (filters, facets, dates of documents and passages, order, paging to
  the end as exports do it, other names of tags), test_hostile (any text is answered soon, and says what was limited);
- `over_time`: test_over_time (meetings, periods, groups, words then and now, slips, paging);
- `related`: test_related (where a title is named, what is alike);
- `marking`: test_marking (what is found is marked where it is shown and where it leads);
- `subjects`: test_subjects (tags and phrases for a new text);
- `suggest`, `tags`, `count`, `paths`: test_finding, test_hostile, test_updates;
- `update`, `rebuild`, `merge`: test_updates (at once, exactly, beside readers);
- audiences: test_visibility and a test in each of the others (what others may read has no part in any answer).

What only files can do to an index (damage, full disks, killed writers) is in tests/search/storage/test_robustness.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from kb.search import Entry, Index, WhooshIndex

Holding = Callable[..., Index]
Synonyms = Sequence[Iterable[str]]

ENGINES: Mapping[str, Callable[[Path, Synonyms], Index]] = {
    "on disk": lambda folder, synonyms: WhooshIndex(folder / "index", synonyms),
    "in memory": lambda folder, synonyms: WhooshIndex(None, synonyms),
}
"""Each makes an index, of what is in a folder of its own, that knows these words as meaning the same."""


@pytest.fixture(params=ENGINES.values(), ids=ENGINES.keys(), scope="module")
def making(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[Synonyms], Index]]:
    """Makes an empty index: `making()`, or one with synonyms, `making([("SIB", "social impact bond")])`."""
    all_made: list[Index] = []

    def make(synonyms: Synonyms = ()) -> Index:
        made: Index = request.param(tmp_path_factory.mktemp("index"), synonyms)
        made.rebuild([])
        all_made.append(made)
        return made

    yield make
    for made in all_made:
        made.close()


@pytest.fixture
def index(making: Callable[[], Index]) -> Index:
    """An empty index."""
    return making()


@pytest.fixture
def holding(index: Index) -> Holding:
    """Makes the index hold these entries and nothing else."""

    def hold(*entries: Entry) -> Index:
        index.rebuild(entries)
        return index

    return hold
