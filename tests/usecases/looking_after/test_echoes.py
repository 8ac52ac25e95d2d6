"""What is purged is known again in what somebody else writes, and only that goes."""

from __future__ import annotations

import pytest

from kb.usecases.looking_after.echoes import Words

SAID = b"## Ideas\n\nOne two three four five six seven *eight*.\n\nShort one.\n\n## Next\n\nA b c d e f g h i.\n"
SAME = "one two\nthree FOUR five, six seven eight"


@pytest.mark.parametrize(
    ("written", "left"),
    [
        (f"Mine.\n\n{SAME}\n\nYours.", "Mine.\n\n\n\nYours."),
        (f"Mine.\r\n\r\n> So: {SAME}; and on.\r\n\r\nYours.", "Mine.\n\n\n\nYours."),
        ("Mine.\n\nOne two three four\n\nfive six seven eight\n\nYours.", "Mine.\n\n\n\nYours."),
        (f"{SAME}\n\n{SAME}", "\n\n"),
        (SAME, ""),
        (
            "One two three four five six seven.\r\n\r\nShort one.",
            "One two three four five six seven.\r\n\r\nShort one.",
        ),
        ("Stone two three four five six seven eight", "Stone two three four five six seven eight"),
        ("A b c d e f g h i.", "A b c d e f g h i."),
        ("", ""),
    ],
)
def test_only_paragraphs_that_have_a_whole_one_of_it_go(written, left):
    assert Words([SAID], "ideas").without(written) == left


def test_of_a_whole_document_every_paragraph_counts_in_every_version():
    words = Words([SAID, b"---\nbroken: [\n---\n\nWhat it said once upon a time, before that."], "")
    assert words.are_in("A B C D E F G H I")
    assert words.are_in("what it said once upon a time before that")
    assert not words.are_in("Ideas. Short one. Next.")
