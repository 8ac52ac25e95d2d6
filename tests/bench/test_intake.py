"""The figures about what survives being taken in are what they say."""

import json
from collections import Counter

from bench.intake import FORMATS, Tally, _in_tree, _on_page, _pandoc, section

NOTE = "# Call\n\n- one\n  - below\n- two\n\n1. first\n\n| a | b |\n|---|---|\n| c d | e |\n\nSome words.\n"


def test_a_note_and_its_page_hold_the_same():
    tree = json.loads(_pandoc(NOTE.encode(), "gfm", "json"))
    assert _in_tree(tree) == _on_page(NOTE)
    assert _in_tree(tree)["items"] == Counter(["one", "below", "two", "first"])
    assert _in_tree(tree)["cells"] == Counter(["a", "b", "cd", "e"])


def test_what_is_not_reached_is_marked():
    tally = Tally(
        Counter(headings=100, words=100), Counter(headings=94, words=99), Counter(right=98, wrong=2), seconds=[1.0]
    )
    (row,) = (line for line in section({"docx": tally}, tally).splitlines() if line.startswith("| docx"))
    assert row.split(" | ")[2:6] == ["94 ✗", "0", "0", "99"]
    assert "2 ✗" in row
    assert set(FORMATS) >= {"docx", "odt", "html", "pdf", "eml"}
