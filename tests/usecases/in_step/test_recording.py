"""What the folder says is kept in the history, whoever changed it, and for whom it was."""

from __future__ import annotations

import os
import time

import pytest

from kb.history import History
from kb.model import Visibility
from kb.usecases.in_step import refresh
from kb.usecases.in_step.opening import open_library
from kb.usecases.in_step.recording import Recorder
from kb.usecases.in_step.refresh import BATCH, Refresher


class Club:
    """A library opened as a server process would."""

    def __init__(self, home):
        opened = open_library(home / "notes", home / "index")
        self.library = opened.library
        self.history = History(home / "state" / "history.git")
        self.refresher = Refresher(opened.library, opened.index, opened.folder, Recorder(opened.library, self.history))

    def starts(self):
        """As the keeper does: everything is found first, and recorded after."""
        self.refresher.everything()
        while self.refresher.record():
            pass
        return self

    def told(self, path):
        document = self.library.catalog.by_path(path)
        return [(each.why, each.audience) for each in self.history.revisions([document.id])]

    def texts(self, path):
        document = self.library.catalog.by_path(path)
        return [self.history.content(each).decode() for each in self.history.revisions([document.id])]


@pytest.fixture
def opened(library):
    clubs = []

    def one():
        clubs.append(Club(library.home))
        return clubs[-1]

    yield one
    for each in clubs:
        each.history.close()


def test_a_first_start_keeps_all_there_is_after_it_is_found(opened, library):
    for number in range(BATCH + 20):
        library.holds(f"north/2020-{number}.md", f"Text {number}.\n")
    club = opened()
    club.refresher.everything()
    assert club.history.latest() == {}
    assert club.refresher.record() is True
    assert len(club.history.latest()) == BATCH
    assert club.refresher.record() is False
    assert len(club.history.latest()) == BATCH + 20
    again = opened().starts()
    assert again.texts("north/2020-7.md") == ["Text 7.\n"]


def test_a_large_library_is_kept_in_so_few_commits_that_nothing_need_be_packed_anew(opened, library, monkeypatch):
    monkeypatch.setattr(refresh, "BATCH", 4)
    monkeypatch.setattr(refresh, "BATCHES", 3)
    for number in range(31):
        library.holds(f"north/2020-{number}.md", f"Text {number}.\n")
    club = opened()
    club.refresher.everything()
    assert [club.refresher.record() for _ in range(3)] == [True, True, False]
    assert len(club.history.latest()) == 31


def test_a_change_from_outside_is_kept_when_it_is_found(opened, library):
    library.holds("a.md", "One.\n")
    club = opened().starts()
    library.holds("a.md", "Two.\n")
    club.refresher.paths(frozenset({"a.md"}))
    assert club.texts("a.md") == ["Two.\n", "One.\n"]
    (library.notes / "a.md").unlink()
    club.refresher.paths(frozenset({"a.md"}))
    assert club.history.gone()[0].path == "a.md"


def test_what_changed_while_nobody_looked_is_kept_at_the_next_start(opened, library):
    library.holds("a.md", "One.\n")
    library.holds("b.md", "Gone soon.\n")
    opened().starts()
    library.holds("a.md", "Two.\n")
    (library.notes / "b.md").unlink()
    club = opened().starts()
    assert club.texts("a.md") == ["Two.\n", "One.\n"]
    assert [each.path for each in club.history.gone()] == ["b.md"]


def test_what_somebody_else_took_in_is_recorded_with_the_next_look(opened, library):
    """By the shell, which does not record, and while the index was made anew."""
    library.holds("a.md", "One.\n")
    club = opened().starts()
    assert club.refresher.record() is False
    library.holds("b.md", "From the shell.\n")
    other = open_library(library.home / "notes", library.home / "index")
    Refresher(other.library, other.index, other.folder).everything()
    club.refresher.paths(frozenset({"b.md"}))
    library.holds("c.md", "While it was made anew.\n")
    club.refresher.rebuild()
    while club.refresher.record():
        pass
    assert club.texts("b.md") == ["From the shell.\n"]
    assert club.texts("c.md") == ["While it was made anew.\n"]


