"""Filters, facets, dates, order and paging."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kb.model import MEMBERS, PUBLIC, Kind, Tag
from kb.search import FacetValue, Index, Query

from ..builders import note, passage
from .conftest import Holding

ALL = frozenset({PUBLIC, MEMBERS})

NOTES = (
    note("a.md", "treacle", title="A", tags=("Procurement", "tools"), group="London", date="2020-02-11"),
    note("b.md", "treacle", title="B", tags=("procurement",), group="North", date="2020-03"),
    note("c.md", "treacle", title="C", tags=("tools",), group="London", date="2019", kind=Kind.AGENDA),
    note("d.md", "treacle", title="D", to=MEMBERS),
    note("e.md", "other", title="E", tags=("procurement",), date="2021-01-01"),
)


def titles(index: Index, text: str = "", **filters: object) -> list[str]:
    return [each.title for each in index.search(Query(text, **filters), ALL).found]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"tags": ("procurement",)}, "AB"),
        ({"tags": ("procurement", "tools")}, "ABC"),
        ({"tags": ("tools",), "groups": ("london",)}, "AC"),
        ({"tags": ("tools",), "groups": ("north",)}, ""),
        ({"kinds": ("agenda", "page")}, "C"),
        ({"years": ("2020",)}, "AB"),
        ({"years": ("2019", "2021")}, "C"),
        ({"years": ("nonsense",)}, ""),
        ({"since": date(2020, 3, 31)}, "B"),
        ({"since": date(2019, 6, 1), "until": date(2020, 2, 11)}, "AC"),
        ({"until": date(2018, 12, 31)}, ""),
    ],
)
def test_filters_within_a_field_any_across_fields_all(holding: Holding, filters: dict[str, object], expected: str):
    assert sorted(titles(holding(*NOTES), "treacle", **filters)) == list(expected)


def test_without_words_filters_list_documents_newest_first_and_undated_last(holding: Holding):
    index = holding(*NOTES)
    assert titles(index) == ["E", "B", "A", "C", "D"]
    assert titles(index, tags=("procurement",)) == ["E", "B", "A"]
    assert titles(index, "tag:procurement") == ["E", "B", "A"]
    assert titles(index, sort="oldest") == ["C", "A", "B", "E", "D"]


def test_sorted_by_date_undated_last_either_way(holding: Holding):
    index = holding(*NOTES)
    assert titles(index, "treacle", sort="newest") == ["B", "A", "C", "D"]
    assert titles(index, "treacle", sort="oldest") == ["C", "A", "B", "D"]


def test_facets_count_all_results_with_the_other_filters_applied_and_their_own_kept_open(holding: Holding):
    index = holding(*NOTES)
    facets = index.search(Query("treacle", tags=("tools",), per_page=1), ALL).facets
    assert facets["tag"] == (
        FacetValue("procurement", "Procurement", 2),
        FacetValue("tools", "tools", 2, selected=True),
    )
    assert facets["group"] == (FacetValue("london", "London", 2),)
    assert facets["kind"] == (FacetValue("agenda", "agenda", 1), FacetValue("notes", "notes", 1))
    assert facets["year"] == (FacetValue("2019", "2019", 1), FacetValue("2020", "2020", 1))


def test_a_selected_value_is_shown_even_where_nothing_has_it(holding: Holding):
    facets = holding(*NOTES).search(Query("treacle", tags=("nothing",)), ALL).facets
    assert FacetValue("nothing", "nothing", 0, selected=True) in facets["tag"]


def test_every_result_is_reached_by_paging_and_none_twice(holding: Holding):
    index = holding(*(note(f"{n:03}.md", "treacle " * (1 + n % 4), title=f"T{n:03}") for n in range(57)))
    for sort in ("best", "newest", "oldest"):
        pages = [
            [each.id for each in index.search(Query("treacle", sort=sort, page=page, per_page=10), ALL).found]
            for page in range(1, 8)
        ]
        assert [len(page) for page in pages] == [10, 10, 10, 10, 10, 7, 0]
        assert len({each for page in pages for each in page}) == 57


def test_pages_and_sizes_out_of_range_are_brought_into_it(holding: Holding):
    index = holding(*NOTES)
    assert len(index.search(Query("treacle", page=-3, per_page=0), ALL).found) == 1
    assert len(index.search(Query("treacle", per_page=10**9), ALL).found) == 4
    assert index.search(Query("treacle", page=10**9), ALL).found == ()


class TestDates:
    RUNNING = note(
        "running.md",
        passage("treacle in spring", "spring", "4 May", date="2020-05-04"),
        passage("treacle in autumn", "autumn", "November", date="2020-11"),
        passage("treacle, undated", "undated"),
        title="Running",
        date="2020",
    )

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("treacle date:2020-02", "A"),
            ("treacle date:2020", "AB"),
            ("treacle date:2020-02-11", "A"),
            ("treacle date:2020-02-12", ""),
            ("treacle date:2019-06..2020-02", "AC"),
            ("treacle from:2020-03", "B"),
            ("treacle to:2020-02", "AC"),
            ("treacle from:2020-01 to:2020-02", "A"),
            ("treacle -date:2020", "CD"),
            ("date:2019 OR date:2021", "CE"),
        ],
    )
    def test_dates_in_the_text(self, holding: Holding, text: str, expected: str):
        assert sorted(titles(holding(*NOTES), text)) == list(expected)

    def test_only_passages_of_the_time_asked_for_are_shown(self, holding: Holding):
        index = holding(self.RUNNING)
        for query in (Query("treacle", since=date(2020, 6, 1), until=date(2020, 12, 1)), Query("treacle date:2020-11")):
            (document,) = index.search(query, ALL).found
            assert {each.anchor for each in document.passages} == {"autumn", "undated"}
            assert document.more == 0

    def test_a_passage_of_another_time_does_not_make_its_document_match(self, holding: Holding):
        index = holding(self.RUNNING)
        assert titles(index, "spring date:2020-11") == []
        assert titles(index, "spring date:2020-05") == ["Running"]

    def test_a_dated_passage_is_found_though_its_document_has_no_date(self, holding: Holding):
        index = holding(note("r.md", passage("treacle", "may", date="2020-05-04"), title="R"))
        assert titles(index, "treacle date:2020-05") == ["R"]
        assert titles(index, "treacle date:2021") == []
        assert index.search(Query("treacle"), ALL).found[0].passages[0].date == "4 May 2020"

    def test_documents_without_a_date_never_match_one(self, holding: Holding):
        assert "D" not in titles(holding(*NOTES), "treacle", since=date(1, 1, 1), until=date(9999, 12, 31))

    def test_in_one_document_dates_narrow_its_passages(self, holding: Holding):
        index = holding(self.RUNNING)
        for query in (
            Query("treacle", inside="running-md", since=date(2020, 6, 1), until=date(2020, 12, 1)),
            Query("treacle in November 2020", inside="running-md", today=date(2021, 1, 1)),
        ):
            (document,) = index.search(query, ALL).found
            assert {each.anchor for each in document.passages} == {"autumn", "undated"}


def test_what_is_taken_away_page_by_page_is_all_of_it_with_what_a_citation_needs(holding: Holding):
    index = holding(*(note(f"{n:03}.md", passage("treacle", f"p{n}", f"H{n}"), date="2020-02") for n in range(230)))
    pages = [index.search(Query("treacle", page=page, per_page=100), ALL) for page in (1, 2, 3)]
    found = [each for page in pages for each in page.found]
    assert ([len(page.found) for page in pages], pages[0].total, pages[0].pages) == ([100, 100, 30], 230, 3)
    assert len({each.id for each in found}) == 230
    for each in found:
        (only,) = each.passages
        assert (each.date, each.date_display, only.heading) == ("2020-02", "February 2020", f"H{only.anchor[1:]}")
        assert (each.title, only.snippet) == (f"{only.anchor[1:]:>03}.md", "<mark>treacle</mark>")


def test_another_name_of_a_tag_is_the_tag_wherever_it_is_asked_for(holding: Holding):
    named = note("a.md", "x", title="A")
    named = replace(named, document=replace(named.document, tags=(Tag("bonds", "Bonds", ("SIBs",)),)))
    hidden = replace(named, document=replace(named.document, path="h.md", tags=(Tag("other", "Other", ("SIBs",)),)))
    index = holding(named, note("b.md", "x", tags=("bonds",), title="B"), replace(hidden, audience=MEMBERS))
    visitor = frozenset({PUBLIC})
    for query in (Query(tags=("sibs",)), Query("tag:sibs"), Query("#SIBs"), Query("", tags=("bonds", "sibs"))):
        results = index.search(query, visitor)
        assert sorted(each.title for each in results.found) == ["A", "B"]
        assert index.over_time(query, visitor).undated == 2
    assert index.search(Query(tags=("sibs",)), visitor).query.tags == ("bonds",)
    assert [(tag.slug, tag.count, tag.others) for tag in index.tags(visitor)] == [("bonds", 2, ("sibs",))]
    assert [(each.kind, each.target) for each in index.suggest("sib", visitor)] == [("tag", "bonds")]
