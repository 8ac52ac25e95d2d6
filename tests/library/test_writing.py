"""Files written so that a crash leaves the old one or the new one."""

import os
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.library import (
    OutsideLibrary,
    Stale,
    place,
    read_revision,
    remove_revision,
    write_atomically,
    write_new,
    write_revision,
    writing,
)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_replaced_whole_and_keeps_its_mode(tmp_path):
    target = tmp_path / "x.md"
    target.write_text("old")
    target.chmod(0o640)
    write_atomically(target, b"new")
    assert target.read_text() == "new"
    assert target.stat().st_mode & 0o777 == 0o640
    assert names(tmp_path) == ["x.md"]


def test_a_new_file_is_made_with_the_usual_mode(tmp_path):
    mask = os.umask(0o022)
    os.umask(mask)
    write_atomically(tmp_path / "x.md", b"new")
    assert (tmp_path / "x.md").stat().st_mode & 0o777 == 0o666 & ~mask


def test_a_name_as_long_as_names_may_be_can_be_written(tmp_path):
    write_atomically(tmp_path / ("x" * 252 + ".md"), b"new")
    assert len(names(tmp_path)) == 1


@pytest.mark.parametrize("write", [write_new, lambda target, data: write_atomically(target, data, overwrite=False)])
def test_a_file_that_is_there_is_not_overwritten_unless_that_is_meant(tmp_path, write):
    (tmp_path / "x.md").write_text("old")
    with pytest.raises(FileExistsError):
        write(tmp_path / "x.md", b"new")
    assert (tmp_path / "x.md").read_text() == "old"
    assert names(tmp_path) == ["x.md"]


def test_a_new_file_comes_with_its_folders(tmp_path):
    write_new(tmp_path / "a/b/x.md", b"new")
    assert (tmp_path / "a/b/x.md").read_text() == "new"


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path):
    (tmp_path / "x.md").mkdir()  # a folder cannot be replaced by a file
    with pytest.raises(OSError, match="directory"):
        write_atomically(tmp_path / "x.md", b"new")
    assert names(tmp_path) == ["x.md"]


def test_on_a_full_disk_the_old_text_stays(tmp_path):
    target = tmp_path / "x.md"
    target.write_text("old")
    script = (
        "import resource, signal, sys; from pathlib import Path; from kb.library import write_atomically\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: write_atomically(Path(sys.argv[1]), b'n' * 100_000)\n"
        "except OSError: print('refused')\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(target)], capture_output=True, text=True, check=True)
    assert done.stdout == "refused\n"
    assert target.read_text() == "old"
    assert names(tmp_path) == ["x.md"]


def test_a_process_killed_while_saving_leaves_the_old_text_or_the_new(tmp_path):
    target = tmp_path / "x.md"
    texts = (b"a" * 50_000, b"b" * 50_000)
    target.write_bytes(texts[0])
    script = (
        "import sys; from pathlib import Path; from kb.library.writing import write_atomically\n"
        "texts = (b'a' * 50_000, b'b' * 50_000)\nprint(flush=True)\n"
        "for number in range(10**9): write_atomically(Path(sys.argv[1]), texts[number % 2])\n"
    )
    for attempt in range(5):
        process = subprocess.Popen([sys.executable, "-c", script, str(target)], stdout=subprocess.PIPE)
        assert process.stdout
        process.stdout.readline()
        time.sleep(0.003 * attempt)
        process.kill()
        process.wait()
        process.stdout.close()
        assert target.read_bytes() in texts
    assert all(name == "x.md" or name.startswith(".kb-") for name in names(tmp_path))  # litter is hidden


OUTSIDE = (
    "", "/etc/passwd", "../x.md", "pogo/../../x.md", "pogo/./x.md", "pogo//x.md", "pogo\\..\\x.md", "pogo/.hidden.md",
    ".git/config", "pogo/a\0b.md", "pogo/a\nb.md", "pogo/", "~/x.md/..",
)  # fmt: skip


@pytest.mark.parametrize("path", OUTSIDE)
def test_a_path_that_could_lead_elsewhere_is_no_place_in_the_library(tmp_path, path):
    with pytest.raises(OutsideLibrary):
        place(tmp_path, path)


def test_a_path_through_a_link_that_leads_out_is_refused(tmp_path):
    (tmp_path / "notes").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "notes/pogo").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OutsideLibrary):
        place(tmp_path / "notes", "pogo/x.md")


@pytest.mark.parametrize("path", ["x.md", "pogo/2020 notes #1.md", "pogo/💡.md", "a/b/c/d.md", "50%.md"])
def test_all_other_paths_are_places(tmp_path, path):
    assert place(tmp_path, path) == Path(tmp_path, path)


@pytest.fixture(params=["exchanged", "one after the other"])
def exchanging(request, monkeypatch):
    if request.param != "exchanged":  # as where the system or the drive cannot
        monkeypatch.setattr(writing, "_RENAMEAT2", None)
    return request.param == "exchanged"


