"""A folder is copied while people work in it: every file is whole, and what is no file is told."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from kb.library.copying import files_of, read_whole
from kb.library.files import StillChanging
from tests.writing import LibraryFolder


def read(path: Path) -> bytes:
    with read_whole(path, path.parent) as whole:
        data = whole.file.read()
        assert len(data) == whole.size
        return data


def test_everything_in_a_folder_is_listed_hidden_files_too(library: LibraryFolder):
    for path in ("b.md", "a/c.md", "a/.hidden", ".git/HEAD", "a/.kb-0123abcd.tmp", "a/index.lock"):
        library.holds(path, "x")
    assert files_of(library.notes).files == [".git/HEAD", "a/.hidden", "a/c.md", "b.md"]
    assert files_of(library.home / "nothing").files == []


def test_links_and_pipes_are_left_out_and_what_cannot_be_named_is_a_problem(library: LibraryFolder):
    (library.notes / "out.md").symlink_to("/etc/passwd")
    (library.notes / "folder").symlink_to("/etc")
    os.mkfifo(library.notes / "pipe")
    (library.notes / "bell\x07.md").write_text("x")
    Path(os.fsdecode(os.fsencode(library.notes) + b"/b\xff.md")).write_text("x")
    found = files_of(library.notes)
    assert found.files == []
    assert found.left_out == {"folder": "it is a link", "out.md": "it is a link", "pipe": "it is a pipe or a device"}
    assert list(found.problems) == ["bell�.md", "b�.md"]


def test_a_file_that_is_replaced_meanwhile_is_the_old_one_or_the_new_one(library: LibraryFolder):
    place = library.holds("a.md", b"old" * 4_000_000)
    with read_whole(place, library.home) as whole:
        other = library.holds("b.md", "new")
        other.replace(place)
        assert whole.file.read() == b"old" * 4_000_000
    assert read(place) == b"new"


def test_a_file_that_is_written_to_meanwhile_is_never_half_one_and_half_the_other(library: LibraryFolder):
    place = library.holds("a.md", b"a" * 20_000_000)
    done = threading.Event()

    def write() -> None:
        for letter in b"bcdefgh":
            with place.open("r+b") as file:
                for _ in range(20):
                    file.write(bytes([letter]) * 1_000_000)
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    seen = 0
    while not done.is_set() or not seen:
        try:
            assert len(set(read(place))) == 1
            seen += 1
        except StillChanging:
            pass
    writer.join()
    assert read(place) == b"h" * 20_000_000


def test_what_is_no_file_is_not_read(library: LibraryFolder):
    os.mkfifo(library.notes / "pipe")
    (library.notes / "link").symlink_to(library.holds("a.md", "x"))
    for name in ("pipe", "link", "none"):
        with pytest.raises(OSError):  # noqa: PT011
            read(library.notes / name)
