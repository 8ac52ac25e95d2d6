"""What other audiences may read does not exist: every read is made with a second audience's notes in the index."""

from __future__ import annotations

import pytest

from kb.model import MEMBERS, PUBLIC, Tag, group_audience
from kb.search import Index, Query

from ..builders import note, passage
from .conftest import Holding

VISITOR = frozenset({PUBLIC})
MEMBER = frozenset({PUBLIC, MEMBERS})

PUBLIC_NOTES = (
    note("a.md", "treacle and procurement", "more treacle", title="Sticky things", tags=("market engagement",)),
    note("b.md", "procurement alone", title="Plain", date="2020-02", group="London"),
)
HIDDEN_NOTES = (
    note("c.md", "treacle treacle treacle", title="Sticky secrets", to=MEMBERS, tags=("Market Engagement", "secret")),
    note("d.md", "molasses procuring", title="Hidden", to=MEMBERS, date="2021", group="north"),
    note("e.md", "treacle", title="Of the group", to=group_audience("north")),
)


def answers(index: Index) -> list[object]:
    """Everything a visitor can learn from an index, times left out."""
    queries = [
        Query(),
        Query("treacle"),
        Query("treacel"),
        Query("molases"),
        Query("procurement treacle"),
        Query("tag:secret"),
        Query("mol*"),
        Query("*e*"),
        Query("procure", sort="newest"),
        Query("hidden", kinds=("notes",)),
        Query("treacle", inside="c-md"),
        Query("treacle", inside="a-md"),
        Query("", tags=("secret",)),
        Query("", years=("2021",)),
    ]
    learnt: list[object] = []
    for query in queries:
        results = index.search(query, VISITOR)
        learnt.append((results.read_as, results.total, results.found, results.facets, results.did_you_mean))
        learnt.append((results.total_all_words, results.remarks))
    learnt += [index.suggest(text, VISITOR) for text in ("sti", "sec", "mar", "hid", "nor", "mol", "treacle ")]
    return [*learnt, index.tags(VISITOR), index.count(VISITOR)]


def test_with_hidden_notes_every_answer_to_a_visitor_is_the_same_as_without_them(holding: Holding):
    alone = answers(holding(*PUBLIC_NOTES))
    assert answers(holding(*PUBLIC_NOTES, *HIDDEN_NOTES)) == alone


def test_notes_that_became_hidden_leave_no_trace(holding: Holding):
    alone = answers(holding(*PUBLIC_NOTES))
    index = holding(*PUBLIC_NOTES, *(note_to_all(entry) for entry in HIDDEN_NOTES))
    assert index.count(VISITOR) == 5
    index.update(HIDDEN_NOTES)
    assert answers(index) == alone


def note_to_all(entry):
    return type(entry)(entry.document, PUBLIC, entry.passages)


def test_a_member_sees_what_members_and_the_public_may_read(holding: Holding):
    index = holding(*PUBLIC_NOTES, *HIDDEN_NOTES)
    assert {found.id for found in index.search(Query("treacle"), MEMBER).found} == {"a-md", "c-md"}
    assert index.count(MEMBER) == 4
    assert index.count(frozenset({PUBLIC, MEMBERS, group_audience("north")})) == 5


def test_an_audience_nothing_is_for_sees_nothing(holding: Holding):
    index = holding(*PUBLIC_NOTES)
    nobody = frozenset({"leads:nowhere"})
    results = index.search(Query("treacle"), nobody)
    assert (results.total, results.found, index.count(nobody), index.tags(nobody)) == (0, (), 0, ())
    assert index.suggest("tre", nobody) == ()


def test_a_tag_is_labelled_as_first_written_among_what_the_viewer_may_see(holding: Holding):
    index = holding(
        note("new.md", "x", tags=("market engagement",), date="2020-05-01"),
        note("old.md", "x", tags=("Märket-Engagement",), date="2019-01-01", to=MEMBERS),
    )
    assert [tag.label for tag in index.tags(VISITOR)] == ["market engagement"]
    assert [(tag.label, tag.count) for tag in index.tags(MEMBER)] == [("Märket-Engagement", 2)]


def test_paths_are_those_of_all_partitions(holding: Holding):
    index = holding(*PUBLIC_NOTES, *HIDDEN_NOTES)
    assert index.paths() == {"a.md", "b.md", "c.md", "d.md", "e.md"}


@pytest.mark.parametrize("audience", ["group:../../etc", "leads:", "group:日本/😀 \\ \x00", "x" * 300, "CON"])
def test_any_name_of_an_audience_will_do(index: Index, audience: str):
    index.update([note("a.md", "treacle", to=audience)])
    assert index.search(Query("treacle"), frozenset({audience})).total == 1
    assert index.search(Query("treacle"), VISITOR).total == 0


def test_a_passage_of_a_tagged_document_is_found_by_its_tags_only_where_it_may_be(holding: Holding):
    entry = note("a.md", passage("text", "p"), to=MEMBERS, tags=("sticky",))
    assert entry.document.tags == (Tag("sticky", "sticky"),)
    index = holding(entry)
    assert index.search(Query("sticky"), MEMBER).total == 1
    assert index.search(Query("sticky"), VISITOR).total == 0
