"""Keeping index and folder in step beside a server."""

import threading
from pathlib import Path

import pytest

from kb.jobs import Keeper


class Upkeep:
    """Records what it is asked to do; fails while `broken`."""

    def __init__(self, broken: bool = False) -> None:
        self.broken = broken
        self.whole_runs = 0
        self.changed: list[frozenset[str]] = []
        self.current = True
        self.missed: frozenset[str] = frozenset()
        self.trouble = None
        self.rebuilt = 0
        self.tidied = 0
        self.warmed = 0
        self.merged = 0
        self.recorded = 0
        self.seen = threading.Condition()

    def verify(self):
        pass

    def everything(self, progress=None):
        with self.seen:
            self.whole_runs += 1
            self.seen.notify_all()
        if self.broken:
            raise OSError("no space left on device")

    def paths(self, paths):
        with self.seen:
            self.changed.append(paths)
            self.seen.notify_all()
        if self.broken:
            raise OSError("no space left on device")

    def rebuild(self):
        with self.seen:
            self.rebuilt += 1
            self.seen.notify_all()

    def merge(self):
        with self.seen:
            self.merged += 1
            self.seen.notify_all()

    def tidy(self):
        with self.seen:
            self.tidied += 1
            self.seen.notify_all()

    def warm(self):
        with self.seen:
            self.warmed += 1
            self.seen.notify_all()

    def record(self, progress=None):
        with self.seen:
            self.recorded += 1
            self.seen.notify_all()
        return self.recorded < 3

    def read_files(self, progress=None):
        return False

    def unnoticed(self, step):
        return self.missed

    def in_step(self):
        return self.current

    def eventually(self, condition) -> bool:
        with self.seen:
            return self.seen.wait_for(condition, timeout=10)


def never(notes, on_change, stopping):
    stopping.wait()


@pytest.fixture
def keeper():
    started = []

    def make(upkeep, *, watch=never, lock=None, patience=5.0, settle=None):
        made = Keeper(upkeep, watch, Path("notes"), lock, None, settle)
        made.start(patience)
        started.append(made)
        return made

    yield make
    for one in started:
        one.stop()


def test_a_start_waits_for_the_first_run(keeper):
    upkeep = Upkeep()
    assert keeper(upkeep).ready
    assert upkeep.whole_runs == 1
    assert upkeep.eventually(lambda: upkeep.tidied == 1)


def test_the_history_is_kept_bit_by_bit_once_everybody_can_search(keeper):
    upkeep = Upkeep()
    assert keeper(upkeep).ready
    assert upkeep.eventually(lambda: upkeep.recorded == 3)


def test_changes_that_come_together_are_taken_in_together(keeper):
    upkeep = Upkeep()

    def watch(notes, on_change, stopping):
        on_change(frozenset({"a.md"}))
        on_change(frozenset({"b.md"}))
        stopping.wait()

    keeper(upkeep, watch=watch)
    assert upkeep.eventually(lambda: frozenset().union(*upkeep.changed) == {"a.md", "b.md"})


def test_what_nobody_told_is_found_by_looking_through_the_folder(keeper, monkeypatch):
    monkeypatch.setattr("kb.jobs.keeper.FULL_SCAN_EVERY", 0.1)
    upkeep = Upkeep()
    upkeep.missed = frozenset({"missed.md"})
    keeper(upkeep)
    assert upkeep.eventually(lambda: frozenset({"missed.md"}) in upkeep.changed)
    assert upkeep.whole_runs == 1


def test_tidying_that_fails_is_not_tried_again_at_once(keeper, monkeypatch):
    monkeypatch.setattr("kb.jobs.keeper.QUIET", 0.01)
    upkeep = Upkeep()
    tidy = upkeep.tidy

    def full():
        tidy()
        raise OSError("no space left on device")

    monkeypatch.setattr(upkeep, "tidy", full)
    keeper(upkeep)
    assert upkeep.eventually(lambda: upkeep.recorded == 3)
    assert upkeep.tidied == 1


