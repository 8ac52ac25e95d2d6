"""Setting keys with every other byte left as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.library import FrontMatterUnreadable, SiteUnreadable, with_keys, with_settings
from kb.library.frontmatter import read_front_matter

WRITTEN = (
    b"\xef\xbb\xbf---\r\nTitle:   'Old'  # why\r\n# a remark\r\nlead: >-\r\n  Ada\r\n  Bob\r\n# another\r\n"
    b"visibility: members # who\r\nx: [1, 2]\r\n---\r\nBody\r\n---\r\n\xff"
)


def test_keys_are_set_where_they_are_and_new_ones_at_the_end():
    changed = with_keys(WRITTEN, {"title": "New: one", "lead": "Cleo", "visibility": None, "rule": "none"})
    assert changed == (
        b'\xef\xbb\xbf---\r\nTitle: "New: one"  # why\r\n# a remark\r\nlead: Cleo\r\n# another\r\n'
        b"x: [1, 2]\r\nrule: none\r\n---\r\nBody\r\n---\r\n\xff"
    )


@pytest.mark.parametrize(
    ("block", "values", "after"),
    [
        ("title:\nlead: \n# c\nz: 1\n", {"title": "T", "lead": "L"}, "title: T\nlead: L \n# c\nz: 1\n"),
        ("lead:\n- a\n- b\nz: 1\n", {"lead": "L"}, "lead: L\nz: 1\n"),
        ("lead:\n  - a\n  - b\nz: 1\n", {"lead": None}, "z: 1\n"),
        ("lead: a\n b\n c # d\nz: 1\n", {"lead": "L"}, "lead: L # d\nz: 1\n"),
        ("lead: |\n  a # not a remark\n# one\nz: 1\n", {"lead": "L"}, "lead: L\n# one\nz: 1\n"),
        ("{title: a, b: c}\n", {"title": "T"}, "{title: T, b: c}\n"),
        ("  title: a\n", {"lead": "L"}, "  title: a\n  lead: L\n"),
        ("title: a\n", {"lead": None}, "title: a\n"),
    ],
)
def test_however_a_value_is_written_another_takes_its_place(block, values, after):
    assert with_keys(f"---\n{block}---\nBody".encode(), values).decode() == f"---\n{after}---\nBody"


@pytest.mark.parametrize(
    "block",
    [
        "title: &t a\nlead: *t\n",  # the lead would have no meaning
        "lead:  # a remark\n  a\ntitle: b\n",
        "title:\n  - a # a remark\n  - b\nlead: c\n",
        "title: [\n",
    ],
)
def test_what_cannot_be_changed_safely_is_left_to_a_person(block):
    with pytest.raises(FrontMatterUnreadable):
        with_keys(f"---\n{block}---\n".encode(), {"title": "T", "lead": "L"})


def test_a_file_without_front_matter_gets_some_and_nothing_is_made_to_take_a_key_away():
    assert with_keys(b"Body\r\n", {"title": "T", "lead": None}) == b"---\r\ntitle: T\r\n---\r\nBody\r\n"
    assert with_keys(b"Body", {"lead": None}) == b"Body"
    assert with_keys(b"", {"title": "T"}) == b"---\ntitle: T\n---\n"


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_is_set_is_read_as_it_was_meant(title, lead):
    changed = with_keys(b"---\ntitle: a\nlead: |\n  b\n  c\n# d\n---\nBody\n", {"title": title, "lead": lead})
    front = read_front_matter(changed.decode())
    assert front.values == {"title": title, "lead": lead}
    assert b"\n# d\n---\nBody\n" in changed


def test_settings_are_set_in_the_same_way():
    written = b"# ours\ntitle: a # b\n\n# tags\ntags:\n  a: [b]"
    assert with_settings(written, {"title": "x y", "default_visibility": "group"}) == (
        b"# ours\ntitle: x y # b\n\n# tags\ntags:\n  a: [b]\ndefault_visibility: group\n"
    )
    assert with_settings(b"\xef\xbb\xbf# ours\n", {"title": "x"}) == b"\xef\xbb\xbf# ours\ntitle: x\n"
    assert with_settings(b"", {"title": "x"}) == b"title: x\n"
    for broken in (b"title: [", b"\xff", b"- a\n", b"title: a\n...\n"):
        with pytest.raises(SiteUnreadable):
            with_settings(broken, {"description": "x"})
