"""Files are read before their turn, several at once, and never more than memory allows; a broken run goes on."""

import threading

import pytest

from kb.jobs import Progress
from kb.usecases.bringing_in import import_ahead
from kb.usecases.bringing_in.import_ahead import Ahead
from kb.usecases.bringing_in.import_plan import plan_import
from kb.usecases.bringing_in.import_record import ImportRecord
from kb.usecases.bringing_in.imported import Wishes
from kb.usecases.bringing_in.importing import import_files
from kb.usecases.in_step.opening import open_library
from tests.writing import LibraryFolder


def files(tmp_path, count, size=10):
    made = []
    for number in range(count):
        file = tmp_path / f"{number:03}.txt"
        file.write_bytes(b"x" * size)
        made.append((file, file.name))
    return made


def test_several_are_read_at_once_and_come_in_their_order(tmp_path):
    both = threading.Barrier(2, timeout=20)

    def read(source, path):
        if path in ("000.txt", "001.txt"):
            both.wait()  # would break if they were read one after the other
        return path

    planned = files(tmp_path, 40)
    with Ahead(planned, read) as ahead:
        assert [ahead.of(path) for _, path in planned] == [path for _, path in planned]


def test_only_so_many_bytes_are_read_ahead(tmp_path, monkeypatch):
    monkeypatch.setattr(import_ahead, "_MOST_BYTES", 25)
    read = []
    planned = files(tmp_path, 6)
    with Ahead(planned, lambda _, path: read.append(path)) as ahead:
        ahead.of("000.txt")
    assert "000.txt" in read
    assert set(read) <= {"000.txt", "001.txt"}


def test_what_cannot_be_read_is_said_when_its_turn_comes(tmp_path):
    def read(source, path):
        return source.read_bytes()

    planned = files(tmp_path, 3)
    planned[1][0].unlink()
    with Ahead(planned, read) as ahead:
        ahead.of("000.txt")
        with pytest.raises(FileNotFoundError):
            ahead.of("001.txt")
        assert ahead.of("002.txt")


class Stopped(Exception):
    pass


@pytest.mark.parametrize("done", [0, 1, 3, 7])
def test_a_run_that_is_broken_off_goes_on_and_doubles_nothing(library, tmp_path, done):
    drive = LibraryFolder(tmp_path / "drive")
    for number in range(8):
        drive.holds(f"pogo/{number}.txt", f"Note {number}\n\nWe agreed on number {number}.\n")

    def run(stop_after):
        opened = open_library(library.notes, library.home / "index").library
        opened.accept(opened.changes())
        seen = []

        def said(file):
            if len(seen) == stop_after:
                raise Stopped
            seen.append(file)

        planned = plan_import(opened, [drive.notes], "")
        found = import_files(
            opened, planned, Wishes(), Progress("", shown=False), record=ImportRecord(library.home), said=said
        )
        return [file.outcome for file in found]

    with pytest.raises(Stopped):
        run(done)
    outcomes = run(99)
    assert set(outcomes) <= {"imported", "already there"}
    assert len(outcomes) == 8
    assert len(list(library.notes.rglob("*.md"))) == 8
    assert set(run(99)) == {"already there"}
