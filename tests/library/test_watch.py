"""Being told when something in notes/ changes."""

import queue
import threading

import pytest

from kb.library import watch

HANG = 20  # seconds after which a test has failed; nothing waits that long otherwise


@pytest.fixture
def watching(notes):
    """Starts to watch, and hands over what is told."""
    told: queue.Queue[frozenset[str]] = queue.Queue()
    stop = threading.Event()
    thread = threading.Thread(target=watch, args=(notes.folder, told.put, stop))
    thread.start()
    yield told
    stop.set()
    thread.join(HANG)
    assert not thread.is_alive(), "it does not stop"


def wait_for(told, notes, path: str) -> set[str]:
    """All paths told until `path` is among them; it is touched again until somebody watches."""
    seen: set[str] = set()
    for _ in range(HANG * 4):
        try:
            seen |= told.get(timeout=0.25)
        except queue.Empty:
            notes.has(path, f"# {len(seen)}")
        if path in seen:
            return seen
    raise AssertionError(f"nobody was told of {path}, only of {seen}")


def test_a_file_that_is_written_moved_or_removed_is_told(notes, watching):
    notes.has("ready.md", "# Ready")
    wait_for(watching, notes, "ready.md")
    notes.has("pogo/new.md", "# New")
    wait_for(watching, notes, "pogo/new.md")
    (notes.folder / "pogo/new.md").rename(notes.folder / "pogo/moved.md")
    assert "pogo/new.md" in wait_for(watching, notes, "pogo/moved.md")
    (notes.folder / "pogo/moved.md").unlink()
    assert "pogo/moved.md" in watching.get(timeout=HANG)


def test_what_is_hidden_is_not_told(notes, watching):
    notes.has("ready.md", "# Ready")
    wait_for(watching, notes, "ready.md")
    notes.has(".git/index", "x")
    notes.has("pogo/.kb-0.tmp", "x")
    notes.has("pogo/seen.md", "# Seen")
    assert not {path for path in wait_for(watching, notes, "pogo/seen.md") if "." in path.split("/")[0][:1]}


def test_a_folder_that_is_not_there_yet_is_waited_for_and_stopping_is_quick(tmp_path):
    stop = threading.Event()
    thread = threading.Thread(target=watch, args=(tmp_path / "notes", lambda paths: None, stop))
    thread.start()
    stop.set()
    thread.join(HANG)
    assert not thread.is_alive()
