"""Packing: by a program of its own, that does nothing to a history which has taken the place of the one it packs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time

import pytest

from kb.history import Change, History, packing


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(packing, "LOOSE", 1)
    monkeypatch.setattr(packing, "PACKS", 1)
    folder = tmp_path / "history.git"
    history = History(folder)
    for number in range(30):
        history.record([Change("a.md", "d1", "public", f"{number:064}", f"{number}\n".encode())])
    history.close()
    return folder


def held(folder):
    return sorted(path.relative_to(folder) for path in (folder / "objects").rglob("*") if path.is_file())


def fsck(folder):
    return subprocess.run(["git", "-C", folder, "fsck", "--full", "--strict"], capture_output=True, check=False)


@pytest.mark.parametrize("seconds", [0.0, 0.1, 0.2, 0.4])
def test_a_history_that_takes_the_place_of_the_one_that_is_packed_is_left_alone(folder, tmp_path, seconds):
    shutil.copytree(folder, tmp_path / "new.git")
    before = held(folder)
    program = [sys.executable, "-P", packing.__file__, "loose", "packs"]
    with subprocess.Popen(program, cwd=folder) as child:  # whoever began it was killed
        time.sleep(seconds)
        folder.rename(tmp_path / "old.git")
        (tmp_path / "new.git").rename(folder)
        packed = child.wait() == 0  # else it has noticed, as a file that it had begun was not there any more
    assert held(folder) == before
    assert fsck(folder).returncode == 0
    assert fsck(tmp_path / "old.git").returncode == 0
    assert not packed or len(held(tmp_path / "old.git")) < len(before)


def test_what_lies_in_the_folder_one_is_in_is_not_run(folder, tmp_path, monkeypatch):
    for place in (folder, tmp_path):
        (place / "dulwich.py").write_text("raise SystemExit('mine')")
    monkeypatch.chdir(tmp_path)
    packing.pack(folder)
    assert len(held(folder)) <= 4


def test_where_it_fails_nothing_is_lost_and_it_is_said(folder, monkeypatch, caplog, tmp_path):
    before = held(folder)
    for program, said in (("/bin/false", "exit status 1"), (str(tmp_path / "none"), "No such file")):
        monkeypatch.setattr(sys, "executable", program)
        packing.pack(folder)
        assert said in caplog.text
    assert held(folder) == before


def test_what_a_killed_one_has_left_is_taken_away_after_a_while(folder):
    old, new = (folder / "objects" / "pack" / f"tmp{name}.pack" for name in ("old", "new"))
    for each in (old, new):
        each.write_bytes(b"half")
    os.utime(old, (1, 1))
    packing.pack(folder)
    assert (old.exists(), new.exists()) == (False, True)
