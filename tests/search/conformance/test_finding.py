"""However people write it, it is found; and what was not asked for is not."""

from __future__ import annotations

import pytest

from kb.model import MEMBERS, PUBLIC, Kind
from kb.search import Index, Query

from ..builders import note, passage
from .conftest import Holding

ALL = frozenset({PUBLIC, MEMBERS})


def found(index: Index, text: str, **filters: object) -> list[str]:
    """Titles, best first."""
    return [each.title for each in index.search(Query(text, per_page=100, **filters), ALL).found]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("early market engagement", "market-engagement"),
        ("early market-engagement", "market engagement"),
        ("early market-engagement", "marketengagement"),
        ("early market engagement", "marketengagement"),
        ("early marketengagement", "market-engagement"),
        ("early marketengagement", "market engagement"),
        ("several markets", "market"),
        ("the market", "markets"),
        ("they organised it", "organizing"),
        ("a matter of colour", "colors"),
        ("the programmes", "program"),
        ("Émigré café", "emigre cafe"),
        ("emigre", "émigré"),
        ("ﬁnance", "finance"),
        ("STRASSE", "straße"),
        ("form W-2 is due", "W-2"),
        ("form W-2 is due", "w2"),
        ("form W2 is due", "w-2"),
        ("written in C++ and C#", "C++"),
        ("written in C++ and C#", "c#"),
        ("code 02091-C-71", "02091-C-71"),
        ("cost £1.5m", "£1.5m"),
        ("cost £1,500", "1500"),
        ("in 2019/20", "2019/20"),
        ("in 2019/20", "2019"),
        ("either and/or both", "and/or"),
        ("the council’s view", "council"),
        ("the council's view", "councils"),
        ("don’t", "don't"),
        ("O'Brien", "obrien"),
        ("see snake_case", "snake"),
        ("東京都の会議", "会議"),
        ("東京都の会議", "東京"),
        ("회의 기록", "회의"),
        ("ประชุมประจำเดือน", "ประชุม"),
        ("हिन्दी में", "हिन्दी"),
        ("שלום עולם", "עולם"),
        ("party 🎉 time", "🎉"),
        ("soft\u00adhyphen", "softhyphen"),
        ("to be or not", "to be"),
        ("the who played", "the who"),
        ("call the office", "the"),
        ("A and B", "AND"),
        ("procurement", "procur"),
        ("procurement", "proc*"),
        ("procurement", "*ment"),
        ("procurement", "pro*ent"),
        ("ratio a:b", "a:b"),
        ("e-mail us", "email"),
        ("e-mail us", "(e-mail"),
        ("it said hello", 'said "hello'),
    ],
)
def test_what_is_written_so_is_found_when_asked_so(holding: Holding, written: str, asked: str):
    index = holding(
        note("a.md", f"before {written} after", title="Right"), note("b.md", "something else", title="Wrong")
    )
    assert found(index, asked) == ["Right"]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("cost 15m", "£1.5m"),
        ("marketing of engagements", '"market engagement"'),
        ("markets", '"market"'),
        ("engagement market", '"market engagement"'),
        ("market. and engagement", '"market engagement"'),
        ("the treacle", "-treacle the"),
        ("procurement", "*z*"),
        ("procurement", "curement*"),
    ],
)
def test_what_was_not_asked_for_is_not_found(holding: Holding, written: str, asked: str):
    right = note("b.md", "a market engagement, 1.5m, the zeal, curements", title="Right")
    assert found(holding(note("a.md", written, title="Wrong"), right), asked) == ["Right"]


