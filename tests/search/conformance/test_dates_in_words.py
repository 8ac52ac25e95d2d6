"""Dates in words are those of the meeting, are said, and can be taken out."""

from __future__ import annotations

import pytest

from ..builders import note
from .asking import SPELT_OUT, ask, parts, titles
from .conftest import Holding


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
