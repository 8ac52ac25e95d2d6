"""The block at the top of a file, and what happens where it is not one."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.library.frontmatter import read_front_matter

MEANT = {
    "at: 12:30": {"at": "12:30"},
    "ready: no": {"ready": "no"},
    "date: 2020-02-31": {"date": "2020-02-31"},
    "version: 1.10": {"version": "1.10"},
    "id: 0123": {"id": "0123"},
    "id: 1e5": {"id": "1e5"},
    "title:": {"title": None},
    "title: ~": {"title": None},
    "title: ''": {"title": ""},
    "title: 'null'": {"title": "null"},
    'title: "a: b"': {"title": "a: b"},
    "tags: [a, 2020, [b]]": {"tags": ["a", "2020", ["b"]]},
    "tags:\n- a\n- b": {"tags": ["a", "b"]},
    "lead:\n  name: X": {"lead": {"name": "X"}},
    "text: |\n  one\n  two\n": {"text": "one\ntwo\n"},
    "a: &x 1\nb: *x": {"a": "1", "b": "1"},
    "a: !!python/object/apply:os.system [ls]": {"a": ["ls"]},
    "no: 1": {"no": "1"},
    "# SPDX-License-Identifier: CC0-1.0\ntitle: x": {"title": "x"},
    "": {},
    "# only a comment": {},
}


@pytest.mark.parametrize(("block", "values"), MEANT.items())
def test_every_value_stays_what_somebody_typed(block, values):
    front = read_front_matter(f"---\n{block}\n---\nbody")
    assert (front.values, front.body, front.broken) == (values, "body", False)


BROKEN = {
    "title: a: b": (2, "quotes"),
    "a: 1\ntitle: x\n\tb: 2": (4, "tab"),
    "a: 1\nb: 2\na: 3": (4, "“a” is there twice"),
    'title: "x': (3, "quotation mark"),
    "title: *nobody": (2, "*nobody stands for nothing"),
    "title: @x": (2, "YAML"),
    "title: x\nvisibility leads\nkind: page": (None, ""),
    "a: \x01": (2, ""),
    "? [a]\n: 1\ntitle: b": (2, "a key is not a word"),
    "{visibility: leads": (None, ""),
}


@pytest.mark.parametrize(("block", "expected"), BROKEN.items())
def test_a_block_that_cannot_be_read_is_said_with_its_line_in_plain_words(block, expected):
    front = read_front_matter(f"---\n{block}\n---\nbody\n")
    [(line, message)] = front.problems
    assert front.broken
    assert front.values == {}
    assert front.body == "body\n"
    assert expected[0] in (None, line)
    assert expected[1] in message
    assert "only leads see" in message


BOMBS = {
    "brackets": "a: " + "[" * 60_000,
    "lists": "a:\n" + "- " * 30_000,
    "mappings": "a: " + "{a: " * 15_000,
    "aliases": "a: &a [x,x,x,x,x,x,x,x,x]\n"
    + "".join(f"{c}: &{c} [{','.join(['*' + chr(ord(c) - 1)] * 9)}]\n" for c in "bcdefghij"),
    "keys": "".join(f"k{number}: v\n" for number in range(7_000)),
    "long": "a: " + "x" * 5_000_000,
}


@pytest.mark.parametrize("block", BOMBS.values(), ids=BOMBS.keys())
def test_a_block_made_to_hurt_costs_little_and_is_broken(block):
    began = time.monotonic()
    assert read_front_matter(f"---\n{block}\n---\nbody").broken
    assert time.monotonic() - began < 20  # a hang guard


NOT_FRONT_MATTER = (
    "",
    "text",
    "\n---\ntitle: x\n---\n",
    "----\ntitle: x\n----\n",
    "---\n\nA rule across the page, and text.\n",
    "---\nJust words\n---\nmore words\n",
    "text\n---\ntitle: x\n---\n",
)


@pytest.mark.parametrize("text", NOT_FRONT_MATTER)
def test_a_rule_across_the_page_is_no_front_matter(text):
    front = read_front_matter(text)
    assert (front.body, front.first_line, front.broken, front.values) == (text, 1, False, {})


@pytest.mark.parametrize(
    ("text", "first_line"),
    [
        ("---\na: 1\n---\nbody\n", 4),
        ("\ufeff---\na: 1\n---\nbody\n", 4),
        ("---\r\na: 1\r\n---\r\nbody\r\n", 4),
        ("--- \na: 1\n...\nbody\n", 4),
        ("---\n---\nbody\n", 3),
        ("---\ra: 1\r---\rbody\r", 4),
    ],
)
def test_the_body_begins_after_the_block_with_plain_line_ends(text, first_line):
    front = read_front_matter(text)
    assert (front.body, front.first_line, front.broken) == ("body\n", first_line, False)


def test_a_block_without_an_end_is_broken_and_its_text_is_kept():
    front = read_front_matter("---\ntitle: x\nvisibility: leads\n\n# Heading\n")
    assert front.broken
    assert "# Heading" in front.body
    assert front.problems[0][0] == 1


def test_toml_is_not_read_and_says_so():
    front = read_front_matter('+++\ntitle = "x"\ndraft = true\n+++\nbody')
    assert (front.broken, front.body, front.first_line) == (True, "body", 5)
    assert "TOML" in front.problems[0][1]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_no_text_makes_reading_fail(text):
    read_front_matter(text)
    read_front_matter(f"---\n{text}\n---\nbody")


@given(st.text(alphabet="ab:-[]{}&*#|>'\"\n\t ?,!%@`", max_size=60))
def test_no_yaml_like_text_makes_reading_fail(text):
    front = read_front_matter(f"---\n{text}\n---\nbody")
    assert "body" in front.body
