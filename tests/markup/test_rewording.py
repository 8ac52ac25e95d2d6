"""Anchors that outlive a change of words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.markup import anchors_of, with_old_anchors


@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [
        ("## Costs\n\nA.\n", "## What it costs\n\nA.\n", "## What it costs {#costs}\n\nA.\n"),
        ("## Costs\n", "## Costs today\n", "## Costs today {#costs}\n"),
        ("Costs\n-----\n\nA.\n", "Prices\n------\n\nA.\n", "Prices {#costs}\n------\n\nA.\n"),
        ("## Costs ##\n", "## The costs ##\n", "## The costs ## {#costs}\n"),
        ("## Costs {#k}\n", "## Prices {#k}\n", "## Prices {#k}\n"),
        ("## Costs {#k}\n\nA.\n", "## Prices\n\nA.\n", "## Prices {#k}\n\nA.\n"),
        ("## Costs\n", "## The costs {#mine}\n", "## The costs {#mine}\n"),
        ("## Costs\n\nA.\n", "## Venue\n\nB.\n", "## Venue\n\nB.\n"),
        ("## A\n\n## B\n", "## B\n\n## A\n", "## B\n\n## A\n"),
        ("## Talk\n\nA.\n", "## Talk\n\nNew.\n\n## Talk\n\nA.\n", None),
        ("```\n## Costs\n```\n", "```\n## The costs\n```\n", "```\n## The costs\n```\n"),
        ("# One\n\n## Costs\n\n## Venue\n", "# One\n\n## The costs\n\n## The venue\n", None),
    ],
)
def test_a_heading_that_says_something_else_keeps_its_anchor(old, new, kept):
    done = with_old_anchors(old, new)
    assert kept is None or done == kept
    assert with_old_anchors(old, done) == done
    if kept != new:
        assert anchors_of(old) <= anchors_of(done)


HEADINGS = st.lists(st.tuples(st.integers(1, 3), st.sampled_from(["Costs", "The costs", "Venue", "A b c", "Talk"])))


@given(HEADINGS, HEADINGS)
def test_it_says_the_same_whatever_becomes_of_it_and_twice_is_once(old, new):
    before, after = ("".join(f"{'#' * level} {words}\n\nSome.\n\n" for level, words in each) for each in (old, new))
    done = with_old_anchors(before, after)
    assert with_old_anchors(before, done) == done
    assert "".join(line.split(" {#")[0] for line in done.split("\n")) == after.replace("\n", "")
