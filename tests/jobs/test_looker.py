"""Looking at pages that link here, beside requests."""

from __future__ import annotations

import pytest

from kb.jobs import Looker
from kb.state import StateUnusable
from tests.served import Server

until = Server.until


class Verifier:
    """So many pages wait; the next looks at them fail as told."""

    def __init__(self, waiting: int, *fails: Exception) -> None:
        self.waiting = waiting
        self.fails = list(fails)
        self.looked = 0

    def look(self) -> bool:
        if self.fails:
            raise self.fails.pop(0)
        if not self.waiting:
            return False
        self.waiting -= 1
        self.looked += 1
        return True

    def due(self) -> int | None:
        return 0 if self.waiting else None


@pytest.fixture
def looking():
    made = []

    def of(verifier: Verifier) -> Looker:
        made.append(Looker(verifier, pause=0))
        return made[-1]

    yield of
    for looker in made:
        looker.stop()


def test_what_waits_is_looked_at_one_after_another_and_then_what_comes(looking):
    verifier = Verifier(3)
    looker = looking(verifier)
    looker.wake()
    assert until(lambda: verifier.looked == 3)
    verifier.waiting = 2
    looker.wake()
    assert until(lambda: verifier.looked == 5)


def test_a_start_goes_on_with_what_waited_and_else_starts_nothing(looking):
    verifier = Verifier(1)
    looking(verifier).start()
    assert until(lambda: verifier.looked == 1)
    idle = looking(Verifier(0))
    idle.start()
    assert idle._thread is None


def test_a_mistake_of_ours_or_a_busy_database_end_nothing(looking, caplog):
    verifier = Verifier(2, ZeroDivisionError("at https://a.example/"), StateUnusable("The database is busy."))
    looking(verifier).wake()
    assert until(lambda: verifier.looked == 2)
    assert "ZeroDivisionError" in caplog.text
    assert "a.example" not in caplog.text
