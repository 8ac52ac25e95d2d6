"""Which words are marked, and which part of a passage is shown."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.model import PUBLIC
from kb.search import Query, WhooshIndex, matcher, parse
from kb.search.finding.matching import Matcher
from kb.search.showing.marks import Marker
from kb.search.showing.quickmarks import QuickMarker
from kb.search.showing.snippets import LENGTH, snippet
from kb.search.storage.cache import Cache
from kb.search.storage.records import as_lines
from kb.search.storage.snapshot import Snapshot

from ..builders import note
from ..finding.test_parity import indexed


def marked(query: str, text: str) -> list[str]:
    return [text[start:end] for start, end in matcher(query)(text)]


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("market", "Markets and the marketing of a Market", ["Markets", "marketing", "Market"]),
        ('"market"', "Markets and a Market", ["Market"]),
        ('"market engagement"', "market, market engagement; engagement", ["market engagement"]),
        ("market-engagement", "market engagement, marketengagement", ["market engagement", "marketengagement"]),
        ("W-2", "W-2 and w2, W 2 but not 2", ["W-2", "w2", "W 2"]),
        ("proc*", "Procurement processes", ["Procurement", "processes"]),
        ("*ment", "procurement mental", ["procurement"]),
        ("emigre", "an Émigré e\u0301migre\u0301", ["Émigré", "e\u0301migre\u0301"]),
        ("treacle -honey", "treacle and honey", ["treacle"]),
        ("treacle NOT (honey OR jam)", "treacle, honey, jam", ["treacle"]),
        ("tag:treacle date:2020", "treacle 2020", []),
        ("a OR b AND c", "a b c", ["a", "b", "c"]),
        ("会議", "会議の議事", ["会議"]),
        ("the", "the treacle", ["the"]),
        ("what did we think about treacle", "we think about treacle", ["treacle"]),
        ("", "anything", []),
        ('((("', "anything", []),
        ("C++", "C++ and C", ["C++"]),
    ],
)
def test_spans_of_a_querys_words(query: str, text: str, expected: list[str]):
    assert marked(query, text) == expected


@given(query=st.text(max_size=40), text=st.text(max_size=200))
def test_spans_are_ascending_and_apart_whatever_the_text(query: str, text: str):
    last = 0
    for start, end in matcher(query)(text):
        assert last <= start < end <= len(text)
        last = end


_WORDS = [
    "market",
    "Markets",
    "marketing",
    "engagement",
    "café",
    "Émigré",
    "don’t",
    "a",
    "2020",
    "naïve",
    "–",
    "pre-market",
]


@given(
    query=st.lists(
        st.sampled_from(["market", "engagement", "cafe", '"market engagement"', "mark*", "emigre", "2020"]),
        min_size=1,
        max_size=4,
    ),
    text=st.lists(st.sampled_from(_WORDS), max_size=25).map(" ".join),
)
@settings(deadline=None)
def test_the_quick_way_marks_what_the_thorough_one_marks(query: list[str], text: str):
    snapshot, _ = indexed([note("a.md", text + " market")])
    reading = parse(" OR ".join(query))
    found = Matcher(snapshot)
    slow = Marker(reading.positive)
    quick = QuickMarker(slow, {leaf: found.words(leaf) for leaf in reading.positive})
    assert [span[:2] for span in quick.found(text)] == [span[:2] for span in slow.found(text)]


def cut(text: str, query: str) -> str:
    slow = Marker(parse(query).positive)
    return snippet(as_lines(text), QuickMarker(slow, {}))


def test_a_short_passage_is_shown_whole():
    assert cut("so  much\n treacle", "treacle") == "so much <mark>treacle</mark>"


def test_the_part_with_most_of_the_words_is_shown_and_no_word_is_cut():
    text = "treacle " + "filler " * 100 + "market and treacle with engagement " + "filler " * 100
    shown = cut(text, "market treacle engagement")
    assert "<mark>market</mark> and <mark>treacle</mark> with <mark>engagement</mark>" in shown
    assert shown.startswith("… filler ")
    assert shown.endswith(" filler …")
    assert len(shown) < LENGTH + 80


def test_a_passage_is_shown_from_the_sentence_of_its_match_not_from_the_notice_it_opens_with():
    notice = "Illustrative: written for this example library. It reports no real discussion."
    short = f"{notice}\nThese notes follow the agenda of the treacle club."
    assert cut(short, "treacle") == "… These notes follow the agenda of the <mark>treacle</mark> club."
    long = (
        f"{notice}\nOf jam. (“Much.”) Nothing else was said about what is sweet. Then came treacle." + " And more." * 60
    )
    shown = cut(long, "treacle")
    assert shown.startswith("… Nothing else was said about what is sweet. Then came <mark>treacle</mark>.")
    assert shown.endswith(" …")


def test_at_the_end_of_a_passage_more_of_its_paragraph_is_shown():
    text = "A first paragraph.\nOne sentence, which is so long that nobody reads it all. Another. Treacle."
    assert cut(text, "treacle") == (
        "… One sentence, which is so long that nobody reads it all. Another. <mark>Treacle</mark>."
    )


@given(
    text=st.lists(st.sampled_from(["treacle", "A b.", "so", "\n", "End!", "“Quoted.”", "word" * 40]), max_size=90)
    .map(" ".join)
    .filter(lambda text: "treacle" in text)
)
def test_what_is_shown_of_a_passage_with_a_match_has_a_mark(text: str):
    assert "<mark>treacle</mark>" in cut(text, "treacle")


def test_a_passage_that_only_its_heading_answers_is_shown_from_its_beginning():
    assert cut("one two " * 100, "treacle").startswith("one two one two")


def test_markup_in_a_text_is_text():
    assert cut("<b>bold</b> & <mark>treacle</mark>", "treacle") == (
        "&lt;b&gt;bold&lt;/b&gt; &amp; &lt;mark&gt;<mark>treacle</mark>&lt;/mark&gt;"
    )


def test_words_without_blanks_between_them_are_cut_somewhere():
    assert len(cut("会議の議事録" * 200 + "記録", "記録")) < 3 * LENGTH


def test_synonyms_are_found_and_marked():
    index = WhooshIndex(None, synonyms=[["SIB", "social impact bond"], ["treacle", "molasses"]])
    index.rebuild(
        [note("a.md", "A social impact bond, sticky as molasses."), note("b.md", "The SIB."), note("c.md", "none")]
    )
    everyone = frozenset({PUBLIC})
    for query in ("SIB", "social impact bond", '"social impact bond" OR SIB'):
        assert {found.id for found in index.search(Query(query), everyone).found} == {"a-md", "b-md"}, query
    (found,) = index.search(Query("treacle"), everyone).found
    assert "<mark>molasses</mark>" in found.passages[0].snippet


def test_an_empty_snapshot_has_nothing_to_find():
    snapshot = Snapshot([], Cache(1000), token="empty")
    assert Matcher(snapshot).find(parse("treacle").positive[0]) == {}
    assert (snapshot.count, snapshot.rows, snapshot.column("tag").values) == (0, 0, ())
