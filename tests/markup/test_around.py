"""The sentence around a link."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.markup import sentence_around
from kb.markup.around import LONGEST


@pytest.mark.parametrize(
    ("text", "line", "target", "said"),
    [
        ("We met. See [the card](card.md#x) for *prices*. Then tea.", 1, "card.md", "See the card for prices."),
        ("# Links\n\n- First [one](a.md)\n- Second `is` [two](b.md), too\n", 4, "b.md", "Second is two, too"),
        ("What [[Card|the **card**]] says\nholds for all. New.", 1, "Card", "What the card says holds for all."),
        ("See [[Rate card#prices]].", 1, "Rate card", "See Rate card."),
        ("| [it](it.md) | yes |", 1, "it.md", "it | yes |"),
        ("[a](b%20c.md) is it", 1, "b c.md", "a is it"),
        ("Nothing here", 1, "card.md", ""),
        ("", 1, "card.md", ""),
        ("Ends at e.g. [it](it.md), i.e. here. Next.", 1, "it.md", "Ends at e.g. it, i.e. here."),
    ],
)  # fmt: skip
def test_it_is_in_plain_words(text, line, target, said):
    assert sentence_around(text, line, target) == said


def test_of_a_long_one_there_is_what_is_near_the_link():
    words = "word " * 200
    said = sentence_around(f"{words}[the card](card.md) {words}", 1, "card.md")
    assert "the card" in said
    assert len(said) <= LONGEST + 4
    assert said.startswith("… ")
    assert said.endswith(" …")


@given(st.text(st.sampled_from("[]()|#!*_`<>\\ \n.aA\x03\x04{}"), max_size=300), st.integers(-2, 9))
def test_no_text_makes_it_fail(text, line):
    assert isinstance(sentence_around(text, line, "a"), str)


@pytest.mark.parametrize("piece", ["[", "[[a", "![a](", "<a", "*a ", "{#", ". A"])
def test_text_made_to_hurt_takes_no_longer(piece):
    before = time.process_time()
    sentence_around(piece * 30_000, 1, "a")
    assert time.process_time() - before < 5  # seconds; what is quadratic takes minutes
