"""The map that never changes: it holds what a dict holds, and what is different between two is found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.library.persistent import PersistentMap

KEYS = st.sampled_from([f"{folder}{name}.md" for folder in ("", "a/", "a/b/", "ab/") for name in "xyz"])
CHANGES = st.lists(st.dictionaries(KEYS, st.none() | st.integers(1000, 1003), max_size=5), max_size=8)


def applied(entries: dict[str, int], change: dict[str, int | None]) -> dict[str, int]:
    return {key: value for key, value in (entries | change).items() if value is not None}


@given(CHANGES, st.booleans())
def test_it_holds_what_a_dict_would_hold_and_tells_what_is_different(changes, ask_for_the_order):
    entries: dict[str, int] = {}
    made: PersistentMap[int] = PersistentMap()
    for change in changes:
        before, was = made, entries
        if ask_for_the_order:
            list(before)
        made, entries = before.changed(change), applied(was, change)
        assert dict(made) == entries
        assert list(made.items()) == sorted(entries.items())
        assert list(made.values()) == [entries[key] for key in sorted(entries)]
        assert len(made) == len(entries)
        assert made == PersistentMap(entries)
        assert (made == before) == (entries == was)
        assert made.differing(before) == sorted(
            key for key in was.keys() | entries.keys() if was.get(key) is not entries.get(key)
        )
        assert dict(before) == was
        for path in ("a", "a/b", "x.md", "ab"):
            assert made.at(path) == sorted(key for key in entries if key == path or key.startswith(f"{path}/"))


def test_many_entries_that_come_and_go_are_in_their_order():
    made = PersistentMap({f"{number:04}": number for number in range(1000)})
    assert list(made)[:2] == ["0000", "0001"]
    after = made.changed({f"{number:04}": None for number in range(0, 1000, 2)} | {"00011": 7})
    assert list(after)[:3] == ["0001", "00011", "0003"]
    assert len(after) == 501


def test_what_is_not_there_is_not_there():
    made = PersistentMap({"a": 1})
    assert made.get("b") is None
    assert made.get("b", 2) == 2
    assert "b" not in made
    assert 1 not in made
    assert made != {"a": 1}
    with pytest.raises(KeyError):
        made["b"]
