"""The queue of pages that say they link here: bounded, in order, and kept over restarts. In both databases."""

from __future__ import annotations

import pytest

from kb.people import mentions
from kb.people.mentions import (
    AGAIN_AFTER,
    BEING_ASKED,
    QueueFull,
    answer_mention,
    it_does_not,
    it_links,
    next_due,
    not_reached,
    put_mention,
    refuse_shown,
    take_mention,
)

TARGET = "https://notes.example.org/d/k7w3qd"


def put(state, source: str, host: str = "a.example") -> None:
    with state.write() as db:
        put_mention(db, source, host, "k7w3qd", TARGET)


def taken(state):
    with state.write() as db:
        return take_mention(db)


def states(state) -> list[tuple[str, str]]:
    with state.read() as db:
        found = [mentions.mention(db, number) for number in range(1, 20)]
    return [(each.source, each.state) for each in found if each]


def test_each_is_looked_at_by_one_and_again_where_the_program_ended_meanwhile(state, clock):
    put(state, "https://a.example/1")
    put(state, "https://a.example/1")  # said twice
    assert taken(state).source == "https://a.example/1"
    assert taken(state) is None
    clock.turn(BEING_ASKED + 1)
    assert taken(state).source == "https://a.example/1"


def test_what_is_not_reached_is_asked_for_less_and_less_often_and_then_forgotten(state, clock):
    put(state, "https://a.example/1")
    for again in AGAIN_AFTER:
        found = taken(state)
        with state.write() as db:
            not_reached(db, found.number)
            assert next_due(db) == clock.now + again
        clock.turn(again)
    found = taken(state)
    with state.write() as db:
        not_reached(db, found.number)
    assert states(state) == []


def test_a_site_and_all_sites_have_so_many_places(state, monkeypatch):
    monkeypatch.setattr(mentions, "MOST_OF_SITE", 2)
    monkeypatch.setattr(mentions, "MOST", 3)
    put(state, "https://a.example/1")
    put(state, "https://a.example/2")
    with pytest.raises(QueueFull):
        put(state, "https://a.example/3")
    put(state, "https://b.example/1", "b.example")
    with pytest.raises(QueueFull):
        put(state, "https://c.example/1", "c.example")
    put(state, "https://a.example/1")  # which has its place


def test_what_a_lead_decided_holds(state):
    for number in (1, 2, 3):
        put(state, f"https://a.example/{number}")
        with state.write() as db:
            it_links(db, take_mention(db).number, "A title")
    with state.write() as db:
        answer_mention(db, 1, "shown")
        answer_mention(db, 2, "refused")
        assert [each.source for each in mentions.mentions(db)] == ["https://a.example/3"]
    for number in (1, 2):
        put(state, f"https://a.example/{number}")
    assert taken(state).source == "https://a.example/1"  # and not the refused one
    assert taken(state) is None
    with state.write() as db:
        it_links(db, 1, "Another title, after a lead has seen the first")
        assert mentions.mention(db, 1).title == "A title"
        assert it_does_not(db, 1).source == "https://a.example/1"  # it was shown, so somebody has to take it out
        assert it_does_not(db, 3) is None
        refuse_shown(db, "https://a.example/2", "k7w3qd")
    assert states(state) == [("https://a.example/2", "refused")]
