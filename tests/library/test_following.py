"""Whoever reads while another thread or process writes sees what was taken in last, never what held before it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from kb.library import Library

CHANGES = 150
READERS = 3


@pytest.fixture
def switching() -> Iterator[None]:
    """Threads take turns so often that each comes between any two steps of another sooner or later."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@contextmanager
def readers(read: Callable[[], object]) -> Iterator[list[Exception]]:
    """Threads that read without a pause until the block ends; what any of them raised."""
    done, wrong = threading.Event(), list[Exception]()

    def reading() -> None:
        while not done.is_set() and not wrong:
            try:
                read()
            except Exception as error:
                wrong.append(error)

    threads = [threading.Thread(target=reading) for _ in range(READERS)]
    for thread in threads:
        thread.start()
    try:
        yield wrong
    finally:
        done.set()
        for thread in threads:
            thread.join()


def written(notes, number: int) -> set[str]:
    """A file comes or goes, and is taken in; gives the documents that there are now."""
    if number % 2:
        (notes.folder / "pogo/now.md").unlink()
    else:
        notes.has("pogo/now.md", f"# Number {number}")
    notes.refresh("pogo/now.md")
    return {path.relative_to(notes.folder).as_posix() for path in notes.folder.rglob("*.md")}


def retitle(notes, path: str, accepted: list[str]) -> None:
    """A document gets one title after the other; `accepted` holds the one that was taken in last."""
    for number in range(CHANGES):
        title = f"Number {number:04}"
        notes.has(path, f"# {title}")
        notes.refresh(path)
        accepted[0] = title


@pytest.mark.usefixtures("switching")
def test_readers_of_the_process_that_writes_never_take_it_back_to_what_was(notes):
    for number in range(30):
        notes.has(f"pogo/{number}.md", f"# Note {number}")
    notes.refresh()
    library = notes.library
    with readers(library.follow) as wrong:
        for number in range(CHANGES):
            there = written(notes, number)
            assert {document.path for document in library.catalog.every()} == there, number
            assert library.changes(there | {"pogo/now.md"}).put == ()
    assert not wrong


@pytest.mark.usefixtures("switching")
def test_what_one_process_has_taken_in_every_thread_of_another_sees_with_its_next_look(notes):
    """Also the thread that comes while another one is taking it over."""
    for number in range(30):
        notes.has(f"pogo/{number}.md", f"# Note {number}")
    notes.refresh()
    other = Library(notes.folder, notes.ledger)
    accepted = [""]

    def read() -> None:
        before = accepted[0]
        other.follow()
        document = other.catalog.by_path("pogo/30.md")
        assert (document.title if document else "") >= before

    with readers(read) as wrong:
        retitle(notes, "pogo/30.md", accepted)
    assert not wrong


@pytest.mark.usefixtures("switching")
def test_a_library_that_says_it_is_followed_shows_what_was_taken_in_last(notes):
    notes.has("pogo/1.md", "# Number 0000")
    notes.refresh()
    other = Library(notes.folder, notes.ledger)
    accepted = [""]

    def read() -> None:
        before = accepted[0]
        if not other.is_followed():
            other.follow()
            return
        document = other.catalog.by_path("pogo/1.md")
        assert (document.title if document else "") >= before

    with readers(read) as wrong:
        retitle(notes, "pogo/1.md", accepted)
    assert not wrong


def test_a_file_that_another_program_is_putting_in_the_place_of_one_was_not_taken_away(notes, monkeypatch):
    place = notes.has("pogo/now.md", "# Now")
    before = notes.document("pogo/now.md")
    monkeypatch.setattr("time.sleep", lambda _: notes.has("pogo/now.md", "# Later"))

    place.unlink()
    assert notes.library.body(before).text == "# Later"
    place.unlink()
    assert notes.refresh("pogo/now.md").remove == ()
    assert notes.library.catalog.by_path("pogo/now.md").title == "Later"

    monkeypatch.undo()
    place.unlink()
    assert notes.refresh("pogo/now.md").remove == ("pogo/now.md",)