def test_all_is_tidied_up_sooner_or_later_where_there_is_no_end_to_the_changes(keeper, monkeypatch):
    monkeypatch.setattr("kb.jobs.keeper.FULL_SCAN_EVERY", 0.1)
    monkeypatch.setattr("kb.jobs.keeper.OVERDUE", 0.5)

    def watch(notes, on_change, stopping):
        while not stopping.wait(0.01):
            on_change(frozenset({"a.md"}))

    upkeep = Upkeep()
    keeper(upkeep, watch=watch)
    assert upkeep.eventually(lambda: upkeep.tidied == 3)


def test_what_changes_left_apart_is_put_together_once_it_is_quiet(keeper, monkeypatch):
    monkeypatch.setattr("kb.jobs.keeper.QUIET", 0.1)
    written = threading.Event()

    def watch(notes, on_change, stopping):
        for number in range(3):
            on_change(frozenset({f"{number}.md"}))
        written.wait()
        on_change(frozenset({"late.md"}))
        stopping.wait()

    upkeep = Upkeep()
    keeper(upkeep, watch=watch)
    assert upkeep.eventually(lambda: upkeep.merged and upkeep.changed)
    before = upkeep.merged
    written.set()
    assert upkeep.eventually(lambda: upkeep.merged > before)


def test_a_run_that_fails_does_not_end_the_upkeep_and_all_is_compared_at_the_next_occasion(keeper):
    upkeep = Upkeep(broken=True)
    reported = threading.Event()

    def watch(notes, on_change, stopping):
        reported.wait(10)
        on_change(frozenset({"a.md"}))
        stopping.wait()

    kept = keeper(upkeep, watch=watch, patience=0.2)
    assert not kept.ready
    upkeep.broken = False
    reported.set()
    assert upkeep.eventually(lambda: upkeep.whole_runs == 2)
    assert kept._ready.wait(10)


def test_an_index_that_cannot_be_written_is_said_once_and_until_it_can(keeper, caplog):
    upkeep = Upkeep(broken=True)
    reported = threading.Event()

    def watch(notes, on_change, stopping):
        on_change(frozenset({"a.md"}))
        reported.wait(10)
        on_change(frozenset({"b.md"}))
        stopping.wait()

    kept = keeper(upkeep, watch=watch, patience=0.2)
    assert upkeep.eventually(lambda: upkeep.whole_runs == 2)
    assert "no space left on device" in kept.notice
    assert [record.exc_info for record in caplog.records if "no space" in record.message] == [None]
    upkeep.broken = False
    reported.set()
    assert kept._ready.wait(10)
    assert kept.notice is None


@pytest.mark.parametrize("following", [False, True], ids=["the keeper", "one that follows"])
def test_once_all_is_read_that_stays_it_settles(keeper, tmp_path, following):
    if following:
        keeper(Upkeep(), lock=tmp_path / "keeper.lock")
    upkeep, settled = Upkeep(), threading.Event()
    keeper(upkeep, lock=tmp_path / "keeper.lock", settle=settled.set)
    assert settled.wait(10)
    assert upkeep.warmed == 1


@pytest.mark.parametrize("following", [False, True], ids=["the keeper", "one that follows"])
def test_an_index_that_a_reader_cannot_use_is_made_anew(keeper, tmp_path, following):
    upkeep = Upkeep()
    if following:
        keeper(Upkeep(), lock=tmp_path / "keeper.lock")
    kept = keeper(upkeep, lock=tmp_path / "keeper.lock")
    kept.mend()
    assert upkeep.eventually(lambda: upkeep.rebuilt == 1)
    assert kept._ready.wait(10)


def test_of_two_processes_one_keeps_and_the_other_follows_and_takes_over(keeper, tmp_path):
    first, second = Upkeep(), Upkeep()
    keeping = keeper(first, lock=tmp_path / "keeper.lock")
    following = keeper(second, lock=tmp_path / "keeper.lock")
    assert following.ready
    assert (first.whole_runs, second.whole_runs) == (1, 0)
    keeping.stop()
    assert second.eventually(lambda: second.whole_runs == 1)


def test_a_process_that_follows_is_ready_only_when_it_has_caught_up(keeper, tmp_path):
    keeper(Upkeep(), lock=tmp_path / "keeper.lock")
    behind = Upkeep()
    behind.current = False
    following = keeper(behind, lock=tmp_path / "keeper.lock", patience=0.2)
    assert not following.ready
    behind.current = True
    assert following._ready.wait(10)
