"""What has expired is removed at a start and again and again, whatever goes wrong once."""

from __future__ import annotations

import threading

from kb.jobs import Sweeper


def test_it_works_at_once_and_again_and_ends_when_it_shall():
    times = threading.Semaphore(0)
    sweeper = Sweeper(times.release, every=0.01)
    sweeper.start()
    assert all(times.acquire(timeout=10) for _ in range(3))
    sweeper.stop()
    assert "sweeper" not in {thread.name for thread in threading.enumerate()}


def test_what_fails_is_said_once_and_tried_again(caplog):
    tried = threading.Semaphore(0)

    def work():
        tried.release()
        raise OSError("the disk is full")

    sweeper = Sweeper(work, again=0.01)
    sweeper.start()
    assert all(tried.acquire(timeout=10) for _ in range(3))
    sweeper.stop()
    assert [record.getMessage() for record in caplog.records] == [
        "What has expired cannot be removed just now: the disk is full"
    ]
