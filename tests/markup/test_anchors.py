"""Ids in the page: stable, unique, and never those of the page or of the browser."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.markup.anchors import Anchors, safe


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("t12", "t12"),
        ("T12.a:b~c_d-e", "T12.a:b~c_d-e"),
        ("fn:1", "fn:1"),
        ("Übersicht", "Übersicht"),
        ("a b", "a"),
        ('a"onclick=x', "a"),
        ("", ""),
        ("-", ""),
        ("kb-main", "section-kb-main"),
        ("KB-main", "section-KB-main"),
        ("location", "section-location"),
        ("parentNode", "section-parentNode"),
        ("__proto__", ""),
        ("history", "history"),
    ],
)
def test_an_id_is_made_safe(wanted, given):
    assert safe(wanted) == given


def test_each_anchor_is_given_once():
    anchors = Anchors()
    names = [
        anchors.explicit("a-2"),
        anchors.heading("A"),
        anchors.heading("a"),
        anchors.heading("A"),
        anchors.within("a", 2),
    ]
    assert names == ["a-2", "a", "a-3", "a-4", "a~2"]


@given(st.lists(st.text(max_size=8)))
def test_no_two_are_alike(texts):
    anchors = Anchors()
    given_out = [anchors.heading(text) for text in texts] + [anchors.explicit(text) for text in texts]
    assert len(given_out) == len(set(given_out))
    assert all(given_out)
