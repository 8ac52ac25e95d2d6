"""Being told when something in notes/ changes."""

import os
import queue
import threading
from pathlib import Path

import pytest

from kb.library import watch
from kb.library.watch import EVERYTHING

HANG = 30  # seconds after which a test has failed; nothing waits that long otherwise


class Told:
    """What `watch` has told so far."""

    def __init__(self, notes):
        self.notes = notes
        self.queue = queue.Queue()
        self.stop = threading.Event()
        self.thread = threading.Thread(target=watch, args=(notes.folder, self.queue.put, self.stop))

    def until(self, path):
        """All paths told up to and with this one."""
        seen = set()
        while path not in seen:
            seen |= self.queue.get(timeout=HANG)
        return seen

    def ready(self):
        """Somebody watches now: a file that is touched until it is told."""
        for attempt in range(HANG * 4):
            self.notes.has("ready.md", f"# {attempt}")
            try:
                self.queue.get(timeout=0.25)
            except queue.Empty:
                continue
            return self
        raise AssertionError("nobody watches")


@pytest.fixture
def told(notes):
    notes.has("pogo/old.md", "# There before anybody watched")
    told = Told(notes)
    told.thread.start()
    yield told
    told.stop.set()
    told.thread.join(HANG)
    assert not told.thread.is_alive(), "it does not stop"


def test_a_file_that_is_written_moved_or_removed_is_told(notes, told):
    told.ready()
    notes.has("pogo/new.md", "# New")
    told.until("pogo/new.md")
    (notes.folder / "pogo/new.md").rename(notes.folder / "pogo/moved.md")
    told.until("pogo/moved.md")
    (notes.folder / "pogo/moved.md").unlink()
    told.until("pogo/moved.md")


def test_a_folder_that_is_moved_in_is_told(notes, told, tmp_path):
    told.ready()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/a.md").write_text("# A")
    (tmp_path / "elsewhere").rename(notes.folder / "north")
    told.until("north")


def test_what_is_hidden_is_not_told(notes, told):
    told.ready()
    notes.has(".git/index", "x")
    notes.has(".hidden.md", "x")
    notes.has("pogo/.kb-0.tmp", "x")
    notes.has("pogo/seen.md", "# Seen")
    assert {path for path in told.until("pogo/seen.md") if path.startswith(".") or "/." in path} == set()


def test_a_file_whose_name_is_no_text_hides_no_other_change(notes, told, caplog):
    """The watcher ends with an error; what came just then, and what comes later, is told all the same."""
    told.ready()
    Path(os.fsdecode(b"%s/caf\xe9.md" % os.fsencode(notes.folder))).write_text("# Old name")
    notes.has("pogo/beside.md", "# Beside")
    told.until(*EVERYTHING)
    notes.has("pogo/later.md", "# Later")
    told.until("pogo/later.md")
    assert "cannot be watched" not in caplog.text


def test_a_folder_that_takes_the_place_of_the_old_one_is_told_and_watched(notes, told, tmp_path):
    told.ready()
    notes.folder.rename(tmp_path / "old")
    notes.folder.mkdir()
    told.until(*EVERYTHING)
    notes.has("new.md", "# New")
    told.until("new.md")


def test_a_folder_that_comes_late_is_waited_for(notes, tmp_path):
    notes.folder.rename(tmp_path / "not yet")
    late = Told(notes)
    late.thread.start()
    (tmp_path / "not yet").rename(notes.folder)
    try:
        late.ready()
    finally:
        late.stop.set()
        late.thread.join(HANG)
    assert not late.thread.is_alive()


def test_stopping_does_not_wait_for_a_folder(tmp_path):
    stop = threading.Event()
    thread = threading.Thread(target=watch, args=(tmp_path / "notes", lambda paths: None, stop))
    thread.start()
    stop.set()
    thread.join(HANG)
    assert not thread.is_alive()
