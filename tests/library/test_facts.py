"""What front matter says, and what happens where it says it wrongly."""

import pytest

from kb.library.facts import read_date
from kb.library.reading import file_of, interpret

WHOLE = """\
---
id: k7w3qd
title: Monthly call, pre-procurement market engagement
kind: notes
group: Pogo Club
date: 2020-03-31
meeting: spring call
tags: [procurement, Market Engagement, procurement]
visibility: members
rule: chatham-house
url: https://example.org/x
description: One sentence.
aliases: [old-id, /old/address]
lead: Somebody
next: 2020-06?
layout: post
toc: {depth: 2}
---
# Heading

Text about #evaluation and #Procurement.
"""


def test_every_key_is_read(notes):
    notes.has("x.md", WHOLE)
    document = notes.document("x.md")
    assert document.id == "k7w3qd"
    assert document.title == "Monthly call, pre-procurement market engagement"
    assert (document.kind, document.group, document.group_label) == ("notes", "pogo-club", "Pogo Club")
    assert (document.date.iso, document.meeting, document.meeting_key) == ("2020-03-31", "spring call", "spring-call")
    assert [tag.label for tag in document.tags] == ["procurement", "Market Engagement", "evaluation"]
    assert (document.visibility, document.rule) == ("members", "chatham-house")
    assert (document.url, document.description) == ("https://example.org/x", "One sentence.")
    assert document.aliases == ("old-id", "/old/address")
    assert document.extra == (("lead", "Somebody"), ("next", "2020-06?"), ("layout", "post"))
    assert notes.complaints() == []


DATES = {
    "2020-03-31": "2020-03-31",
    "2020-3-1": "2020-03-01",
    "2020-02": "2020-02",
    "2020": "2020",
    '"2020-06?"': "2020-06?",
    "2020-06~": "2020-06~",
    "2020-03-31 10:00:00 +0100": "2020-03-31",
    "2020-03-31T10:00:00Z": "2020-03-31",
    "2020/03/31": "2020-03-31",
    "31 March 2020": "2020-03-31",
}


@pytest.mark.parametrize(("written", "expected"), DATES.items())
def test_a_date_keeps_the_precision_given(notes, written, expected):
    notes.has("x.md", f"---\ndate: {written}\n---\n")
    assert str(notes.document("x.md").date) == expected


def test_a_date_that_the_calendar_does_not_have_is_told_with_its_line(notes):
    notes.has("pogo/x.md", "---\ntitle: T\ndate: 2020-02-31\n---\n")
    assert notes.document("pogo/x.md").date is None
    [problem] = notes.catalog().problems()
    assert (problem.line, problem.severity) == (3, "warning")
    assert "February 2020 has 29 days" in problem.message
    with pytest.raises(ValueError, match="29 days"):
        read_date("2020-02-31")


def test_a_wrong_date_gives_way_to_that_of_the_path(notes):
    notes.has("pogo/2020-03-31-notes.md", "---\ndate: 2020-02-31\n---\n")
    assert notes.document("pogo/2020-03-31-notes.md").date.iso == "2020-03-31"


def test_a_date_in_words_is_a_note_and_none_is_invented(notes):
    notes.has("pogo/2020-agenda.md", "---\ndate: to be confirmed\n---\n# On 3 March 2020\n")
    notes.has("pogo/y.md", "---\ndate_note: in the autumn\n---\n")
    assert (notes.document("pogo/2020-agenda.md").date, notes.document("pogo/2020-agenda.md").date_note) == (
        None,
        "to be confirmed",
    )
    assert notes.document("pogo/y.md").date_display == "in the autumn"


TAGS = {
    "tags: [a, b]": ["a", "b"],
    "tags: a, b": ["a", "b"],
    "tags: triage-meeting": ["triage-meeting"],
    "tags: market engagement": ["market engagement"],
    "tags:\n  - '#a'\n  - 2020": ["a", "2020"],
    "tag: a\ncategory: b\ncategories: [c]\nkeywords: d, e": ["a", "b", "c", "d", "e"],
    "tags: [Été, ete]": ["Été"],
    "tags:": [],
    "tags: []": [],
    "tags: [1.10, no, 12:30]": ["1.10", "no", "12:30"],
}


@pytest.mark.parametrize(("front", "expected"), TAGS.items())
def test_tags_are_read_however_they_are_written(notes, front, expected):
    notes.has("x.md", f"---\n{front}\n---\n")
    assert [tag.label for tag in notes.document("x.md").tags] == expected
    assert notes.complaints() == []


@pytest.mark.parametrize(
    ("front", "labels"),
    [
        ("tags: [a, [b, [c]]]", ["a", "b", "c"]),
        ("tags: {a: b}", []),
        ("tags: ['!!!', a]", ["a"]),
        (f"tags: [{'long ' * 30}, a]", ["a"]),
    ],
)
def test_tags_of_another_shape_are_joined_or_left_out_and_told(notes, front, labels):
    notes.has("x.md", f"---\n{front}\n---\n")
    assert [tag.label for tag in notes.document("x.md").tags] == labels
    assert len(notes.complaints("x.md")) == 1


