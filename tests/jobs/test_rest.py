"""What nobody waits for leaves most of the time to others."""

from __future__ import annotations

import time

from kb.jobs.rest import Rest


def test_four_fifths_of_the_time_belong_to_others(monkeypatch):
    slept = []
    monkeypatch.setattr("time.sleep", slept.append)
    rest, began = Rest(), time.perf_counter()
    while time.perf_counter() - began < 0.2:
        rest()
    assert len(slept) > 20
    assert 0.4 < sum(slept) < 1.0  # four times 0.2, less what the machine did meanwhile


def test_what_was_held_up_for_long_does_not_rest_for_long(monkeypatch):
    slept = []
    monkeypatch.setattr("time.sleep", slept.append)
    rest = Rest()
    now = time.perf_counter()
    monkeypatch.setattr("time.perf_counter", lambda: now + 60)
    for _ in range(100):
        rest()
    assert sum(slept) < 1
