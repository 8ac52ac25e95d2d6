"""Titles break between words, and within one only where it does not fit."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.web.plain.whole import whole_words
from tests.browsing import PHONE


def kept(title: str) -> list[str]:
    return re.findall(r'<span class="whole">(.*?)</span>', whole_words(title))


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Monthly call: pre-procurement market engagement", ["pre-procurement"]),
        ("Face-to-face, (outcome-based)", ["Face-to-face,", "(outcome-based)"]),
        ("2019 - 2020: no word joined", []),
        ("a-" * 150, []),
        ("-", []),
    ],
)
def test_words_joined_by_a_hyphen_are_kept_whole_where_they_fit(title, words):
    assert kept(title) == words


@given(st.text(max_size=80))
def test_a_title_keeps_its_words_and_stays_text(title):
    html = str(whole_words(title))
    assert unescape(re.sub(r"</?span[^>]*>", "", html)) == title
    assert "<" not in re.sub(r'<span class="whole">|</span>', "", html)


def test_on_a_phone_no_line_of_a_title_ends_at_a_hyphen(library, serving, browser):
    library.document("call.md", "Words.\n", id="c4ll", title="Monthly call: pre-procurement market engagement")
    page = browser.new_page(viewport=PHONE)
    page.goto(f"{serving(library.home).url}/d/c4ll")
    assert page.locator("h1 .whole").evaluate("word => word.getClientRects().length") == 1
    page.close()
