"""What nobody waits for leaves most of the time to others."""

from __future__ import annotations

import itertools
import threading

import pytest

from kb.jobs.rest import Rest


class Stopping(threading.Event):
    def __init__(self):
        super().__init__()
        self.waited = []

    def wait(self, timeout=None):
        self.waited.append(timeout)
        return False


@pytest.mark.parametrize(("between_looks", "least", "most"), [(0.001, 3.5, 4.5), (60, 0, 0.01)])
def test_four_fifths_of_the_time_belong_to_others_but_none_waits_for_long(monkeypatch, between_looks, least, most):
    clock = itertools.count()
    monkeypatch.setattr("time.perf_counter", lambda: next(clock) * between_looks)
    stopping = Stopping()
    rest = Rest(stopping)
    for _ in range(64 * 300):
        rest()
    assert len(stopping.waited) >= 70
    worked = (next(clock) - len(stopping.waited)) * between_looks  # after each rest the clock is looked at once more
    assert least < sum(stopping.waited) / worked < most
    assert max(stopping.waited) < 1
