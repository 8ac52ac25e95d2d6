"""Segments pile up with small updates and are merged, so that reading stays cheap and nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.model import MEMBERS, PUBLIC
from kb.search import Query, WhooshIndex
from kb.search.storage.partitions import Partitions
from kb.search.storage.store import Folder
from kb.search.storage.updating import FAN, PILED

from ..builders import note

ALL = frozenset({PUBLIC, MEMBERS})


def segments(folder: Path) -> int:
    state = Partitions(Folder(folder), cache_bytes=2**20).current()
    return sum(len(partition.views) for partition in state.partitions.values())


def test_small_updates_are_merged_before_they_are_many(tmp_path: Path):
    index = WhooshIndex(tmp_path)
    index.rebuild([note(f"{n}.md", f"steady word{n}") for n in range(50)])
    most = 0
    for number in range(40):
        index.update([note(f"new{number}.md", f"steady fresh{number}")])
        most = max(most, segments(tmp_path))
    assert most <= PILED + 2
    index.merge()
    assert segments(tmp_path) <= FAN + 1
    assert index.count(ALL) == 90
    assert index.search(Query("steady"), ALL).total == 90
    for number in range(40):
        assert index.search(Query(f"fresh{number}"), ALL).total == 1


def test_what_was_replaced_is_gone_for_good_after_a_merge(tmp_path: Path):
    index = WhooshIndex(tmp_path)
    index.rebuild([])
    for number in range(PILED):
        index.update([note("same.md", f"version{number} here", title=f"V{number}")])
    assert segments(tmp_path) <= FAN
    assert index.search(Query("version*"), ALL).total == 1
    assert index.search(Query("here"), ALL).found[0].title == f"V{PILED - 1}"


def test_answers_before_and_after_a_merge_are_the_same(tmp_path: Path):
    entries = [
        note(f"{n}.md", "treacle " * (n % 5) + f"word{n} market engagement", tags=(f"t{n % 3}",)) for n in range(40)
    ]
    in_one = WhooshIndex(None)
    in_one.rebuild(entries)
    merged = WhooshIndex(tmp_path)
    merged.rebuild([])
    for entry in entries:
        merged.update([entry])
    assert segments(tmp_path) < len(entries)
    for text in ("treacle", "treacle word7", '"market engagement"', "word*", "tag:t1", ""):
        a, b = (each.search(Query(text, per_page=100), ALL) for each in (in_one, merged))
        assert (a.total, a.facets, a.total_all_words) == (b.total, b.facets, b.total_all_words)
        assert {found.id: found.passages for found in a.found} == {found.id: found.passages for found in b.found}


def test_answers_over_many_segments_with_gaps_are_those_of_one(tmp_path: Path):
    index = WhooshIndex(tmp_path)
    index.rebuild(note(f"{n}.md", f"steady old{n}", f"market word{n % 7}") for n in range(60))
    newest = {f"{n}.md": note(f"{n}.md", f"steady old{n}", f"market word{n % 7}") for n in range(60)}
    for number in range(FAN - 2):
        changed = [note(f"{n}.md", f"steady new{n} word{number}", "market") for n in range(number, 40, 11)]
        index.update(changed, [f"{59 - number}.md"])
        newest |= {entry.document.path: entry for entry in changed}
        del newest[f"{59 - number}.md"]
    assert segments(tmp_path) == FAN - 1
    in_one = WhooshIndex(None)
    in_one.rebuild(newest.values())
    for text in ("steady", "market word3", "old11", "new11", '"steady new22"', "word*", "old59", ""):
        a, b = (each.search(Query(text, per_page=100), ALL) for each in (in_one, index))
        assert (a.total, a.facets, a.total_all_words) == (b.total, b.facets, b.total_all_words), text
        assert {found.id: found.passages for found in a.found} == {found.id: found.passages for found in b.found}, text


def test_updates_of_long_notes_are_merged_too(tmp_path: Path):
    index = WhooshIndex(tmp_path)
    index.rebuild([])
    for number in range(PILED + 4):
        index.update([note(f"{number}.md", *(f"steady {number} {part}" for part in range(110)))])
        assert segments(tmp_path) <= PILED
    assert index.count(ALL) == PILED + 4


def test_what_is_too_much_for_an_update_is_left_to_a_merge(tmp_path: Path):
    index = WhooshIndex(tmp_path)
    index.rebuild([])
    for batch in range(FAN):
        index.update(note(f"{batch}-{n}.md", f"steady {n}") for n in range(150))
    before = segments(tmp_path)
    index.merge(most_rows=1_000)
    assert segments(tmp_path) == before
    index.merge()
    assert segments(tmp_path) < before
    assert index.search(Query("steady"), ALL).total == FAN * 150


def test_what_is_not_a_partition_is_left_alone_in_the_folder(tmp_path: Path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "kept.txt").write_text("kept")
    index = WhooshIndex(tmp_path)
    index.rebuild([note("a.md", "x")])
    index.rebuild([note("b.md", "x")])
    assert (tmp_path / "mine" / "kept.txt").read_text() == "kept"


@pytest.mark.parametrize("count", [1, 2500])
def test_one_update_of_many_entries_is_one_or_a_few_segments(tmp_path: Path, count: int):
    index = WhooshIndex(tmp_path)
    index.rebuild([])
    index.update(note(f"{n}.md", "x") for n in range(count))
    assert index.count(ALL) == count
    assert segments(tmp_path) <= 3
