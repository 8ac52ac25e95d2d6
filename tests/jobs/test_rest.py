"""What nobody waits for leaves most of the time to others."""

from __future__ import annotations

import threading
import time

from kb.jobs.rest import Rest


class Stopping(threading.Event):
    def __init__(self):
        super().__init__()
        self.waited = []

    def wait(self, timeout=None):
        self.waited.append(timeout)
        return False


def test_four_fifths_of_the_time_belong_to_others():
    stopping = Stopping()
    rest, began = Rest(stopping), time.perf_counter()
    while time.perf_counter() - began < 0.2:
        rest()
    assert len(stopping.waited) > 20
    assert 0.4 < sum(stopping.waited) < 1.0  # four times 0.2, less what the machine did meanwhile


def test_what_was_held_up_for_long_does_not_rest_for_long(monkeypatch):
    stopping = Stopping()
    rest, now = Rest(stopping), time.perf_counter()
    monkeypatch.setattr("time.perf_counter", lambda: now + 60)
    for _ in range(100):
        rest()
    assert sum(stopping.waited) < 1


def test_who_is_stopped_does_not_rest():
    stopping = threading.Event()
    stopping.set()
    rest, began = Rest(stopping), time.perf_counter()
    for _ in range(1_000_000):
        rest()
    assert time.perf_counter() - began < 60
