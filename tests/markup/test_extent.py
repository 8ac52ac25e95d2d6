"""From where to where a passage goes in a text."""

from __future__ import annotations

import pytest

from kb.markup import extent

TEXT = """\
# Call

Before.

## Talk

One, said
on two lines.

### Below

Deeper.

## Next {#old}

A paragraph. {#t12}

Another.
"""


@pytest.mark.parametrize(
    ("anchor", "first", "last"),
    [
        ("talk", "## Talk", "Deeper."),
        ("below", "### Below", "Deeper."),
        ("old", "## Next {#old}", "Another."),
        ("t12", "A paragraph. {#t12}", "A paragraph. {#t12}"),
        ("call", "# Call", "Another."),
    ],
)
def test_a_passage_goes_to_the_next_one_beside_it(anchor, first, last):
    begin, end = extent(TEXT, anchor)
    told = "\n".join(TEXT.split("\n")[begin:end]).strip()
    assert told.startswith(first)
    assert told.endswith(last)


def test_what_no_text_has_is_nowhere():
    assert extent(TEXT, "next") is None
