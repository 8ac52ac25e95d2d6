"""What somebody chose to hear, and the letters that wait for them. In both databases."""

from __future__ import annotations

import pytest

from kb.people import accounts, memberships, news
from kb.people.news import Line, choices, choices_of, choose, choose_nothing, take_letter, write_letter


@pytest.fixture
def ada(state) -> int:
    with state.write() as db:
        number = accounts.create_account(db, "ada@example.org").number
        accounts.set_proven(db, number)
        memberships.set_member(db, number, "north")
        choose(db, number, "north", "at once")
        choose(db, number, "", "weekly")
    return number


def test_another_rhythm_leaves_nothing_out_and_a_new_choice_begins_now(state, clock, ada):
    begun = clock.now
    clock.turn(100)
    with state.write() as db:
        choose(db, ada, "north", "weekly")
        choose(db, ada, "", None)
        choose(db, ada, "", "weekly")
        [found] = choices(db, "weekly", int(clock.now) + 1).values()
    assert [(each.group, each.told_to) for each in found] == [("", clock.now), ("north", begun)]


def test_who_leaves_a_group_hears_of_it_no_more_and_who_moves_with_it_does(state, ada):
    with state.write() as db:
        memberships.rename_group(db, "north", "far-north")
        assert choices_of(db, ada) == {"": "weekly", "far-north": "at once"}
        memberships.remove_member(db, ada, "far-north")
        assert choices_of(db, ada) == {"": "weekly"}


def test_only_open_accounts_with_a_proven_address_are_asked_for(state, clock, ada):
    with state.write() as db:
        ben = accounts.create_account(db, "ben@example.org").number
        choose(db, ben, "north", "at once")
        assert news.hearing_at_once(db, "north") == [ada]
        accounts.set_disabled(db, ada, True)
        assert news.hearing_at_once(db, "north") == []
        assert choices(db, "at once", int(clock.now) + 1) == {}


def test_a_thing_is_in_one_letter_only(state, ada):
    with state.write() as db:
        assert write_letter(db, ada, "at once", [Line("k7w3qd", "published", 7), Line("x2n6jr", "published", 7)]) == 2
        assert write_letter(db, ada, "weekly", [Line("k7w3qd", "published", 9)]) == 0
        assert write_letter(db, ada, "at once", [Line("k7w3qd", "changed", 7)]) == 0  # it came that day
        assert write_letter(db, ada, "at once", [Line("k7w3qd", "changed", 9)]) == 1
        assert write_letter(db, ada, "told", [Line("k7w3qd", "told", 9)]) == 0
        first, second = take_letter(db), take_letter(db)
        assert [line.document for line in first.lines] == ["k7w3qd", "x2n6jr"]
        assert [line.what for line in second.lines] == ["changed"]
        assert take_letter(db) is None


def test_with_the_account_or_the_choice_what_waits_is_gone(state, ada):
    with state.write() as db:
        write_letter(db, ada, "at once", [Line("k7w3qd", "published", 7)])
        choose_nothing(db, ada)
        assert take_letter(db) is None
        write_letter(db, ada, "at once", [Line("x2n6jr", "published", 7)])
        accounts.erase_account(db, ada)
        assert take_letter(db) is None