FOUR = (
    note("a.md", "apples and pears", title="A", tags=("fruit", "Market engagement"), group="London", kind=Kind.AGENDA),
    note("b.md", "apples and plums", title="B", tags=("fruit",), group="North"),
    note("c.md", "pears and plums", title="C", tags=("other",), group="London"),
    note("d.md", "quinces", title="Apples"),
)


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("apples AND pears", "A"),
        ("apples OR quinces", "A B Apples"),
        ("pears plums -apples", "C"),
        ("pears NOT plums", "A"),
        ("NOT apples", "C"),
        ("-apples -pears", ""),
        ("apples -(pears OR quinces)", "B"),
        ("(apples pears) OR quinces", "A Apples"),
        ("apples AND (pears OR plums)", "A B"),
        ("NOT NOT quinces", "Apples"),
        ("pears AND plums OR quinces", "C Apples"),
        ("tag:fruit", "A B"),
        ("#fruit", "A B"),
        ('tag:"market engagement"', "A"),
        ("tag:market-engagement", "A"),
        ("#MARKET-engagement", "A"),
        ("-tag:fruit", "C Apples"),
        ("tag:fruit OR tag:other", "A B C"),
        ("apples -#fruit", "Apples"),
        ("group:london pears", "A C"),
        ("kind:agenda", "A"),
        ("title:apples", "Apples"),
        ('title:"apples"', "Apples"),
        ("title:appl*", "Apples"),
        ("tag:nothing", ""),
        ('"apples and pears"', "A"),
        ('"apples and pears" OR quinces', "A Apples"),
    ],
)
def test_operators_and_fields(holding: Holding, asked: str, titles: str):
    assert sorted(found(holding(*FOUR), asked)) == sorted(titles.split())


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("kind:quinces", "Apples"),  # no such kind: words
        ("date:quinces", "Apples"),
        ("#quinces", "Apples"),
        ("colour:quinces", "Apples"),
        ("quinces AND", "Apples"),
        ("OR quinces", "Apples"),
        ("quinces NOT", "Apples"),
        ("((quinces", "Apples"),
        ("quinces))", "Apples"),
        ('quinces "', "Apples"),
        ('"" quinces', "Apples"),
        ("quinces -", "Apples"),
        ("- quinces", "Apples"),
        ("quinces * **", "Apples"),
        ("quinces ()", "Apples"),
    ],
)
def test_what_is_not_valid_is_searched_as_plain_words(holding: Holding, asked: str, titles: str):
    assert found(holding(*FOUR), asked)[:1] == [titles]


def test_documents_with_all_the_words_come_first_then_those_with_most(holding: Holding):
    index = holding(
        note("one.md", "treacle treacle treacle treacle", title="One"),
        note("three.md", "treacle and a long way on " + "filler " * 200 + "procurement evaluation", title="Three"),
        note("two.md", "treacle procurement " + "filler " * 50, title="Two"),
        note("none.md", "nothing", title="None"),
    )
    results = index.search(Query("treacle procurement evaluation"), ALL)
    assert [each.title for each in results.found] == ["Three", "Two", "One"]
    assert (results.total, results.total_all_words) == (3, 1)
    assert [each.all_words for each in results.found] == [True, False, False]
    assert results.read_as == "treacle AND procurement AND evaluation"


def test_words_may_be_in_different_passages_of_a_document(holding: Holding):
    index = holding(note("a.md", "treacle", "procurement", title="A"))
    results = index.search(Query("treacle procurement"), ALL)
    assert (results.total_all_words, len(results.found[0].passages)) == (1, 2)


def test_an_exact_title_comes_first(holding: Holding):
    busy = " ".join(["market engagement"] * 30)
    index = holding(
        note("a.md", busy, title="All about market engagement: market engagement"),
        note("b.md", "nothing of it", title="Märket Engagement"),
    )
    assert found(index, "market engagement") == ["Märket Engagement", "All about market engagement: market engagement"]


def test_titles_tags_descriptions_groups_and_headings_are_searched(holding: Holding):
    index = holding(
        note("t.md", "x", title="Treacle"),
        note("g.md", "x", title="G", tags=("treacle",)),
        note("d.md", "x", title="D", description="About treacle."),
        note("h.md", passage("x", "p", heading="Treacle"), title="H"),
        note("r.md", "x", title="R", group="Treacle"),
        note("n.md", title="Empty treacle"),
    )
    assert set(found(index, "treacle")) == {"Treacle", "G", "D", "H", "R", "Empty treacle"}


