"""Short forms that notes spell out themselves."""

from __future__ import annotations

import pytest

from kb.model import PUBLIC
from kb.search import Query, WhooshIndex
from kb.search.words.acronyms import Acronyms, SpeltOut, spelt_out

from ..builders import note


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


@pytest.mark.parametrize("asked", ["PoW", "proof of work", "Proofs of work", "work", '"PoW"'])
def test_synonyms_of_several_words_are_found_both_ways_and_said_once(asked: str):
    index = WhooshIndex(None, synonyms=[["PoW", "proof of work"]])
    index.rebuild([note("a.md", "the PoW", title="A"), note("b.md", "a proof of work: Proof of Work (PoW)", title="B")])
    results = index.search(Query(asked), frozenset({PUBLIC}))
    both = asked not in ("work", '"PoW"')
    assert sorted(found.title for found in results.found) == (["B"] if asked == "work" else ["A", "B"])
    assert [part.kind for part in results.reading if part.kind in ("synonym", "acronym")] == ["synonym"] * both
