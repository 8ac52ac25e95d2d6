"""Links written anew in their places: found wherever they stand, and not a character more is changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.markup import parse, rewritten, spots

EVERY_FORM = """\
# A [heading](../a/b.md#x "Title")

See [x](b.md), ![p](<my pic.png> "t"), [[Some Title#Head|label]], ![[ pic.png ]], `[no](b.md)`\r
and [q](c%20d.md?raw=1#f) <a class="z" href="e&amp;f.md">x</a> [out](https://example.org/b.md) [here](#b)
> quoted [in](quote.md)

| a | b |
|---|---|
| [t](b.md) | [[Some Title\\|cell]] |

```
[code](b.md)
```

[ref]: ../r.md "Title"
[r2]: <r 3.md>
"""


def test_every_form_of_a_link_has_its_place():
    assert [(spot.target, spot.fragment, spot.wiki) for spot in spots(EVERY_FORM)] == [
        ("../a/b.md", "x", False),
        ("b.md", "", False),
        ("my pic.png", "", False),
        ("Some Title", "Head", True),
        ("pic.png", "", True),
        ("c d.md", "f", False),
        ("e&f.md", "", False),
        ("https://example.org/b.md", "", False),
        ("quote.md", "", False),
        ("b.md", "", False),
        ("Some Title", "", True),
        ("../r.md", "", False),
        ("r 3.md", "", False),
    ]


@pytest.mark.parametrize(
    ("before", "target", "after"),
    [
        ("[a](b.md#c)", "x y/(d).md", "[a](x%20y/%28d%29.md#c)"),
        ("[a](b.md 'T')", "é.md", "[a](é.md 'T')"),
        ("[a](%C3%A9.md)", "ü.md", "[a](%C3%BC.md)"),
        ("[a](<b c.md#d>)", "e f.md", "[a](<e f.md#d>)"),
        ("[a](b.md?raw=1#c)", "d.md", "[a](d.md?raw=1#c)"),
        ("![[ b.png |20]]", "c d.png", "![[ c d.png |20]]"),
        ("[[b#C|d]]", "e", "[[e#C|d]]"),
        ('<img alt="" src="b.png">', "c&d.png", '<img alt="" src="c&amp;d.png">'),
        ("[b]: b.md\r\n", "c.md", "[b]: c.md\r\n"),
        ("`[a](b.md)` [a](b.md)", "c.md", "`[a](b.md)` [a](c.md)"),
    ],
)
def test_another_target_is_written_as_the_first_one_was(before, target, after):
    assert rewritten(before, lambda _: target) == after
    assert parse(after).links[-1].target.partition("?")[0] == target


@given(st.lists(st.sampled_from([*EVERY_FORM.splitlines(True), "\r\n", "text\n", "    [[code]]\n", "<!--\n"])))
def test_where_nothing_is_changed_the_text_is_what_it_was_and_every_place_holds_what_it_says(lines):
    text = "".join(lines)
    assert rewritten(text, lambda spot: spot.target) == text
    assert all(text[spot.start : spot.end] == spot.written for spot in spots(text))