def test_a_document_shows_its_three_best_passages_and_how_many_more_there_are(holding: Holding):
    texts = [f"filler {'treacle ' * count}" for count in (1, 5, 0, 3, 2)]
    index = holding(note("a.md", *(passage(text, f"a{n}", f"H{n}") for n, text in enumerate(texts))))
    (document,) = index.search(Query("treacle"), ALL).found
    assert len(document.passages) == 3
    assert document.more == 1
    assert "a2" not in [each.anchor for each in document.passages]


def test_synonyms_are_not_known_to_an_index_that_was_given_none(holding: Holding):
    assert found(holding(note("a.md", "social impact bond")), "SIB") == []


def test_a_phrase_that_stands_nowhere_is_searched_word_by_word_and_that_is_said(holding: Holding):
    results = holding(note("a.md", "pears and apples", title="A")).search(Query('"apples pears"'), ALL)
    assert [each.title for each in results.found] == ["A"]
    assert any("side by side" in remark for remark in results.remarks)


def test_a_question_is_read_for_its_subject(holding: Holding):
    index = holding(
        note("a.md", "The battery lasts two days.", title="A"),
        note("b.md", "What did the team think? We discuss what people think and say.", title="B"),
    )
    results = index.search(Query("What did the team think about the battery?"), ALL)
    assert [each.title for each in results.found] == ["A"]
    ignored = " ".join(part.label for part in results.reading if part.kind == "ignored")
    assert "think" in ignored
    assert "battery" not in ignored


class TestDidYouMean:
    @pytest.mark.parametrize("slip", ["treacel", "trecle", "treaclee", "Treacel", "trxacle"])
    def test_a_slip_that_finds_nothing_shows_what_was_meant_and_says_so(self, holding: Holding, slip: str):
        index = holding(note("a.md", "so much treacle", title="A"), note("b.md", "none", title="B"))
        results = index.search(Query(slip), ALL)
        assert results.did_you_mean == "treacle"
        assert [each.title for each in results.found] == ["A"]
        assert (results.read_as, results.total) == ("treacle", 1)
        assert any(slip in remark for remark in results.remarks)

    def test_only_the_slip_is_replaced(self, holding: Holding):
        index = holding(note("a.md", "so much treacle", title="A", tags=("sticky",)))
        assert index.search(Query("tag:sticky AND treacel"), ALL).did_you_mean == "tag:sticky AND treacle"

    def test_a_rare_word_close_to_a_common_one_is_asked_about_and_still_searched(self, holding: Holding):
        common = [note(f"{n}.md", "treacle") for n in range(30)]
        results = holding(*common, note("slip.md", "treacel", title="Slip")).search(Query("treacel"), ALL)
        assert (results.did_you_mean, [each.title for each in results.found]) == ("treacle", ["Slip"])

    @pytest.mark.parametrize("text", ["treacle", "zzzzqqqq", "xy", "123456", "😀", "", "trea*"])
    def test_nothing_is_offered_where_nothing_is_meant(self, holding: Holding, text: str):
        assert holding(note("a.md", "so much treacle", title="A")).search(Query(text), ALL).did_you_mean is None


class TestInside:
    LONG = note(
        "long.md",
        *(passage(f"{'treacle ' * (n % 3)} part {n}", f"p{n}", f"Part {n}") for n in range(30)),
        title="Treacle, at length",
    )

    def test_passages_are_ranked_counted_and_paged(self, holding: Holding):
        index = holding(self.LONG, note("other.md", "treacle"))
        first = index.search(Query("treacle", inside="long-md", per_page=8), ALL)
        assert first.total == 20
        (document,) = first.found
        assert (len(document.passages), document.more) == (8, 12)
        assert all("<mark>treacle</mark> <mark>treacle</mark>" in each.snippet for each in document.passages)
        last = index.search(Query("treacle", inside="long-md", per_page=8, page=3), ALL)
        assert (len(last.found[0].passages), last.found[0].more) == (4, 0)

    def test_passages_in_their_order(self, holding: Holding):
        results = holding(self.LONG).search(Query("treacle", inside="long-md", sort="oldest", per_page=100), ALL)
        anchors = [each.anchor for each in results.found[0].passages]
        assert anchors == [f"p{n}" for n in range(30) if n % 3]

    def test_without_words_all_passages_in_their_order(self, holding: Holding):
        results = holding(self.LONG).search(Query("", inside="long-md", per_page=100), ALL)
        assert [each.anchor for each in results.found[0].passages] == [f"p{n}" for n in range(30)]

    def test_a_document_that_does_not_exist_has_no_passages(self, holding: Holding):
        results = holding(self.LONG).search(Query("treacle", inside="nowhere"), ALL)
        assert (results.total, results.found) == (0, ())

    def test_words_of_a_passage_and_without(self, holding: Holding):
        results = holding(self.LONG).search(Query('treacle -"part 1"', inside="long-md"), ALL)
        assert results.total == 19


