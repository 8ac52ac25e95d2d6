"""What changed, in the page as it looks, and since when each paragraph is as it is."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.history import last_changed, marked_changes
from kb.markup import render


def changed(old: str, new: str) -> str:
    return marked_changes(render(old).html, render(new).html)


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("One two.", "One three.", "<p>One <del>two</del><ins>three</ins>.</p>"),
        ("One.\n\nTwo.\n\nThree.", "One.\n\nThree.", "<p><del>Two.</del></p>"),
        ("One.", "One.\n\nTwo **new**.", "<p><ins>Two </ins><strong><ins>new</ins></strong><ins>.</ins></p>"),
        ("- a\n- b\n- c", "- a\n- c", "<li>a</li>\n<li><del>b</del></li>\n<li>c</li>"),
        ("not only this", "and so this", "<p><del>not only</del><ins>and so</ins> this</p>"),
        ("a & b", "a & c", "a &amp; <del>b</del><ins>c</ins>"),
    ],
)
def test_what_is_new_and_what_is_gone_is_marked_in_the_page(old, new, shown):
    assert shown in changed(old, new)


class Nesting(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.wrong = [], []

    def handle_starttag(self, tag, attrs):
        if tag in ("del", "ins") and self.open and self.open[-1] in ("ul", "ol", "table", "tr", "thead", "tbody"):
            self.wrong.append((tag, self.open[-1]))
        if tag not in ("br", "hr", "img", "input", "wbr"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


BLOCKS = st.sampled_from([
    "One two three.", "- a\n- b", "1. x\n2. y", "| a | b |\n|---|---|\n| 1 | 2 |", "> quoted", "## Head", "---",
    "`code` and *em*", "```\nfenced <b>\n```", "![words](x.png)", "[link](a.md) & more",
])  # fmt: skip


@given(st.lists(BLOCKS, max_size=6), st.lists(BLOCKS, max_size=6))
def test_whatever_changed_the_page_is_well_formed_and_nothing_new_is_missing(old, new):
    new_page = render("\n\n".join(new)).html
    page = Nesting()
    page.feed(marked_changes(render("\n\n".join(old)).html, new_page))
    assert (page.open, page.wrong) == ([], [])
    assert re.sub(r"</?ins>", "", marked_changes("", new_page)) == new_page


def test_each_paragraph_knows_the_version_it_is_from():
    texts = ["One.\n\nTwo.", "One.\n\nTwo, put right.\n\nThree.", "Zero.\n\nOne.\n\nTwo, put right.\n\nThree."]
    assert [(each.text, each.version) for each in last_changed(texts)] == [
        ("Zero.", 2), ("One.", 0), ("Two, put right.", 1), ("Three.", 1),
    ]  # fmt: skip
    assert last_changed([]) == []
