"""How a passage begins."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kb.markup import opening

TEXT = (
    "Before.\n\n## One\n\nFirst words.\n\n- a\n- b\n\n"
    "## Two\n\nTwo words.\n\n### Below\n\nDeep.\n\nSetext\n------\n\nLast.\n"
)


def test_it_is_what_stands_under_the_heading():
    found = opening(TEXT, "one", 600)
    assert (found.source, found.words, found.more) == ("First words.\n\n- a\n- b", ("First words.", "a", "b"), False)
    assert opening(TEXT, "setext", 600).source == "Last."
    assert "Deep." in opening(TEXT, "two", 600).source


def test_it_ends_between_blocks_and_has_one_at_least():
    found = opening(TEXT, "one", 1)
    assert (found.source, found.more) == ("First words.", True)


def test_of_what_is_not_there_or_empty_there_is_none():
    for text, anchor in ((TEXT, "never"), ("# Alone", "alone"), ("", "x")):
        found = opening(text, anchor, 600)
        assert (found.source, "".join(found.words), found.more) == ("", "", False)


@given(st.text(alphabet="#-` \n|ab>[]!:", max_size=200))
def test_no_text_is_too_strange(text):
    for anchor in ("a", "b", "ab"):
        opening(f"## a\n\n{text}\n\n## b\n{text}", anchor, 20)
