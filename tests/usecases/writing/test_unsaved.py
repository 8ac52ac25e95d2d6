"""Files of a document that is not saved yet: each there once, under a name that is free, and not too many."""

from __future__ import annotations

import pytest

from kb.people.accounts import create_account
from kb.usecases.writing import unsaved
from kb.usecases.writing.attaching import Upload
from kb.usecases.writing.unsaved import TooMuch, add, files

KEY = "a-form-of-mine"


@pytest.fixture
def ada(state):
    with state.write() as db:
        return create_account(db, "ada@example.org").number


@pytest.mark.parametrize(
    ("name", "second"),
    [("plan.png", "plan-2.png"), ("makefile", "makefile-2"), ("a.tar.gz", "a.tar-2.gz"), (".plan", ".plan-2")],
)
def test_another_file_of_a_name_gets_a_number_before_its_ending(state, ada, name, second):
    assert add(state, ada, KEY, Upload(name, b"one")) == name
    assert add(state, ada, KEY, Upload(name, b"two")) == second
    assert add(state, ada, KEY, Upload(name, b"two")) == second
    assert files(state, ada, KEY) == sorted([(name, 3), (second, 3)])


def test_a_file_that_is_there_already_is_never_too_much(state, ada, monkeypatch):
    monkeypatch.setattr(unsaved, "MOST_BYTES", 5)
    add(state, ada, KEY, Upload("plan.png", b"one"))
    assert add(state, ada, KEY, Upload("plan.png", b"one")) == "plan.png"
    with pytest.raises(TooMuch):
        add(state, ada, KEY, Upload("plan.png", b"two"))
    assert files(state, ada, KEY) == [("plan.png", 3)]
