"""A process that is kept from files opens only those that it may, and changes no other."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kb.sandbox.landlock import is_possible

BEGIN = """
import os, socket, sys
from pathlib import Path
from kb.sandbox import limits
from kb.sandbox.landlock import is_possible, only_files
here = Path(sys.argv[1])
def keep():
    return only_files(
        [here / "read", here / "one.txt", here / "never was"], [here / "write"], [here / "meet"], [here / "clear"]
    )
def tried(what, *arguments):
    try:
        what(*arguments)
        return True
    except PermissionError:
        return False
def meet(path):
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(path))
"""

TRIES = """
assert keep()
print([
    tried((here / "read/a.txt").read_text), tried((here / "one.txt").read_text),
    tried((here / "write/a.txt").read_text), tried((here / "write/new.txt").write_text, "12"),
    tried(os.truncate, here / "write/new.txt", 1), tried((here / "write/new.txt").rename, here / "write/below/new.txt"),
    tried(meet, here / "meet/a"), tried((here / "clear/a.txt").unlink),
])
print([
    tried((here / "a.txt").read_text), tried((here / "meet/a.txt").read_text), tried((here / "link.txt").read_text),
    tried((here / "read/a.txt").write_text, ""), tried((here / "meet/new.txt").write_text, ""),
    tried((here / "read/a.txt").unlink), tried(meet, here / "read/a"), tried(lambda: list((here / "meet").iterdir())),
    tried((here / "meet/a").unlink), tried((here / "clear/b.txt").read_text), tried(meet, here / "clear/a"),
    tried((here / "a.txt").rename, here / "write/b.txt"), tried((here / "write/a.txt").rename, here / "read/b.txt"),
])
print([tried(os.truncate, here / each, 0) for each in ("a.txt", "one.txt", "read/a.txt", "meet/a.txt")])
"""

CHANGES = """
note, opened = here / "a.txt", os.open(here / "write/a.txt", os.O_RDWR)
assert limits.shut_changes()
print([
    tried(os.truncate, note, 0), tried(os.chmod, note, 0), tried(os.chown, note, 12, 12),
    tried(os.lchown, note, 12, 12), tried(lambda: os.chmod(note.name, 0, dir_fd=os.open(here, os.O_RDONLY))),
])
os.ftruncate(opened, 1)
os.fchmod(opened, 0o600)
"""

REFUSED = """
ask = 444  # landlock_create_ruleset
known, end = limits._CALLS[os.uname().machine], limits._RETURN
steps = (limits._IF_EQUAL, 1, 0, ask), (end, 0, 0, limits._ALLOWED), (end, 0, 0, limits._REFUSED)
assert limits._filtered(known.architecture, steps)
from kb.intake import office
print([is_possible(), keep(), office.is_there(), (here / "a.txt").read_text()])
"""


@pytest.fixture
def folder(tmp_path):
    for name in ("read", "write", "meet", "clear", "write/below"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text("Secret.")
    (tmp_path / "clear/b.txt").write_text("Secret.")
    (tmp_path / "a.txt").write_text("Secret.")
    (tmp_path / "one.txt").write_text("Known.")
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    return tmp_path


def told(folder: Path, tries: str, **environment: str) -> list[str]:
    """What a process says that does this."""
    command = [sys.executable, "-c", BEGIN + tries, str(folder)]
    made = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, **environment})
    return made.stdout.splitlines()


def version() -> int:
    """Of Landlock in this kernel; less than 1 where it has none."""
    return int(ctypes.CDLL(None).syscall(444, None, ctypes.c_size_t(0), 1))


def test_what_is_not_allowed_cannot_be_opened_by_any_way(folder):
    if not is_possible():
        assert told(folder, "print(keep(), tried((here / 'a.txt').read_text))") == ["False True"]
        return
    allowed, refused, cut = told(folder, TRIES)
    assert refused == str([False] * 13)
    assert allowed == str([True] * 5 + [version() >= 2] + [True] * 2)
    assert cut == str([version() < 3] * 4)


def test_a_second_time_only_takes_away(folder):
    if is_possible():
        again = "assert keep() and only_files([here], [], [here])"
        tries = "print(tried((here / 'a.txt').read_text), tried((here / 'clear/a.txt').unlink))"
        assert told(folder, f"{again}\n{tries}") == ["False False"]
    assert (folder / "clear/a.txt").exists()


def test_no_file_is_cut_or_given_other_rights_or_another_owner_by_its_name(folder):
    before = (folder / "a.txt").stat()
    assert told(folder, CHANGES) == ["[False, True, True, True, True]"]
    after = (folder / "a.txt").stat()
    assert (before.st_mode, before.st_uid, before.st_size) == (after.st_mode, after.st_uid, after.st_size)
    changed = (folder / "write/a.txt").stat()
    assert (changed.st_size, changed.st_mode & 0o777) == (1, 0o600)


def test_where_a_service_may_not_ask_for_it_libreoffice_is_not_used(folder):
    program = folder / "soffice"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    there = "from kb.intake import office; print(office.is_there())"
    assert told(folder, there, PATH=str(folder)) == [str(is_possible())]
    assert told(folder, REFUSED, PATH=str(folder)) == ["[False, False, False, 'Secret.']"]
