"""Whole numbers that come as text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.web.plain.numbers import whole_number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1", 1),
        ("007", 7),
        ("999999999", 999_999_999),
        ("1000000000", 0),
        ("9" * 5000, 0),
        ("0", 0),
        ("", 0),
        ("-1", 0),
        ("+1", 0),
        (" 1", 0),
        ("1.0", 0),
        ("1e9", 0),
        ("1_000", 0),
        ("٣", 0),
        ("²", 0),
        ("１０", 0),
        ("NaN", 0),
    ],
)
def test_digits_are_a_number_and_nothing_else_is(written, number):
    assert whole_number(written) == number


@given(st.text())
def test_any_text_is_a_number_within_bounds(written):
    assert 0 <= whole_number(written, most=30) <= 30
