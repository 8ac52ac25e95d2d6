"""Bringing index and catalog in step with the folder."""

import shutil

import pytest
from filelock import FileLock

from kb.access import audiences_of
from kb.model import VISITOR, Viewer
from kb.search import Query
from kb.usecases.in_step import refresh
from kb.usecases.in_step.opening import open_library
from kb.usecases.in_step.refresh import Refresher

LEAD_OF_NORTH = Viewer(member=True, leads=frozenset({"north"}))


class Club:
    """A library opened as a process would."""

    def __init__(self, home):
        opened = open_library(home / "notes", home / "index")
        self.library, self.index, self.notice = opened.library, opened.index, opened.notice
        self.refresher = Refresher(opened.library, opened.index, opened.folder)

    def finds(self, text, viewer=VISITOR):
        found = self.index.search(Query(text=text), audiences_of(viewer)).found
        return sorted(each.title for each in found)


@pytest.fixture
def club(library):
    library.holds("pogo/2020-03-31-notes.md", "# Monthly call\n\nWe talked about marmalade.\n")
    library.holds("pogo/2020-03-31-agenda.md", "# What to talk about\n\n- marmalade\n")
    made = Club(library.home)
    made.refresher.everything()
    return made


def test_a_first_run_takes_everything_in_and_a_second_has_nothing_to_do(club, library):
    assert club.finds("marmalade") == ["Monthly call", "What to talk about"]
    again = Club(library.home).refresher.everything()
    assert (again.put, again.removed, again.rebuilt) == (0, 0, False)


def test_what_is_changed_added_and_deleted_while_nobody_looked_is_found_at_the_next_start(club, library):
    library.holds("pogo/2020-03-31-notes.md", "# Monthly call\n\nWe talked about porridge instead.\n")
    library.holds("pogo/2020-04-28-notes.md", "# April call\n\nMore marmalade.\n")
    (library.notes / "pogo/2020-03-31-agenda.md").unlink()
    later = Club(library.home)
    done = later.refresher.everything()
    assert (done.put, done.removed) == (2, 1)
    assert later.finds("marmalade") == ["April call"]
    assert later.finds("porridge") == ["Monthly call"]


def test_a_change_can_be_taken_in_by_its_path_alone(club, library):
    library.holds("pogo/2020-04-28-notes.md", "# April call\n\nMore marmalade.\n")
    club.refresher.paths(frozenset({"pogo/2020-04-28-notes.md"}))
    assert "April call" in club.finds("marmalade")


def test_a_folder_that_is_moved_takes_its_documents_with_it(club, library):
    shutil.move(library.notes / "pogo", library.notes / "procurement")
    club.refresher.paths(frozenset({"pogo", "procurement"}))
    assert club.finds("marmalade") == ["Monthly call", "What to talk about"]
    assert club.finds("marmalade group:procurement") == ["Monthly call", "What to talk about"]
    assert club.index.paths() == {"procurement/2020-03-31-agenda.md", "procurement/2020-03-31-notes.md"}


def test_hiding_a_group_hides_its_documents_at_once(club, library):
    library.document("pogo/index.md", "# POGO\n", kind="group", visibility="leads")
    club.refresher.paths(frozenset({"pogo/index.md"}))
    assert club.finds("marmalade") == []
    assert club.finds("marmalade", Viewer(member=True, leads=frozenset({"pogo"}))) == [
        "Monthly call",
        "What to talk about",
    ]


def test_what_one_process_took_in_another_sees(club, library):
    other = Club(library.home)
    library.holds("pogo/2020-04-28-notes.md", "# April call\n\nMore marmalade.\n")
    club.refresher.everything()
    assert "April call" in other.finds("marmalade")
    assert other.refresher.in_step()
    assert other.library.catalog.at("pogo/2020-04-28-notes.md", audiences_of(VISITOR)) is not None


@pytest.mark.parametrize("damage", ["deleted", "emptied", "cut short", "overwritten"])
def test_a_damaged_index_is_made_anew_by_itself(club, library, damage):
    for path in (library.home / "index").rglob("*"):
        if not path.is_file() or path.suffix == ".lock":
            continue
        match damage:
            case "deleted":
                path.unlink()
            case "emptied":
                path.write_bytes(b"")
            case "cut short":
                path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
            case "overwritten":
                path.write_bytes(b"\x5a" * path.stat().st_size)
    later = Club(library.home)
    later.refresher.everything()
    assert later.finds("marmalade") == ["Monthly call", "What to talk about"]


