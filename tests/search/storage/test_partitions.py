"""What readers share: one snapshot of each change, and what was read of the segments."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kb.model import PUBLIC
from kb.search import Query, WhooshIndex
from kb.search.storage.partitions import Partitions
from kb.search.storage.segment import Segment
from kb.search.storage.store import Folder

from ..builders import note

READERS = 6
VISITOR = frozenset({PUBLIC})


@pytest.fixture
def index(tmp_path: Path) -> WhooshIndex:
    made = WhooshIndex(tmp_path)
    made.rebuild([note(f"{n}.md", f"steady word{n} " * 1000) for n in range(40)])
    return made


def test_readers_that_come_together_after_a_change_share_one_snapshot(index: WhooshIndex, tmp_path: Path):
    partitions = Partitions(Folder(tmp_path), cache_bytes=2**20)
    together = threading.Barrier(READERS)

    def read(_: int) -> int:
        together.wait()
        return id(partitions.snapshot(VISITOR))

    with ThreadPoolExecutor(READERS) as readers:
        for number in range(10):
            index.update([note("new.md", f"fresh{number}")])
            assert len(set(readers.map(read, range(READERS)))) == 1


def test_what_was_read_of_a_segment_is_kept_while_others_come_beside_it(
    index: WhooshIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """What is gathered over all segments after each change takes none of its room."""
    words = [f"word{number}" for number in range(40)]

    def ask_all(opened: WhooshIndex) -> None:
        for word in words:
            assert opened.search(Query(word), VISITOR).total >= 1

    ask_all(index)
    opened = WhooshIndex(tmp_path, cache_bytes=round(1.6 * index._partitions._cache._size))
    ask_all(opened)
    first = {view.segment.id for view in opened._partitions.current().partitions[PUBLIC].views}
    read: list[str] = []
    check = Segment._check
    monkeypatch.setattr(Segment, "_check", lambda segment, keys: (read.append(segment.id), check(segment, keys)))
    for number in range(3):
        index.update([note("new.md", " ".join(words), title=f"Fresh {number}")])
        ask_all(opened)
    assert read
    assert first.isdisjoint(read)