def test_a_kind_of_another_program_says_nothing_about_ours(notes):
    notes.has("pogo/minutes-x.md", "---\ntype: article\nlayout: post\n---\n")
    assert notes.document("pogo/minutes-x.md").kind == "notes"
    notes.has("pogo/minutes-x.md", "---\nkind: article\n---\n")
    assert notes.document("pogo/minutes-x.md").kind == "notes"
    assert "“article” is not a kind" in notes.complaints("pogo/minutes-x.md")[0]


def test_an_index_is_a_groups_page_only_where_it_says_so(notes):
    notes.has("pogo/index.md", "---\nkind: group\n---\n# POGO")
    notes.has("north/index.md", "# North")
    assert notes.document("pogo/index.md").kind == "group"
    assert notes.document("north/index.md").kind == "page"


def test_a_groups_page_that_lies_in_no_folder_names_the_group(notes):
    notes.has("pogo.md", "---\nkind: group\n---\n# POGO club")
    notes.has("pogo/x.md", "# X")
    assert notes.document("pogo.md").group == "pogo"
    assert notes.catalog().group("pogo", frozenset({"public"})).title == "POGO club"


def test_an_empty_group_takes_a_document_out_of_its_folders_group(notes):
    notes.has("pogo/x.md", "---\ngroup:\n---\n")
    assert notes.document("pogo/x.md").group is None


CLOSED = {
    "visibility: member": (2, "“member” is not a visibility"),
    "visibility:": (2, "Nothing that can be read"),
    "title: T\nvisibility: [public]": (3, "Nothing that can be read"),
    "rule: chattam": (2, "“chattam” is not a rule"),
    "rule:": (2, "Nothing that can be read"),
    "visiblity: leads": (2, "Is “visiblity” meant to be “visibility”?"),
    "rules: Chatham House Rule": (2, "meant to be “rule”"),
    "draft: perhaps": (2, "true or false"),
    "visibility: public\ntitle: a: b": (3, "quotes"),
    "visibility: public\nvisibility: leads": (3, "twice"),
    "Visibility: leads\nvisibility: public": (3, "twice"),
}


@pytest.mark.parametrize(("front", "expected"), CLOSED.items())
def test_where_it_cannot_be_told_who_may_read_it_a_document_is_for_leads(notes, front, expected):
    notes.has("pogo/x.md", f"---\n{front}\n---\n# X\n")
    assert notes.document("pogo/x.md").visibility == "leads"
    assert notes.document("pogo/x.md").title in ("X", "T")
    [problem] = [problem for problem in notes.catalog().problems() if problem.severity == "error"]
    assert problem.line == expected[0]
    assert expected[1] in problem.message
    assert "only leads see" in problem.message.lower()


@pytest.mark.parametrize("front", ["draft: true", "draft: yes", "published: false", "published: No", "Draft: 1"])
def test_drafts_are_for_leads_which_is_no_mistake(notes, front):
    notes.has("pogo/x.md", f"---\n{front}\nvisibility: public\n---\n")
    assert notes.document("pogo/x.md").visibility == "leads"
    assert notes.complaints() == []


@pytest.mark.parametrize("front", ["draft: false", "draft: no", "published: true", "published: 2020-01-01"])
def test_what_is_no_draft_is_as_open_as_it_says(notes, front):
    notes.has("pogo/x.md", f"---\n{front}\n---\n")
    assert notes.document("pogo/x.md").visibility == "public"


@pytest.mark.parametrize("front", ["visibility: Members", "VISIBILITY: members", "visibility: ' members '"])
def test_capitals_and_spaces_do_not_matter(notes, front):
    notes.has("pogo/x.md", f"---\n{front}\n---\n")
    assert notes.document("pogo/x.md").visibility == "members"


@pytest.mark.parametrize("rule", ["chatham-house", "Chatham House Rule", "the Chatham House Rule", "CHATHAM HOUSE"])
def test_the_rule_may_be_written_in_words(notes, rule):
    notes.has("pogo/x.md", f"---\nrule: {rule}\n---\n")
    assert notes.document("pogo/x.md").rule == "chatham-house"


@pytest.mark.parametrize("text", [f"# {'word ' * 70}", f"---\ntitle: {'word ' * 70}\n---\n"])
def test_a_title_without_an_end_is_cut(notes, text):
    notes.has("x.md", text)
    title = notes.document("x.md").title
    assert len(title) <= 300
    assert title.endswith("word…")


def test_an_id_that_does_not_fit_an_address_is_left_out(notes):
    notes.has("x.md", "---\nid: a/b\n---\n")
    assert "/" not in notes.document("x.md").id
    assert "cannot be an id" in notes.complaints("x.md")[0]


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("# Title\n\nWe *met*,\nand [spoke](x.md).\n\nMore.\n", "We met, and spoke. More."),
        ("", ""),
        ("---\n\n", ""),
        (f"# T\n\n{'word ' * 100}", ("word " * 56).strip() + " …"),
        ("x" * 400, "x" * 280 + " …"),
    ],
)
def test_the_opening_is_as_much_of_the_first_words_as_a_card_shows(text, opening):
    reading, _ = interpret("a.md", file_of(text.encode()))
    assert reading.opening == opening
