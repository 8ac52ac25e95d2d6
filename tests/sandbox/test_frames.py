"""How parent and child speak."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.sandbox.frames import Broken, decoded, encoded

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=4),
    max_leaves=8,
)


@given(VALUES)
def test_what_is_said_is_heard(value):
    assert decoded(io.BytesIO(encoded(value)).read) == value


def test_half_a_surrogate_pair_is_left_out():
    assert decoded(io.BytesIO(encoded({"body": "a\ud800b"})).read) == {"body": "ab"}


@pytest.mark.parametrize("data", [b"\xff\xff\xff\xff", b"\x00\x00\x00\x03{x}"])
def test_what_was_not_agreed_is_refused(data):
    with pytest.raises(Broken):
        decoded(io.BytesIO(data).read)