def test_the_index_can_be_deleted_whole_and_nothing_is_lost(club, library):
    shutil.rmtree(library.home / "index")
    later = Club(library.home)
    assert later.refresher.everything().rebuilt
    assert later.finds("marmalade") == ["Monthly call", "What to talk about"]


def test_after_a_crash_between_index_and_record_the_same_work_is_done_again(library):
    library.holds("a.md", "# One\n\nmarmalade\n")
    crashed = Club(library.home)
    crashed.library.accept = lambda changes: (_ for _ in ()).throw(KeyboardInterrupt)
    with pytest.raises(KeyboardInterrupt):
        crashed.refresher.everything()
    later = Club(library.home)
    later.refresher.everything()
    assert later.finds("marmalade") == ["One"]
    assert later.index.count(audiences_of(VISITOR)) == 1


def test_an_index_folder_that_cannot_be_made_is_kept_in_memory_and_said(library):
    (library.home / "index").write_text("a file where the folder should be")
    library.holds("a.md", "# One\n\nmarmalade\n")
    club = Club(library.home)
    club.refresher.everything()
    assert club.notice is not None
    assert "kept in memory" in club.notice
    assert club.finds("marmalade") == ["One"]


def test_a_thousand_files_changed_at_once_are_all_found(library):
    for number in range(1000):
        library.holds(f"pogo/2020/{number:04}.md", f"# Note {number}\n\nbefore{number}\n")
    club = Club(library.home)
    club.refresher.everything()
    for number in range(1000):
        library.holds(f"pogo/2020/{number:04}.md", f"# Note {number}\n\nafterwards{number}\n")
    club.refresher.paths(frozenset({"pogo"}))
    assert club.finds("afterwards999") == ["Note 999"]
    assert club.finds("before999") in ([], ["Note 999"])  # spelling help may offer what is there
    assert club.index.count(audiences_of(VISITOR)) == 1000
    assert Club(library.home).refresher.everything().put == 0


@pytest.mark.parametrize("damage", ["*.toc", "*.columns", "*"])
def test_a_change_meets_an_index_damaged_meanwhile_and_mends_it(club, library, damage):
    for path in (library.home / "index").glob(f"*/{damage}"):
        path.unlink()
    library.holds("pogo/2020-04-28-notes.md", "# April call\n\nMore marmalade.\n")
    club.refresher.paths(frozenset({"pogo/2020-04-28-notes.md"}))
    assert "April call" in Club(library.home).finds("marmalade")


def test_a_folder_that_cannot_be_reached_is_said_and_what_was_read_is_still_found(club, library):
    away = library.notes.rename(library.home / "away")
    club.refresher.everything()
    assert "out of reach" in club.refresher.trouble
    assert club.finds("marmalade") == ["Monthly call", "What to talk about"]
    away.rename(library.notes)
    club.refresher.everything()
    assert club.refresher.trouble is None


def test_without_room_for_an_index_it_is_kept_in_memory(library, monkeypatch):
    monkeypatch.setattr("kb.usecases.in_step.opening.ROOM", 2**80)
    library.holds("a.md", "# One\n\nmarmalade\n")
    club = Club(library.home)
    club.refresher.everything()
    assert "disk is almost full" in club.notice
    assert club.finds("marmalade") == ["One"]


def test_whoever_writes_does_not_wait_for_ever_for_a_process_that_hangs(club, library, monkeypatch):
    monkeypatch.setattr(refresh, "PATIENCE", 0.05)

    def write():
        library.holds("pogo/new.md", "# New\n")
        return frozenset({"pogo/new.md"})

    with FileLock(next(library.home.rglob("refresh.lock")), is_singleton=False), pytest.raises(OSError, match="others"):
        club.refresher.after(write)
    assert not (library.home / "notes/pogo/new.md").exists()
    club.refresher.after(write)
    assert club.finds("new") == ["New"]
