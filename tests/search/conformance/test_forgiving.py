"""However a word is written, it is found; what was read differently is said part by part, and each can be taken out."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from kb.model import MEMBERS
from kb.search import Index, Query

from ..builders import note
from .asking import SPELT_OUT, VISITOR, ask, parts, titles
from .conftest import Holding


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("organisation", "organization"),
        ("programme", "program"),
        ("centre", "center"),
        ("behaviour", "behavior"),
        ("travelling", "traveling"),
        ("counsellor", "counselor"),
        ("artefact", "artifact"),
    ],
)
def test_either_spelling_finds_the_other_but_in_quotation_marks_only_itself(
    holding: Holding, british: str, american: str
):
    index = holding(note("a.md", f"the {british} here", title="A"), note("b.md", f"the {american} here", title="B"))
    assert titles(index, british) == titles(index, american) == "A B"
    assert titles(index, f'"{british}"') == "A"
    assert titles(index, f'"the {american}"') == "B"


@pytest.mark.parametrize("ways", [("RFP", "RFPs"), ("KPI", "KPIs"), ("SLA", "SLAs"), ("NGO", "NGOs"), ("MP", "MPs")])
def test_the_plural_of_a_short_form_is_the_same_word(holding: Holding, ways: tuple[str, str]):
    index = holding(*(note(f"{way}.md", f"on {way} and others", title=way) for way in ways))
    for way in ways:
        assert titles(index, way) == " ".join(ways)
        marked = [found.passages[0].snippet for found in ask(index, way).found]
        assert sorted(marked) == [f"on <mark>{each}</mark> and others" for each in ways]
        assert [(3, 3 + len(each)) for each in ways] == [
            span for each in ways for span in index.marking(way, VISITOR)(f"on {each}")
        ]
    assert titles(index, f'"{ways[0]}"') == ways[0]


def test_a_short_form_that_only_ends_so_is_no_plural(holding: Holding):
    index = holding(
        note("a.md", "TLS", title="A"), note("b.md", "all about TLS", title="B"), note("c.md", "TL, DNS, DN", title="C")
    )
    assert titles(index, "TLS") == "A B"
    assert titles(index, "TL") == "C"
    assert titles(holding(note("a.md", "news", title="A"), note("b.md", "new", title="B")), "news") == "A"


# Words that no notes have


def test_a_slip_is_replaced_by_itself_and_that_is_said(holding: Holding):
    results = ask(holding(*SPELT_OUT), "treacel honey")
    assert results.read_as == "treacle AND honey"
    assert results.remarks == ("No notes have “treacel”; showing “treacle”.",)
    assert parts(results) == [("spelling", "treacle for treacel", "honey"), ("word", "honey", "treacel")]
    assert results.searched == "treacle honey"


def test_a_word_typed_in_part_shows_what_begins_so_and_that_is_said(holding: Holding):
    results = ask(holding(*SPELT_OUT), "Treac")
    assert [found.title for found in results.found] == ["A"]
    assert results.remarks == ("No notes have “Treac”; showing words that begin so.",)
    assert parts(results) == [("beginning", "words beginning with treac", "")]


def test_where_nothing_is_found_the_words_that_look_most_like_it_are_named(holding: Holding):
    index = holding(*SPELT_OUT, note("h.md", "treadmills of procurement", to=MEMBERS))
    for asked, alike in (("phrocurementh", ()), ("enggagementts", ("engagement",)), ("xangagement", ("engagement",))):
        results = ask(index, asked)
        assert (results.total, results.alike) == (0, alike)
    assert ask(index, "engagement").alike == ask(index, "tag:nothing engagement").alike == ()


def test_another_word_with_two_letters_in_common_is_no_slip(holding: Holding):
    index = holding(note("a.md", "the oracle told itself so", title="A"))
    for asked, near in (("treacle", 0), ("itsel", 1), ("orcale", 1), ("oralce", 1), ("isself", 1)):
        assert ask(index, asked).total == near, asked


def test_one_sign_of_a_script_without_spaces_is_found_within_words(holding: Holding):
    for sign in "会議":
        assert titles(holding(note("a.md", "東京都の会議", title="A")), sign) == "A"


def test_a_word_that_nothing_comes_close_to_is_named(holding: Holding):
    assert parts(ask(holding(*SPELT_OUT), "xyzzyplugh honey"))[0][1] == "xyzzyplugh (in no notes)"


def test_a_word_that_is_there_is_never_replaced(holding: Holding):
    results = ask(holding(*SPELT_OUT, note("e.md", "treacel", title="E")), "treacel")
    assert [found.title for found in results.found] == ["E"]
    assert [part.kind for part in results.reading] == ["word"]


def test_only_what_the_viewer_may_see_is_offered_for_a_slip(holding: Holding):
    hidden = note("h.md", "procurement, the Prior Information Notice (PIN)", to=MEMBERS)
    for text in ("procuremnt", "procur", "pin", "prior information notice"):
        both = (ask(made(*SPELT_OUT, *more), text) for made, more in ((holding, [hidden]), (holding, [])))
        with_hidden, without = ((results.reading, results.remarks, results.total) for results in both)
        assert with_hidden == without


# Words that mean the same


@pytest.mark.parametrize("asked", ["SPV", "SPVs", "special purpose vehicle", "Special Purpose Vehicles"])
def test_synonyms_find_each_other_and_that_is_said_and_in_quotation_marks_only_themselves(
    making: Callable[..., Index], asked: str
):
    index = making([("SPV", "special purpose vehicle"), ("contract", "deal")])
    index.rebuild(
        [
            note("a.md", "the special purpose vehicle", title="A"),
            note("b.md", "our SPV", title="B"),
            note("c.md", "a vehicle for a special purpose", title="C"),
        ]
    )
    assert {"A", "B"} <= set(titles(index, asked).split())
    assert "synonym" in [part.kind for part in ask(index, asked).reading]
    assert titles(index, '"SPV"') == "B"
    assert titles(index, '"special purpose vehicle"') == "A"
    assert index.search(Query("deals"), VISITOR).total == 0


# Short forms


@pytest.mark.parametrize("asked", ["SIB", "sibs", "social impact bond", "social impact bonds"])
def test_a_short_form_that_notes_spell_out_finds_the_long_one_and_the_other_way_round(holding: Holding, asked: str):
    results = ask(holding(*SPELT_OUT), asked)
    assert sorted(found.title for found in results.found if found.all_words) == ["A", "B", "C"]
    (expansion,) = [part for part in results.reading if part.kind == "acronym"]
    assert expansion.without == f'"{asked}"'
    assert expansion.label.startswith(f"{asked} also as ")
    assert "acronym" not in [part.kind for part in ask(holding(*SPELT_OUT), f'"{asked}"').reading]


def test_a_short_form_is_forgotten_with_the_note_that_spelt_it_out(holding: Holding):
    index = holding(*SPELT_OUT)
    index.update([], remove=["a.md"])
    assert titles(index, "SIB") == "B"
    index.update([note("a.md", "a Social Impact Bond (SIB)", title="A")])
    index.merge()
    assert titles(index, "SIB") == "A B C"


# What was left out


def test_a_beginning_of_few_letters_says_that_it_leaves_out_the_commonest_words(holding: Holding):
    index = holding(note("a.md", "between betwixt and about above", title="A"), note("b.md", "between", title="B"))
    assert (titles(index, "betw*"), ask(index, "betw*").remarks) == ("A B", ())
    assert ask(index, "be*").remarks == ("be* was searched without the commonest words, such as “between”.",)
    assert titles(index, "abou*") == "A"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("market -honey the", [("excluded", "not honey", "market the"), ("ignored", "the", "market -honey")]),
        ("treacle OR honey", [("word", "treacle", "honey"), ("word", "or honey", "treacle")]),
        ("(treacle OR honey) AND bond", [("word", "bond", "(treacle OR honey)")]),
        ("treacle AND NOT (honey OR bond)", [("excluded", "not honey", "treacle AND NOT ( bond)")]),
        ("treacle NOT (honey)", [("excluded", "not honey", "treacle")]),
        ('"market engagement" x', [("phrase", "“market engagement”", "x")]),
        ('"engagement market"', [("phrase", "engagement market, word by word", "")]),
        ("mar* x", [("pattern", "words beginning with mar", "x")]),
        ("kind:notes x", [("filter", "kind: notes", "x")]),
        ("date:2020-03 x", [("date", "March 2020", "x")]),
        ("title:a x", [("word", "a in a title", "x")]),
        ("#nothing x", [("word", "nothing", "x")]),
        ("honey honey x", [("word", "honey", "x")]),
    ],
)
def test_each_part_of_a_reading_can_be_taken_out(holding: Holding, asked: str, expected: list[tuple[str, str, str]]):
    read = parts(ask(holding(*SPELT_OUT), asked))
    assert [part for part in expected if part not in read] == []


@pytest.mark.parametrize("size", [2, 3])
def test_what_is_left_after_a_part_was_taken_out_is_read_without_it(holding: Holding, size: int):
    index = holding(*SPELT_OUT)
    pieces = ["treacle", "-honey", "OR", "AND", "(", ")", "tag:x", '"a b"', "NOT", "the"]
    for chosen in itertools.product(pieces, repeat=size):
        for part in ask(index, " ".join(chosen)).reading:
            assert part.without is not None
            assert len(part.without) < len(" ".join(chosen))


def test_a_reading_of_very_many_parts_is_short_and_says_so(holding: Holding):
    read = ask(holding(*SPELT_OUT), " ".join(f"word{n}" for n in range(40))).reading
    assert len(read) == 21
    assert (read[-1].kind, read[-1].label) == ("more", "and 20 more")
    assert ask(holding(*SPELT_OUT), "treacle " * 200).reading[0].without is None


# What finds nothing elsewhere (the searches that people report): each is answered, or a word says why it is not.


@pytest.mark.parametrize(
    ("asked", "expected"),
    [("treacel", "A"), ("procur", "P"), ("the", "A P"), ("W-2", "P"), ("AND", "A P"), ("a:b", "P"), ("engagem", "A")],
)
def test_searches_that_find_nothing_elsewhere_find_something(holding: Holding, asked: str, expected: str):
    index = holding(SPELT_OUT[0], note("p.md", "procurement by the form W-2 and ratio a:b", title="P"))
    assert titles(index, asked) == expected


@pytest.mark.parametrize("asked", ["(", '"', "-", "::"])
def test_signs_alone_are_said_to_be_no_words(holding: Holding, asked: str):
    results = ask(holding(*SPELT_OUT), asked)
    assert results.remarks == ("There is no word in what was typed; everything is shown.",)
    assert ask(holding(), asked).remarks == ("There is no word in what was typed.",)
