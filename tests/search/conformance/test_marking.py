"""What a search finds is marked where it is shown and where it leads, however it is written."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.model import MEMBERS, PUBLIC
from kb.search import Index, Query

from ..builders import note, passage
from .conftest import Holding

VISITOR = frozenset({PUBLIC})
ALL = frozenset({PUBLIC, MEMBERS})


def marked(index: Index, asked: str, text: str, audiences: frozenset[str] = VISITOR) -> list[str]:
    return [text[start:end] for start, end in index.marking(asked, audiences)(text)]


@pytest.mark.parametrize(
    ("written", "asked", "expected"),
    [
        ("a Social Impact Bond (SIB) and the SIB", "social impact bonds", ["Social", "Impact", "Bond", "SIB", "SIB"]),
        ("a Social Impact Bond (SIB) and the SIB", "sib", ["Social Impact Bond", "SIB", "SIB"]),
        ("a Social Impact Bond (SIB) and the SIB", '"sib"', ["SIB", "SIB"]),
        ("so much treacle", "treacel", ["treacle"]),
        ("so much treacle", "trea", ["treacle"]),
        ("an organization", "organisations", ["organization"]),
        ("early market engagement", "marketengagement", ["market engagement"]),
        ("early marketengagement", "market engagement", ["marketengagement"]),
        ("engagement with the market", "market-engagement", ["engagement", "market"]),
        ("set up, and a setup", "setup", ["set up", "setup"]),
        ("engagement, then a market", '"market engagement"', ["engagement", "market"]),
        ("what did treacle do", "what did we say about treacle", ["treacle"]),
        ("treacle of March 2020", "treacle in March 2020", ["treacle"]),
        ("something", "", []),
        ("something", "xyzzy", []),
    ],
)
def test_what_is_found_is_marked_in_the_snippet_and_on_the_page(
    holding: Holding, written: str, asked: str, expected: list[str]
):
    index = holding(note("a.md", written, title="A", date="2020-03-01"), note("b.md", "another", title="B"))
    assert marked(index, asked, written) == expected
    if expected:
        (found,) = index.search(Query(asked), VISITOR).found
        assert re.findall("<mark>(.*?)</mark>", found.passages[0].snippet) == expected


def test_words_of_headings_above_a_passage_are_told_with_it(holding: Holding):
    gifts = passage("Staff may not accept gifts.", "gifts", "Gifts")
    below = type(gifts)(gifts.anchor, gifts.heading, ("Staff", "Code of conduct"), gifts.text)
    (found,) = holding(note("a.md", below, title="A")).search(Query("code of conduct"), VISITOR).found
    assert (found.passages[0].heading, found.passages[0].parents) == ("Gifts", ("Staff", "Code of conduct"))


def test_short_forms_of_notes_that_others_may_read_mark_nothing(holding: Holding):
    index = holding(note("a.md", "the SIB"), note("b.md", "a Social Impact Bond (SIB)", to=MEMBERS))
    text = "a social impact bond, a SIB"
    assert marked(index, "SIB", text) == ["SIB"]
    assert marked(index, "SIB", text, ALL) == ["social impact bond", "SIB"]


@given(asked=st.text(max_size=30), text=st.text(max_size=80))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_spans_are_ascending_and_apart_whatever_is_asked(index: Index, asked: str, text: str):
    last = 0
    for start, end in index.marking(asked, VISITOR)(text):
        assert last <= start < end <= len(text)
        last = end
