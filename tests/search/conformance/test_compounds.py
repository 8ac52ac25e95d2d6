"""Every way to write a compound finds every other; what no notes write so is read as the words it is made of."""

from __future__ import annotations

import pytest

from ..builders import note
from .asking import ask, parts, titles
from .conftest import Holding

COMPOUNDS = [
    ("market-engagement", "market engagement", "marketengagement"),
    ("set-up", "set up", "setup"),
    ("face-to-face", "face to face", "facetoface"),
    ("e-mail", "email"),
    ("W-2", "W2"),
]


@pytest.mark.parametrize(
    ("ways", "asked"), [(ways, asked) for ways in COMPOUNDS for asked in ways], ids=lambda each: str(each)
)
def test_every_way_to_write_a_compound_finds_every_other(holding: Holding, ways: tuple[str, ...], asked: str):
    filler = "the market, the engagement, a set of things, a face, up there"
    index = holding(
        *(note(f"{n}.md", f"before {way} after. {filler}", title=f"T{n}") for n, way in enumerate(ways)),
        note("other.md", filler.replace(",", " and so,"), title="Other"),
    )
    assert {f"T{n}" for n in range(len(ways))} <= set(titles(index, asked).split())


# Where no notes write it so, and no two words of it stand side by side

FAR_APART = (
    note("a.md", "the market is open, and that is an engagement", title="A"),
    note("b.md", "engagements first", "a market later", title="B"),
    note("c.md", "an engagement only", title="C"),
    note("d.md", "a carp is no pet", title="D"),
    note("e.md", "the pool here", title="E"),
    note("f.md", "black on white", title="F"),
)


@pytest.mark.parametrize("asked", ["marketengagement", "MarketEngagements", "market engagement"])
def test_words_written_together_are_found_apart_and_that_is_said(holding: Holding, asked: str):
    results = ask(holding(*FAR_APART), asked)
    assert [(found.title in "AB", found.all_words) for found in results.found] == [(True, True)] * 2 + [(False, False)]
    assert all("<mark>market</mark>" in str(found.passages) for found in results.found[:2])
    if " " not in asked:
        apart = "market engagements" if asked.endswith("s") else "market engagement"
        assert results.remarks == (f"No notes have “{asked}”; showing “{apart}”.",)
        assert parts(results) == [("spelling", f"{apart} for {asked}", "")]
        assert results.searched == apart


def test_among_operators_and_other_words_too(holding: Holding):
    index = holding(*FAR_APART, note("g.md", "engagement and pool", title="G"))
    assert titles(index, "marketengagement open") == "A"
    assert titles(index, "marketengagement OR pool") == "A B E G"
    assert titles(index, "pool -marketengagement") == "E G"


def test_words_that_once_stand_side_by_side_come_first_and_then_those_apart(holding: Holding):
    index = holding(*FAR_APART, note("g.md", "so much market engagement here", title="G"))
    shown = [found.title for found in ask(index, "marketengagement").found]
    assert (shown[0], sorted(shown)) == ("G", ["A", "B", "C", "G"])


def test_of_several_ways_to_cut_the_one_is_meant_whose_words_are_together(holding: Holding):
    index = holding(
        note("a.md", "space for all", title="A"),
        note("b.md", "the pace of cars", title="B"),
        note("c.md", "open the source, that is software", title="C"),
        note("d.md", "opensource", title="D"),
    )
    assert ask(index, "carspace").searched == "cars pace"
    assert ask(index, "opensourcesoftware").searched == "open source software"


def test_a_name_is_not_cut_into_words_that_are_never_together(holding: Holding):
    index = holding(*FAR_APART)
    for name in ("Blackpool", "carpet"):
        assert (ask(index, name).total, ask(index, name).read_as) == (0, name.lower())


def test_a_word_with_a_hyphen_whose_parts_have_no_passage_in_common_is_read_as_words(holding: Holding):
    results = ask(holding(*FAR_APART), "engagement-white")
    assert results.read_as == "engagement AND white"
    assert "engagement-white" in results.remarks[0]
    assert parts(results) == [("phrase", "engagement-white, word by word", "")]


def test_a_code_that_is_nowhere_does_not_pass_for_found(holding: Holding):
    index = holding(note("a.md", "w is the second of 2", title="A"), note("b.md", "x", title="Meeting 2019-08-20"))
    assert parts(ask(index, "W-2")) == [("phrase", "W-2, word by word", "")]
    assert ask(index, "W-9").total == 0
    index = holding(note("b.md", "x", title="Meeting 2019-08-20"), note("c.md", "the year 2019/20", title="C"))
    assert [found.title for found in ask(index, "2019/20").found] == ["C"]