def test_a_batch_that_could_not_be_kept_is_tried_again(opened, library, monkeypatch):
    monkeypatch.setattr(refresh, "BATCH", 4)
    for number in range(10):
        library.holds(f"north/2020-{number}.md", f"Text {number}.\n")
    club = opened()
    club.refresher.everything()
    record, failing = club.history.record, [OSError(28, "no space left")]

    def full(changes):
        if failing:
            raise failing.pop()
        return record(changes)

    monkeypatch.setattr(club.history, "record", full)
    while club.refresher.record():
        pass
    assert len(club.history.latest()) == 6
    while club.refresher.record():
        pass
    assert len(club.history.latest()) == 10


def test_what_is_kept_is_compared_once_and_not_with_each_look(opened, library, monkeypatch):
    library.holds("a.md", "One.\n")
    club = opened().starts()
    compared = []
    latest = club.history.latest
    monkeypatch.setattr(club.history, "latest", lambda: (compared.append(1), latest())[1])
    library.holds("a.md", "Two.\n")
    club.refresher.paths(frozenset({"a.md"}))
    assert club.refresher.record() is False
    assert compared == []
    monkeypatch.setattr(refresh, "CERTAIN", 0.0)
    assert club.refresher.record() is False
    assert compared == [1]


def test_versions_are_kept_while_the_index_cannot_be_written(opened, library, monkeypatch):
    library.holds("a.md", "One.\n")
    club = opened().starts()

    def full(*_):
        raise OSError(28, "no space left on device")

    library.holds("a.md", "Two.\n")
    with monkeypatch.context() as broken:
        broken.setattr(club.refresher._index, "update", full)
        with pytest.raises(OSError, match="no space"):
            club.refresher.paths(frozenset({"a.md"}))
    library.holds("a.md", "Three.\n")
    club.refresher.paths(frozenset({"a.md"}))
    assert club.texts("a.md") == ["Three.\n", "Two.\n", "One.\n"]


def test_a_group_that_is_closed_makes_a_version_of_each_of_its_documents(opened, library):
    library.document("north/index.md", "# North\n", kind="group")
    library.holds("north/2020-01-01-notes.md", "Said.\n")
    club = opened().starts()
    library.document("north/index.md", "# North\n", kind="group", visibility="group")
    club.refresher.paths(frozenset({"north/index.md"}))
    assert club.library.catalog.by_path("north/2020-01-01-notes.md").visibility is Visibility.GROUP
    assert [audience for _, audience in club.told("north/2020-01-01-notes.md")] == ["group:north", "public"]


def test_a_history_that_cannot_be_used_is_said_once_and_the_notes_are_found(opened, library, caplog):
    library.holds("a.md", "One.\n")
    (library.home / "state").write_text("no folder")
    club = opened().starts()
    club.starts()
    assert [record.message for record in caplog.records if "history" in record.message] == [
        "The history cannot be used (file exists). It is tried again every minute."
    ]
    assert club.library.catalog.by_path("a.md") is not None
    (library.home / "state").unlink()
    club.starts()
    assert club.texts("a.md") == ["One.\n"]


def test_what_a_killed_save_has_left_is_taken_away_after_a_while(opened, library, monkeypatch):
    left = library.holds("north/.kb-aaaaaaaaaaaaaaaa.tmp", "half")
    aside = library.holds("north/.kb-bbbbbbbbbbbbbbbb.tmp", "of long ago, and being taken away just now")
    other = library.holds("north/.kb-notes.tmp", "somebody's own")
    for each in (aside, other):
        os.utime(each, (1, 1))
    club = opened().starts()
    club.refresher.tidy()
    assert [each.exists() for each in (left, aside, other)] == [True, True, True]
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + 3600)
    club.refresher.tidy()
    assert [each.exists() for each in (left, aside, other)] == [False, False, True]
