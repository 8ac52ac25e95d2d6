"""How a text is read. `read_as` says it in the query language, so reading it again must give the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search import parse


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("market engagement", "market AND engagement"),
        ("Market  ENGAGEMENT?", "market AND engagement"),
        ("the market", "market"),
        ("to be", "to AND be"),
        ("“market engagement” lead", 'lead AND "market engagement"'),
        ("treacle -honey", "treacle AND NOT honey"),
        ('-"market engagement"', 'NOT "market engagement"'),
        ("a OR b treacle", "treacle AND (a OR b)"),
        ("x AND y OR z", "(x AND y) OR z"),
        ("x AND (y OR z)", "x AND (y OR z)"),
        ("((x y))", "x AND y"),
        ("x y OR z", "x AND (y OR z)"),
        ("NOT NOT x", "x"),
        ("mark* *ing", "mark* AND *ing"),
        ("tag:procurement date:2020-02", "tag:procurement AND date:2020-02"),
        ('tag:"market engagement"', 'tag:"market engagement"'),
        ("#tools treacle", "treacle AND #tools"),
        ("title:treacle", "title:treacle"),
        ("date:31-02-2020", "date AND 31-02-2020"),
        ("kind:banana", "kind AND banana"),
        ("AND OR NOT", "and AND or AND not"),
        ("W-2 2019/20", "W-2 AND 2019/20"),
        ("What did they say about the treacle?", "treacle"),
        ("", ""),
        ("((((", ""),
    ],
)
def test_texts_and_how_they_are_read(text: str, read_as: str):
    assert str(parse(text)) == read_as


@given(st.text(max_size=200))
def test_any_text_is_read(text: str):
    str(parse(text))


@given(
    st.lists(
        st.sampled_from(["a1", "b2", '"c d"', "-e", "OR", "AND", "NOT", "(", ")", "f*", "tag:g", "#h"]), max_size=16
    )
)
def test_what_is_read_twice_is_read_the_same(parts: list[str]):
    once = str(parse(" ".join(parts)))
    assert sorted(str(parse(once)).split(" AND ")) == sorted(once.split(" AND "))


def test_operators_and_brackets_are_bounded():
    for text in ("(" * 5000 + "x", "(a " * 3000, "NOT " * 5000 + "x", "a OR " * 5000, "x AND " * 5000):
        assert len(str(parse(text))) < 20_000