def test_only_what_was_seen_is_replaced_or_taken_away(tmp_path, exchanging):
    target = tmp_path / "x.md"
    target.write_text("old")
    seen = read_revision(target)[1]
    write_revision(target, b"new", seen)
    for act in (lambda: write_revision(target, b"newer", seen), lambda: remove_revision(target, seen)):
        with pytest.raises(Stale):
            act()
        assert target.read_text() == "new"
        assert names(tmp_path) == ["x.md"]
    remove_revision(target, read_revision(target)[1])
    for act in (lambda: write_revision(target, b"newer", seen), lambda: remove_revision(target, seen)):
        with pytest.raises(Stale):
            act()
    assert names(tmp_path) == []


def meanwhile(target: Path, monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Another program acts after it was looked at what is there, when our text is on the disk already."""
    fsync = os.fsync

    def then(descriptor: int) -> None:
        fsync(descriptor)
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            monkeypatch.setattr(os, "fsync", fsync)
            act()

    monkeypatch.setattr(os, "fsync", then)


def test_what_another_program_writes_while_ours_is_brought_to_the_disk_is_not_written_over(
    tmp_path, exchanging, monkeypatch
):
    target = tmp_path / "x.md"
    target.write_text("old")
    meanwhile(target, monkeypatch, lambda: target.write_text("theirs"))
    with pytest.raises(Stale):
        write_revision(target, b"ours", read_revision(target)[1])
    assert target.read_text() == "theirs"
    meanwhile(target, monkeypatch, target.unlink)
    with pytest.raises(Stale):
        write_revision(target, b"ours", read_revision(target)[1])
    assert names(tmp_path) == []


EXCHANGED = writing._exchanged


def before_each_exchange(monkeypatch: pytest.MonkeyPatch, *acts: Callable[[], object]) -> None:
    """Another program acts just before two files are exchanged: first so, the next time so."""
    left = list(acts)

    def between(one: Path, other: Path) -> bool:
        if left:
            left.pop(0)()
        return EXCHANGED(one, other)

    monkeypatch.setattr(writing, "_exchanged", between)


def test_what_another_program_writes_in_the_last_instant_is_put_back(tmp_path, monkeypatch):
    target, elsewhere = tmp_path / "x.md", tmp_path / "elsewhere"
    for theirs in (lambda: target.write_text("theirs"), lambda: elsewhere.rename(target), lambda: linked(target)):
        target.unlink(missing_ok=True)
        target.write_text("old")
        elsewhere.write_text("theirs")
        before_each_exchange(monkeypatch, theirs)
        with pytest.raises((Stale, OutsideLibrary)):
            write_revision(target, b"ours", read_revision(target)[1])
        assert target.read_text() == "theirs"
        assert not [name for name in names(tmp_path) if name.startswith(".")]


def test_what_another_program_puts_in_the_place_of_ours_before_that_is_taken_back_stays(tmp_path, monkeypatch):
    target = tmp_path / "x.md"
    target.write_text("old")
    before_each_exchange(monkeypatch, lambda: target.write_text("theirs"), lambda: write_atomically(target, b"newer"))
    with pytest.raises(Stale):
        write_revision(target, b"ours", read_revision(target)[1])
    assert target.read_text() == "newer"
    assert names(tmp_path) == ["x.md"]


def linked(target: Path) -> None:
    target.unlink()
    target.symlink_to("elsewhere")


def test_what_is_appended_to_ours_before_that_is_taken_back_stays(tmp_path, monkeypatch):
    target = tmp_path / "x.md"
    target.write_text("old\n")
    before_each_exchange(monkeypatch, lambda: appended(target, "one\n"), lambda: appended(target, "two\n"))
    with pytest.raises(Stale):
        write_revision(target, b"ours\n", read_revision(target)[1])
    assert target.read_text() == "old\none\ntwo\n"
    assert names(tmp_path) == ["x.md"]


def appended(target: Path, line: str) -> None:
    with target.open("a") as file:
        file.write(line)


@pytest.mark.parametrize("second_names", [True, False])
def test_what_was_changed_is_not_taken_away_and_what_stands_there_by_now_is_not_written_over(
    tmp_path, monkeypatch, second_names
):
    def refused(_self: Path, _to: Path) -> None:
        raise PermissionError

    if not second_names:  # as on a memory stick
        monkeypatch.setattr(Path, "hardlink_to", refused)
    target, read = tmp_path / "x.md", writing.read_revision
    target.write_text("changed")
    with pytest.raises(Stale):
        remove_revision(target, "0" * 32)
    assert target.read_text() == "changed"
    if second_names:
        monkeypatch.setattr(writing, "read_revision", lambda path: (target.symlink_to("gone"), read(path))[1])
        with pytest.raises(Stale):
            remove_revision(target, "0" * 32)
        assert target.is_symlink()
    assert names(tmp_path) == ["x.md"]
