"""Short forms that notes spell out themselves."""

from __future__ import annotations

import pytest

from kb.search.acronyms import Acronyms, SpeltOut, spelt_out


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a Social Impact Bond (SIB) is", "SIB social impact bond"),
        ("the SIB (Social Impact Bond) is", "SIB social impact bond"),
        ("Social Impact Bonds (SIBs)", "SIB social impact bonds"),
        ("Proof of Work (PoW)", "PoW proof of work"),
        ("Freedom of Information (FoI)", "FoI freedom of information"),
        ("a non-governmental organisation (NGO)", "NGO non governmental organisation"),
        ("we say (OK) and (NB)", ""),
        ("The SIB (see below)", ""),
        ("we use that (USA) here", ""),
        ("Social Impact\nBond (SIB)", ""),
        ("(SIB)", ""),
    ],
)
def test_what_a_text_spells_out(text: str, found: str):
    assert " ".join(f"{short} {' '.join(words)}" for short, words in spelt_out(text)) == found


def test_initials_of_two_letters_count_only_where_they_are_spelt_out_twice():
    once = SpeltOut("PR", ("pull", "request"))
    assert Acronyms.of([once]).long == {}
    assert Acronyms.of([once, once]).long == {"pr": [("pull", "request")]}


def test_of_several_meanings_the_most_frequent_come_first():
    a, b, c = (SpeltOut("PSC", ("product", word, "committee")) for word in ("safety", "security", "standards"))
    found = Acronyms.of([a, b, b, c, c, c]).long["psc"]
    assert found == [c.words, b.words]


@pytest.mark.parametrize("text", ["(" * 50_000, "x (AB " * 20_000, "A" * 50_000 + " (AAA)", " (abcd efgh" * 20_000])
def test_odd_texts_spell_nothing_out(text: str):
    assert spelt_out(text) == []
