"""Search and page agree: each anchor that was indexed is in the page. Taking apart is linear on any text."""

import os
import re
import time
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.markup import parse, plain, render

CORPORA = Path(os.environ.get("KB_CORPORA", Path(__file__).parents[3] / "shared" / "corpora"))

LINES = st.sampled_from(
    [
        "", "", "", "text", "more text. And more.", "# One", "## Two ##", "### Three {#own}", "##No space", "#tag",
        "Title\n===", "Title\n---", "---", "- item", "  - nested", "    - deeper", "* star", "1. first", "2) second",
        "   continued", "    indented", "\ttab", "```", "```python", "~~~", "> quote", "> # in a quote", "> - item",
        "| a | b |", "|---|---|", "| c | d |", "<div>", "</div>", "<details><summary>S</summary>", "</details>",
        "<h2 id=\"own\">HTML</h2>", "<!-- a", "-->", "<!-- b -->", "<table><tr><td>x", "</table>", "<pre>", "</pre>",
        "{#own}", "{#other}", "{: .class }", "[^1]: note", "[^1]", "[r]: http://e.org", "*[A]: b", ": definition",
        "!!! note", ":::info", ":::", "> [!TIP]", "{% tag %}", "- [ ] task", "Chair: words", "**Lead:** words\n{#t1}",
        "word " * 90, "sentence of words here. " * 120, "x" * 3_000, "- " + "word " * 80, "| " + "word " * 60 + "| x |",
        "`" * 3, "[" * 20, "![[", "****", "\\", "&amp;", "\x00\ud800\ufdd0\U00100001",
    ]
)  # fmt: skip


def ids(html):
    return [unescape(found) for found in re.findall(r'<[a-z0-9]+ id="([^"]*)"', html)]


def assert_agree(body):
    structure = parse(body)
    anchors = [heading.anchor for heading in structure.headings]
    assert len(anchors) == len(set(anchors))
    for part in range(1, structure.parts + 1):
        rendered = render(body, part)
        assert rendered.parts == structure.parts
        assert rendered.outline == structure.headings
        wanted = {p.anchor for p in structure.passages if p.part == part} - {""}
        wanted |= {h.anchor for h, where in zip(rendered.outline, rendered.outline_parts, strict=True) if where == part}
        for html in (rendered.html, plain(body, part).html):
            found = ids(html)
            assert wanted <= set(found)
            assert len(found) == len(set(found))
            assert not re.search("[\ufdd0\U00100000-\U0010ffff\x02\x03]", html)


@settings(max_examples=250, deadline=None)
@given(st.lists(LINES, max_size=25).map("\n".join))
def test_every_anchor_of_a_text_is_in_its_page(body):
    assert_agree(body)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_at_all_agrees(body):
    assert_agree(body)


@settings(max_examples=100, deadline=None)
@given(st.lists(LINES, max_size=12).map("\n".join))
def test_no_word_of_a_passage_is_missing_from_plain_text(body):
    for passage in parse(body).passages:
        assert passage.text == passage.text.strip()
        assert "\n\n" not in passage.text


HOSTILE = {
    "walls of words": "word " * 200_000,
    "one long word": "x" * 2_000_000,
    "headings": "# a\n" * 10_000,
    "items": "- a\n" * 25_000,
    "deep items": "".join(" " * n + "- x\n" for n in range(1_000)),
    "fences without end": "```a\n" * 25_000,
    "fences of all lengths": "".join("`" * (3 + n % 50) + "\nx\n" for n in range(10_000)),
    "comments without end": "<!-- a\n" * 25_000,
    "comments in a line": "<!-- a -->" * 25_000,
    "pre without end": "<pre>\n\n" * 10_000,
    "rows": "| a | b |\n|---|---|\n" + "| x | y |\n" * 15_000,
    "one row": "| a " * 100_000 + "\n|---|",
    "quotes": "> a\n" * 25_000,
    "quotes in quotes": ">" * 100_000,
    "brackets": "[" * 100_000,
    "wiki brackets": "[[a" * 50_000,
    "pictures": "![x](" * 50_000,
    "tags": "<a " * 50_000,
    "attributes": "<a b='" * 50_000,
    "backticks": "`" * 100_000,
    "backticks apart": "` " * 50_000,
    "ampersands": "&a" * 50_000,
    "stars": "*a " * 50_000,
    "underscores": "_a" * 50_000,
    "backslashes": "\\" * 100_000,
    "braces": "{#" * 50_000 + "}",
    "Liquid": "{%" * 50_000,
    "Jinja": "{{" * 50_000,
    "definitions": "[a]: b\n" * 25_000,
    "footnotes": "[^a]: b\n\n    c\n" * 10_000,
    "boxes": ":::info\n" * 25_000,
    "ids": "x\n{#t1}\n\n" * 10_000,
    "dashes": "- " * 50_000 + "x",
    "delimiters": "|-" * 50_000 + "\n" + "|-" * 50_000 + "x",
    "dates": "# 1-\n" + "# Mar 1 - 12 to 2020-" * 10_000,
    "blanks": " " * 1_000_000,
    "addresses": "https://a.b " * 25_000,
}  # fmt: skip


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_taking_apart_is_linear_on_text_made_to_hurt(body):
    begun = time.monotonic()
    parse(body)
    assert time.monotonic() - begun < 20  # a quadratic step would take minutes


def test_a_very_large_note_with_thousands_of_headings():
    body = "\n\n".join(f"# Heading {n}\n\n{'word ' * 780}" for n in range(500))
    structure = parse(body)
    assert len(structure.headings) == 500
    assert len(structure.passages) >= 1_500
    assert structure.parts > 10


@pytest.mark.corpora
def test_real_notes_agree():
    files = sorted(CORPORA.rglob("*.md"))
    assert files, f"no notes in {CORPORA}"
    for path in files[::20]:
        assert_agree(path.read_text(encoding="utf-8", errors="replace"))
