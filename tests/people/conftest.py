"""People in a database of their own, and a clock that tests can turn."""

from __future__ import annotations

import pytest

from kb.state import State
from tests.databases import Database


class Clock:
    """Seconds since 1970; stands still unless turned."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now

    def turn(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def state(database: Database, clock: Clock) -> State:
    return database.state(clock=clock)
