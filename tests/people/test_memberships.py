"""Groups, limits, the audit log, and what was searched for in vain."""

from __future__ import annotations

import pytest

from kb.people import accounts, audit, empty_searches, limits, memberships
from kb.people.limits import Limit, TooMany
from kb.people.memberships import LastLead

LIMIT = Limit("tests", most=3, within=60)


@pytest.fixture
def people(state):
    with state.write() as db:
        return [accounts.create_account(db, f"{name}@example.org", name.title()).number for name in ("ada", "bo", "cy")]


def test_leads_come_first_and_roles_can_change(state, people):
    ada, bo, _ = people
    with state.write() as db:
        memberships.set_member(db, ada, "north")
        memberships.set_member(db, bo, "north", "lead")
        assert [(m.name, m.role) for m in memberships.members(db, "north")] == [("Bo", "lead"), ("Ada", "member")]
        memberships.set_member(db, ada, "north", "lead")
        memberships.set_member(db, bo, "north", "member")
        assert memberships.groups_of(db, ada) == {"north": "lead"}
        assert memberships.groups_of(db, bo) == {"north": "member"}


def test_a_group_keeps_a_lead(state, people):
    ada, bo, _ = people
    with state.write() as db:
        memberships.set_member(db, ada, "north", "lead")
        memberships.set_member(db, bo, "north")
        with pytest.raises(LastLead):
            memberships.remove_member(db, ada, "north")
        with pytest.raises(LastLead):
            memberships.set_member(db, ada, "north", "member")
        memberships.set_member(db, bo, "north", "lead")
        accounts.set_disabled(db, bo, True)
        with pytest.raises(LastLead):  # one that is shut does not count
            memberships.remove_member(db, ada, "north")
        assert memberships.remove_member(db, ada, "north", even_last_lead=True)
        assert not memberships.remove_member(db, ada, "north")


def test_who_asks_waits_until_answered(state, people):
    ada, bo, _ = people
    with state.write() as db:
        assert memberships.ask_to_join(db, ada, "north", " I run\nthe call ")
        assert not memberships.ask_to_join(db, ada, "north", "again")
        (asked,) = memberships.requests(db, {"north"})
        assert (asked.name, asked.message) == ("Ada", "I run the call")
        assert memberships.requests(db, {"south"}) == []
        memberships.set_member(db, ada, "north")
        assert memberships.requests(db, {"north"}) == []
        assert not memberships.ask_to_join(db, ada, "north")
        memberships.ask_to_join(db, bo, "north")
        assert memberships.withdraw_request(db, bo, "north")
        assert memberships.requests_of(db, bo) == set()


def test_a_group_that_is_renamed_takes_its_people_along(state, people):
    ada, bo, cy = people
    with state.write() as db:
        memberships.set_member(db, ada, "north", "lead")
        memberships.set_member(db, bo, "north")
        memberships.set_member(db, bo, "south", "lead")
        memberships.ask_to_join(db, cy, "north")
        memberships.rename_group(db, "north", "south")
        assert memberships.groups_of(db, ada) == {"south": "lead"}
        assert memberships.groups_of(db, bo) == {"south": "lead"}
        assert memberships.requests_of(db, cy) == {"south"}
        assert memberships.members(db, "north") == []


def test_a_limit_slides(state, clock):
    for _ in range(LIMIT.most):
        with state.write() as db:
            limits.take(db, LIMIT, "here")
        clock.turn(10)
    with state.write() as db:
        with pytest.raises(TooMany) as told:
            limits.take(db, LIMIT, "here")
        limits.take(db, LIMIT, "elsewhere")
    assert told.value.wait == 30
    clock.turn(told.value.wait)
    with state.write() as db:
        limits.take(db, LIMIT, "here")
        with pytest.raises(TooMany):
            limits.take(db, LIMIT, "here")


def test_a_limit_outlives_the_server_and_says_nothing_of_whom_it_is(database, state):
    with state.write() as db:
        for _ in range(LIMIT.most):
            limits.take(db, LIMIT, "ada@example.org")
    with database.state(clock=lambda: 1_800_000_001).write() as db, pytest.raises(TooMany):
        limits.take(db, LIMIT, "ada@example.org")
    assert b"ada@example.org" not in database.kept()


def test_a_clock_set_back_does_not_lock_anybody_out_for_long(state, clock):
    clock.turn(365 * 86400)
    with state.write() as db:
        for _ in range(LIMIT.most):
            limits.take(db, LIMIT, "here")
    clock.turn(-365 * 86400)
    with state.write() as db:
        limits.take(db, LIMIT, "here")


def test_what_went_well_is_forgotten(state):
    with state.write() as db:
        for _ in range(LIMIT.most):
            limits.take(db, LIMIT, "here")
        limits.forget(db, LIMIT, "here")
        limits.take(db, LIMIT, "here")


def test_the_log_is_in_order_and_in_pages(state, people):
    ada, bo, _ = people
    with state.write() as db:
        for number in range(5):
            audit.note(
                db, ada, "member added", account=bo, group="north" if number % 2 else "south", detail=str(number)
            )
        newest = audit.entries(db, limit=2)
        assert [entry.detail for entry in newest] == ["4", "3"]
        assert [entry.detail for entry in audit.entries(db, before=newest[-1].number)] == ["2", "1", "0"]
        assert [entry.detail for entry in audit.entries(db, group="north")] == ["3", "1"]


def test_the_log_knows_only_its_own_words_and_never_much_of_anything(state):
    with state.write() as db:
        with pytest.raises(ValueError, match="no words"):
            audit.note(db, None, "somebody said treacle")
        audit.note(db, None, "group made", detail="treacle " * 500)
        assert len(audit.entries(db)[0].detail) <= audit.LONGEST_DETAIL


def test_the_log_outlives_an_account(state, people):
    with state.write() as db:
        audit.note(db, people[0], "member added", account=people[1])
        accounts.erase_account(db, people[0])
        assert audit.entries(db)[0].by == people[0]
        assert accounts.names_of(db, {people[0]}) == {}


def test_what_was_searched_for_in_vain_is_counted(state, clock):
    with state.write() as db:
        for query in ("Treacle  Pudding", "treacle pudding", "sponge", ""):
            empty_searches.note_empty_search(db, query)
    clock.turn(86400)
    with state.write() as db:
        empty_searches.note_empty_search(db, "treacle pudding")
        found = empty_searches.empty_searches(db)
    assert [(each.query, each.count) for each in found] == [("treacle pudding", 3), ("sponge", 1)]
    clock.turn(40 * 86400)
    with state.read() as db:
        assert empty_searches.empty_searches(db) == []


def test_nonsense_all_day_does_not_fill_the_disk(state, monkeypatch):
    monkeypatch.setattr(empty_searches, "MOST_A_DAY", 10)
    with state.write() as db:
        for number in range(50):
            empty_searches.note_empty_search(db, f"nonsense {number} " + "x" * 1000)
        found = empty_searches.empty_searches(db)
    assert len(found) == 10
    assert all(len(each.query) <= empty_searches.LONGEST for each in found)
