"""Lists of files as git has them: written by us, dulwich reads the same from them and writes the same."""

from __future__ import annotations

import hashlib

import pytest
from dulwich.objects import ObjectID, Tree
from hypothesis import given
from hypothesis import strategies as st

from kb.history.listing import FILE, FOLDER, Listing

NAMES = st.sampled_from([b"a", b"a.md", b"a0", b"ab", b"a b.md", "é.md".encode(), b"100644 a", b"b"])
STEPS = st.lists(st.tuples(NAMES, st.sampled_from([FILE, FOLDER, None]), st.integers(0, 300)), max_size=20)


def name_of(number: int) -> ObjectID:
    return ObjectID(hashlib.sha1(b"%d" % number).hexdigest().encode())


@given(STEPS, st.booleans())
def test_it_is_what_dulwich_makes_of_the_same_steps(steps, from_bytes):
    ours, theirs = Listing(), Tree()
    for name, mode, number in steps:
        if mode is not None:
            ours.put(name, mode, name_of(number))
            theirs.add(name, mode, name_of(number))
        elif name in theirs:
            ours.remove(name)
            del theirs[name]
        if from_bytes:
            ours = Listing(ours.tree().as_raw_string())
        assert ours.tree().as_raw_string() == theirs.as_raw_string()
        assert ours.tree().id == Tree.from_string(theirs.as_raw_string()).id
        assert len(ours) == len(theirs)
        for each in (b"a", b"a.md", name):
            is_folder = each in theirs and theirs[each][0] == FOLDER
            assert ours.folder(each) == (theirs[each][1] if is_folder else None)
            assert ours.is_file(each) == (each in theirs and not is_folder)


@pytest.mark.parametrize("raw", [b"nothing", b"100644 a\0short", b"100644 a\0" + b"x" * 20 + b"more"])
def test_what_is_no_list_is_said_to_be_none(raw):
    with pytest.raises(ValueError, match="no list"):
        Listing(raw)
