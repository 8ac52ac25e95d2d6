"""A save that is killed at any step leaves the old document or the new one, and all is in step after the next start."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]


def test_a_save_that_is_killed_at_any_step_leaves_the_old_or_the_new_document(tmp_path, record_property):
    command = [sys.executable, "-m", "tests.usecases.killed", tmp_path]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stderr
    *killed, last = map(json.loads, done.stdout.splitlines())
    for left in killed:
        assert left["ended"] == -9
        assert left["old"] != left["new"], left
        assert left["found"] == [left["old"], left["new"]], left
        assert left["in_history"], left
        assert (left["by"], left["why"]) == ((1, "put right") if left["new"] else (None, "Changed outside")), left
        assert left["versions"] == (2 if left["new"] else 1), left
    assert last == {**last, "ended": 0, "new": True, "in_history": True, "by": 1, "versions": 2}
    record_property("killed at", len(killed))
    print(f"A save was killed at each of its {len(killed)} steps.")
    assert len(killed) > 15
    assert {left["old"] for left in killed} == {True, False}, "it was killed before and after the file was replaced"


def test_a_purge_or_a_bringing_back_that_is_killed_is_ended_by_the_next_one(tmp_path):
    command = [sys.executable, "-m", "tests.usecases.killed_purge", tmp_path]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stderr
    *told, binned = map(json.loads, done.stdout.splitlines())
    purged, back = ([left for left in told if left["work"] == work] for work in ("purge", "back"))
    assert binned == {"work": "purge of what is in the bin", "left": [], "other": True}
    print(f"A purge was killed at {len(purged)} of its steps, a bringing back at {len(back)}.")
    assert len(purged) > 8
    assert len(back) > 8
    for left in purged:
        assert left["other"], left
        assert (left["left"], left["again"]) == ([], True), left
    for left in back:
        assert left["other"], left
        assert left["said"] == left["there"], left
        assert left["by"] == 1, left


def test_a_move_that_is_killed_at_any_step_has_not_been_or_is_done_by_the_next_start(tmp_path, record_property):
    command = [sys.executable, "-m", "tests.usecases.killed_moving", tmp_path]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=170)
    assert done.returncode == 0, done.stderr
    before, *killed, after = map(json.loads, done.stdout.splitlines())
    assert after["ended"] == 0
    assert {path for path in after["files"] if path.startswith("north/")} == set()
    assert after["commits"] == before["commits"] == 1
    for left in killed:
        assert left["ended"] == -9
        assert left["files"] in (before["files"], after["files"]), left["files"]
        assert left["dead"] == []
        assert left["ids"] == before["ids"]
        assert left["in_history"], left
        assert left["commits"] == 1, "all of it is one version"
        assert not left["unfinished"]
    record_property("killed at", len(killed))
    assert len(killed) > 20
    assert {left["files"] == after["files"] for left in killed} == {True, False}
