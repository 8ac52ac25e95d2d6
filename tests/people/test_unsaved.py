"""What somebody has not saved: theirs, the newest of it, for a time."""

from __future__ import annotations

import pytest

from kb.people import accounts, unsaved
from kb.people.unsaved import DAYS, MOST


@pytest.fixture
def ada(state):
    with state.write() as db:
        return accounts.create_account(db, "ada@example.org").number


def keys(state, account, document=None):
    with state.read() as db:
        return [each.key for each in unsaved.all_unsaved(db, account, document)]


def keep(state, account, key, document="", **fields):
    with state.write() as db:
        unsaved.keep_unsaved(db, account, key, document, fields.get("title", ""), fields)


def test_the_newest_stands_first_and_what_is_kept_again_is_one(state, ada, clock):
    keep(state, ada, "first", "d1", text="one")
    clock.turn(60)
    keep(state, ada, "second", text="two")
    clock.turn(60)
    keep(state, ada, "first", "d1", text="three")
    assert keys(state, ada) == ["first", "second"]
    assert (keys(state, ada, "d1"), keys(state, ada, "")) == (["first"], ["second"])
    with state.read() as db:
        assert unsaved.unsaved(db, ada, "first").fields == {"text": "three"}
        assert unsaved.unsaved(db, ada + 1, "first") is None


def test_only_so_many_are_kept_and_none_for_ever(state, ada, clock):
    for number in range(MOST + 2):
        keep(state, ada, f"form-{number}")
        clock.turn(1)
    assert (len(keys(state, ada)), keys(state, ada)[-1]) == (MOST, "form-2")
    clock.turn(DAYS * 86400)
    assert keys(state, ada) == []
    keep(state, ada, "new")
    with state.write() as db:
        assert unsaved.unsaved(db, ada, "form-5") is None


def test_files_go_with_what_they_were_put_into(state, ada):
    with state.write() as db:
        unsaved.keep_file(db, ada, "form", "plan.png", b"one")
        unsaved.keep_file(db, ada, "form", "plan.png", b"three")
        assert unsaved.file_of(db, ada, "form", "plan.png") == b"three"
        assert (unsaved.files_of(db, ada, "form"), unsaved.size_of_files(db, ada)) == ([("plan.png", 5)], 5)
        unsaved.drop_unsaved(db, ada, "form")
    with state.read() as db:
        assert unsaved.files_of(db, ada, "form") == []
    with state.write() as db:
        unsaved.keep_file(db, ada, "other", "plan.png", b"one")
        accounts.erase_account(db, ada)
        assert unsaved.size_of_files(db, ada) == 0
