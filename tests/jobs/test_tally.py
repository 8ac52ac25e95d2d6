"""Counting searches that found nothing, beside them."""

from __future__ import annotations

import sqlite3

import pytest

from kb.jobs import Tally, tally
from kb.people.empty_searches import empty_searches, note_empty_search
from kb.state import State
from tests.served import Server


@pytest.fixture
def state(tmp_path):
    opened = State(tmp_path)
    yield opened
    opened.close()


def counted(state):
    with state.read() as db:
        return {each.query: each.count for each in empty_searches(db)}


def test_what_was_noted_is_written_together_and_in_one_form(state):
    noting = Tally(state, note_empty_search, "They are not counted", pause=0)
    for query in ("Wombat  rota", "wombat rota", "umbrage"):
        noting.note(query)
    noting.stop()
    assert counted(state) == {"wombat rota": 2, "umbrage": 1}


def test_it_is_written_while_the_library_is_served_as_well(state):
    noting = Tally(state, note_empty_search, "They are not counted", pause=0)
    noting.note("umbrage")
    assert Server.until(lambda: counted(state) == {"umbrage": 1})
    noting.note("umbrage")
    assert Server.until(lambda: counted(state) == {"umbrage": 2})
    noting.stop()


def test_of_very_many_at_once_some_are_left_out(state, monkeypatch):
    monkeypatch.setattr(tally, "MOST_WAITING", 3)
    noting = Tally(state, note_empty_search, "They are not counted", pause=60)
    for number in range(10):
        noting.note(f"query {number}")
    noting.stop()
    assert counted(state) == {f"query {number}": 1 for number in range(3)}


def test_a_locked_database_holds_up_nobody_and_what_comes_later_is_counted(state, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr("kb.state.database.PATIENCE", 0.1)
    assert counted(state) == {}
    other = sqlite3.connect(tmp_path / "state" / "kb.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    noting = Tally(state, note_empty_search, "They are not counted", pause=0)
    noting.note("lost")
    assert Server.until(lambda: "not counted just now" in caplog.text)
    other.execute("ROLLBACK")
    other.close()
    noting.note("kept")
    noting.stop(10)
    assert counted(state) == {"kept": 1}


def test_after_the_end_nothing_is_taken(state):
    noting = Tally(state, note_empty_search, "They are not counted")
    noting.stop()
    noting.note("late")
    assert counted(state) == {}
