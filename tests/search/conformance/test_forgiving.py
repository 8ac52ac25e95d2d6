"""However a word is written, it is found; what was read differently is said part by part, and each can be taken out."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date

import pytest

from kb.model import MEMBERS, PUBLIC
from kb.search import Index, Query, Results

from ..builders import note
from .conftest import Holding

VISITOR = frozenset({PUBLIC})
TODAY = date(2020, 6, 15)

SPELT_OUT = (
    note("a.md", "so much treacle and market engagement in the Social Impact Bond (SIB)", title="A", date="2020-05-12"),
    note("b.md", "a special SIB, with honey", title="B", date="2020-03-31"),
    note("c.md", "may march spring, a social impact bond", title="C", date="2019-03-31"),
    note("d.md", "something else", title="D"),
)


def ask(index: Index, text: str, **filters: object) -> Results:
    return index.search(Query(text, today=TODAY, per_page=100, **filters), VISITOR)  # type: ignore[arg-type]


def titles(index: Index, text: str) -> str:
    return " ".join(sorted(found.title for found in ask(index, text).found if found.all_words))


def parts(results: Results) -> list[tuple[str, str, str | None]]:
    return [(part.kind, part.label, part.without) for part in results.reading]


# Every way to write a compound finds every other, in a library that has them all.

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


# Dates in words


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("last month", "A"),
        ("treacle last month", "A"),
        ("in March 2020", "B"),
        ("SIB spring 2020", "A B"),
        ("SIB before the June call", "A B C"),
        ("SIB before April 2020", "B C"),
        ("SIB since April", "A"),
        ("SIB 2020-04..2020-06", "A"),
        ("SIB between March and May 2020", "A B"),
        ("2020-03-31", "B"),
        ("SIB 12/5/2020", "A"),
        ("treacle this quarter", "A"),
        ("SIB Q1 2020", "B"),
        ("treacle a month ago", "A"),
        ('SIB from:"spring 2020"', "A B"),
        ('SIB date:"last month"', "A"),
        ("SIB until:april-2020", "B C"),
        ("2019", "C"),
        ("2020-05", "A"),
        ("march", "C"),
        ("may", "C"),
        ("spring", "C"),
        ('"may march"', "C"),
        ("What was said about treacle last month?", "A"),
    ],
)
def test_dates_in_words_are_of_the_meeting(holding: Holding, asked: str, expected: str):
    assert titles(holding(*SPELT_OUT), asked) == expected


def test_a_date_in_words_is_a_part_that_can_be_taken_out(holding: Holding):
    results = ask(holding(*SPELT_OUT), "treacle last month")
    assert results.read_as == "treacle AND date:2020-05"
    assert parts(results)[1] == ("date", "last month (May 2020)", "treacle")


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("market engagement in January 2012", "January 2012"),
        ("what did we say about market engagement since May 2021?", "since May 2021"),
        ("market engagement 2011..2012", "January 2011 to December 2012"),
    ],
)
def test_where_no_meeting_of_the_date_has_the_words_they_are_found_at_any_date_and_that_is_said(
    holding: Holding, asked: str, meant: str
):
    index = holding(*SPELT_OUT, note("e.md", "since January 2012 in May 2021", title="E", date="2018"))
    results = ask(index, asked)
    assert [found.title for found in results.found] == ["A"]
    assert results.read_as == "market AND engagement"
    (remark,) = results.remarks
    assert "so this is of any date" in remark
    assert meant in remark
    assert "date" not in {part.kind for part in results.reading}


def test_where_no_meeting_has_the_date_its_words_are_searched_and_that_is_said(holding: Holding):
    results = ask(holding(*SPELT_OUT), "in may 2018")
    assert [found.title for found in results.found] == ["C"]
    assert "“in may 2018” (May 2018)" in results.remarks[0]
    assert {part.kind for part in results.reading} <= {"word", "ignored"}


def test_a_month_that_nothing_has_as_a_word_is_read_as_a_date_and_that_is_said(holding: Holding):
    results = ask(holding(*SPELT_OUT), "2020-05")
    assert (results.read_as, [found.title for found in results.found]) == ("date:2020-05", ["A"])
    assert results.remarks == ("Nothing was found with “2020-05” as a word, so it was read as a date.",)
    assert ask(holding(*SPELT_OUT), "2020-05", inside="a-md").total == 0
    named = holding(*SPELT_OUT, note("e.md", "the plan 2020-05", title="E"))
    assert [found.title for found in ask(named, "2020-05").found] == ["E"]


def test_a_title_with_a_date_in_it_is_that_title(holding: Holding):
    index = holding(*SPELT_OUT, note("r.md", "x", title="Report for March 2020"))
    assert ask(index, "report for March 2020").found[0].title == "Report for March 2020"


def test_inside_one_document_dates_in_words_are_read_too(holding: Holding):
    assert ask(holding(*SPELT_OUT), "treacle last month", inside="a-md").total == 1


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