class TestSuggestions:
    HELD = (
        note(
            "a.md", passage("the market engagement", "x", "Talking"), title="Monthly call", tags=("market engagement",)
        ),
        note("b.md", "other", title="Market day", group="Market group", date="2020"),
        note("c.md", "other", title="A day at the market", date="2021"),
    )

    def test_titles_then_tags_groups_and_passages(self, holding: Holding):
        shown = holding(*self.HELD).suggest("mar", ALL)
        assert [each.kind for each in shown] == ["title", "title", "tag", "group", "passage"]
        assert [each.label for each in shown][:2] == ["Market day", "A day at the market"]
        assert (shown[2].target, shown[3].target) == ("market-engagement", "market-group")
        assert (shown[4].target, shown[4].anchor) == ("a-md", "x")
        assert (shown[4].label, shown[4].document) == ("Talking", "Monthly call")

    def test_a_passage_without_a_heading_of_its_own_is_told_by_its_words(self, holding: Holding):
        text = "What was said first is long and of no matter. Then the market came up. " + "And more. " * 20
        index = holding(note("a.md", passage(text, "x", "Monthly call"), title="Monthly call"))
        (shown,) = index.suggest("the market cam", ALL)
        assert shown.document == "Monthly call"
        assert shown.label.startswith("… Then the market came up. And more.")
        assert len(shown.label) < 80

    def test_a_title_leads_to_the_top_of_its_document_so_no_passage_does(self, holding: Holding):
        index = holding(note("a.md", passage("market"), passage("market " * 9, "x", "Below"), title="Market day"))
        shown = [(each.kind, each.label) for each in index.suggest("market", ALL)]
        assert shown == [("title", "Market day"), ("passage", "Below")]

    def test_the_last_word_may_be_unfinished_the_others_not(self, holding: Holding):
        index = holding(*self.HELD)
        assert [each.label for each in index.suggest("market d", ALL) if each.kind == "title"] == [
            "Market day",
            "A day at the market",
        ]
        assert index.suggest("mark day", ALL) == ()

    def test_words_typed_as_one_suggest_what_they_do_apart(self, holding: Holding):
        index = holding(*self.HELD)
        apart = index.suggest("market engagement", ALL)
        assert [each.label for each in apart] == ["market engagement", "Talking"]
        assert index.suggest("marketengagement", ALL) == index.suggest("MarketEngagement", ALL) == apart
        hidden = holding(*self.HELD, note("h.md", "the market is open late", to=MEMBERS))
        assert hidden.suggest("marketlate", frozenset({PUBLIC})) == ()
        assert [each.target for each in hidden.suggest("marketlate", ALL)] == ["h-md"]

    def test_never_more_than_asked_for(self, holding: Holding):
        index = holding(*(note(f"{n}.md", "market", title=f"Market {n}", tags=(f"market {n}",)) for n in range(20)))
        for limit in range(0, 12):
            assert len(index.suggest("mar", ALL, limit)) == limit

    @pytest.mark.parametrize("text", ["", " ", "*", '"', "(", "-", "\x00", "z" * 5000, "a " * 3000])
    def test_anything_may_be_typed(self, holding: Holding, text: str):
        holding(*self.HELD).suggest(text, ALL)
