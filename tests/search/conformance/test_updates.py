"""What goes in can be found, what was taken out cannot, and a path is there once."""

from __future__ import annotations

import threading

import pytest

from kb.model import MEMBERS, PUBLIC
from kb.search import Index, Query

from ..builders import note
from .conftest import Holding

ALL = frozenset({PUBLIC, MEMBERS})


def titles(index: Index, text: str = "") -> list[str]:
    return sorted(found.title for found in index.search(Query(text, per_page=100), ALL).found)


def test_an_empty_index_answers_everything_with_nothing(index: Index):
    results = index.search(Query("treacle"), ALL)
    assert (results.total, results.found, results.did_you_mean) == (0, (), None)
    assert index.search(Query(), ALL).total == 0
    assert (index.suggest("t", ALL), index.tags(ALL), index.count(ALL), index.paths()) == ((), (), 0, frozenset())
    assert set(results.facets) == {"tag", "group", "kind", "year"}
    assert index.search(Query("treacle", inside="a-md"), ALL).total == 0
    assert index.over_time(Query("treacle"), ALL).total == 0
    assert (index.related("a-md", ALL).named, index.marking("treacle", ALL)("honey")) == ((), [])


def test_an_update_is_found_as_soon_as_it_returns(index: Index):
    index.update([note("a.md", "treacle", title="A")])
    assert titles(index, "treacle") == ["A"]


def test_every_way_to_read_sees_an_update_and_what_it_took_out(index: Index):
    index.update([note("a.md", "x", title="Sticky treacle", date="2020"), note("b.md", "no sticky treacle, SIB")])
    index.update([note("c.md", "sticky treacle and a Social Impact Bond (SIB)", date="2021-05-01")])
    assert index.over_time(Query("treacle"), ALL).total == 2
    assert [found.id for found in index.related("a-md", ALL).named] == ["c-md", "b-md"]
    assert index.marking("SIB", ALL)("social impact bond") == [(0, 18)]
    index.update([], remove=["c.md"])
    assert index.over_time(Query("treacle"), ALL).total == 1
    assert [found.id for found in index.related("a-md", ALL).named] == ["b-md"]
    assert index.marking("SIB", ALL)("social impact bond") == []


def test_a_merge_changes_no_answer(index: Index):
    for number in range(20):
        index.update([note(f"{number}.md", "treacle", date=f"2020-01-{number + 1:02}", tags=(f"t{number % 3}",))])
    index.update([], remove=["3.md"])
    queries = (Query("treacle"), Query("treacle", tags=("t1",), sort="oldest"), Query("treacle", inside="7-md"))

    def answers() -> list[object]:
        found = [index.search(query, ALL) for query in queries]
        over_time = index.over_time(Query("treacle"), ALL)
        return [[(each.total, each.facets, each.found) for each in found], over_time.moments, index.tags(ALL)]

    before = answers()
    index.merge()
    index.verify()
    assert answers() == before


def test_a_path_put_in_again_replaces_what_was_there(index: Index):
    index.update([note("a.md", "treacle", title="Old")])
    index.update([note("a.md", "molasses", title="New")])
    assert titles(index) == ["New"]
    assert titles(index, "treacle") == []


def test_a_path_twice_in_one_update_is_there_once_as_last_given(index: Index):
    index.update([note("a.md", "one", title="First"), note("a.md", "two", title="Last")])
    assert titles(index) == ["Last"]


def test_a_path_twice_in_a_rebuild_is_there_once(holding: Holding):
    assert holding(note("a.md", "one"), note("a.md", "two")).count(ALL) == 1


def test_a_document_moves_between_audiences_and_is_never_in_two(index: Index):
    index.update([note("a.md", "treacle", to=PUBLIC)])
    index.update([note("a.md", "treacle", to=MEMBERS)])
    assert index.search(Query("treacle"), frozenset({PUBLIC})).total == 0
    assert index.search(Query("treacle"), ALL).total == 1
    index.update([note("a.md", "treacle", to=PUBLIC)])
    assert index.search(Query("treacle"), frozenset({PUBLIC})).total == 1
    assert index.search(Query("treacle"), ALL).total == 1


def test_removed_paths_are_gone_and_unknown_ones_do_no_harm(index: Index):
    index.update([note("a.md", "treacle", title="A"), note("b.md", "treacle", title="B")])
    index.update([], remove=["a.md", "never.md"])
    assert titles(index) == ["B"]
    assert index.paths() == {"b.md"}


def test_a_rebuild_leaves_only_what_it_was_given(holding: Holding):
    holding(note("a.md", "x", title="A"))
    assert titles(holding(note("b.md", "x", title="B"))) == ["B"]
    assert titles(holding()) == []


def test_many_small_updates_stay_exact(index: Index):
    """Enough of them that an engine of segments merges some."""
    for number in range(60):
        index.update([note(f"{number % 40}.md", f"word{number} common", title=f"N{number}")])
    assert index.count(ALL) == 40
    assert index.search(Query("common"), ALL).total == 40
    assert titles(index, "word59") == ["N59"]
    assert titles(index, '"word3"') == []  # replaced by word43
    index.update([], remove=[f"{number}.md" for number in range(39)])
    assert index.paths() == {"39.md"}


def test_progress_counts_entries(index: Index):
    done: list[int] = []
    index.update([note(f"{number}.md", "x") for number in range(5)], progress=done.append)
    assert sum(done) == 5
    done.clear()
    index.rebuild([note(f"{number}.md", "x") for number in range(3)], progress=done.append)
    assert sum(done) == 3


def test_a_failing_source_of_entries_leaves_the_index_as_it_was_and_usable(index: Index):
    index.update([note("a.md", "treacle", title="A")])

    def failing():
        yield note("b.md", "treacle", title="B")
        raise RuntimeError("the disk went away")

    with pytest.raises(RuntimeError):
        index.rebuild(failing())
    assert titles(index) == ["A"]
    index.update([note("c.md", "treacle", title="C")])
    assert titles(index) == ["A", "C"]


def test_readers_go_on_while_a_writer_writes_and_are_never_stale_after_it_returned(index: Index):
    index.update([note("a.md", "round0 steady")])
    failures: list[BaseException] = []
    stop = threading.Event()

    def read() -> None:
        try:
            while not stop.is_set():
                assert index.search(Query("steady"), ALL).total == 1
                index.suggest("ste", ALL)
        except BaseException as error:
            failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        for number in range(1, 25):
            index.update([note("a.md", f"round{number} steady")])
            assert index.search(Query(f"round{number}"), ALL).total == 1
            if number % 10 == 0:
                index.rebuild([note("a.md", f"round{number} steady")])
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert failures == []


def test_its_state_counts_what_is_in_each_part_and_says_that_something_changed(index: Index):
    assert index.state().parts == ()
    index.update([note("a.md", "treacle", to=MEMBERS), note("b.md", "treacle"), note("c.md", "treacle")])
    before = index.state()
    assert [(part.audience, part.documents) for part in before.parts] == [(MEMBERS, 1), (PUBLIC, 2)]
    assert all(part.passages == part.documents for part in before.parts)
    index.update([], ["c.md"])
    after = index.state()
    assert [(part.documents, part.passages) for part in after.parts] == [(1, 1), (1, 1)]
    assert after.generation > before.generation
    assert after.parts[1].commit > before.parts[1].commit
    assert (after.written_at is None) == (before.written_at is None)
