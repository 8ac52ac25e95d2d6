"""Children for single files come from a process that has everything imported; it may die, and it never outlives us."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time

import psutil
import pytest

from kb.intake import expect_files, take_in

TEXT = b"Title\n\nWe agreed on it.\n"


def taken():
    with tempfile.TemporaryFile() as file:
        file.write(TEXT)
        file.seek(0)
        return take_in(file, "a.txt", len(TEXT))


def nurseries(of=None):
    living = [each for each in psutil.Process(of).children() if each.status() != psutil.STATUS_ZOMBIE]
    return [each for each in living if "kb.sandbox.nursery" in each.cmdline() and "kb.intake.child" in each.cmdline()]


@pytest.fixture
def ours(monkeypatch):
    """Those made for an environment that no other test has."""
    monkeypatch.setenv("LANG", f"C.{time.monotonic_ns()}")
    others = {each.pid for each in nurseries()}
    return lambda: [each for each in nurseries() if each.pid not in others]


def test_one_that_died_is_replaced_by_the_next_question(ours):
    assert taken().pieces
    (before,) = ours()
    os.kill(before.pid, signal.SIGKILL)
    before.wait(10)
    assert taken().pieces
    (after,) = ours()
    assert after.pid != before.pid


def test_many_at_once_are_answered_each():
    found = []
    threads = [threading.Thread(target=lambda: found.append(taken())) for _ in range(12)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert [each.pieces[0].text for each in found] == ["We agreed on it.\n"] * 12


def test_it_is_made_ready_once(ours):
    expect_files()
    expect_files()
    assert taken().pieces
    assert len(ours()) == 1


CODE = "import time; from tests.sandbox.test_once import taken; taken(); print('ready', flush=True); time.sleep(600)"


def test_it_ends_when_whoever_asked_is_killed():
    asking = subprocess.Popen([sys.executable, "-c", CODE], stdout=subprocess.PIPE)
    with asking:
        assert asking.stdout.readline() == b"ready\n"
        (left,) = nurseries(asking.pid)
        asking.kill()
    left.wait(20)
