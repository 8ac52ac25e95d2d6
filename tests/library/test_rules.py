"""Path rules, for trees that their names alone do not explain."""

import pytest

from kb.library.rules import NotAPattern, compile_pattern, date_by_pattern

MATCHES = {
    "pogo/*": (["pogo/x.md"], ["pogo/2020/x.md", "north/x.md"]),
    "pogo/": (["pogo/x.md", "pogo/2020/x.md"], ["pogo.md", "north/pogo/x.md"]),
    "pogo/**": (["pogo/x.md", "pogo/2020/x.md"], ["pogo.md"]),
    "**/minutes/*.md": (["minutes/x.md", "a/b/minutes/x.md"], ["minutes/a/x.md"]),
    "pogo/20??/*": (["pogo/2020/x.md"], ["pogo/20201/x.md"]),
    "a.b/[x]/*": (["a.b/[x]/y.md"], ["aab/x/y.md"]),
}


@pytest.mark.parametrize(("pattern", "paths"), MATCHES.items())
def test_a_pattern_matches_whole_paths(pattern, paths):
    matching, others = paths
    compiled = compile_pattern(pattern)
    assert all(compiled.fullmatch(path) for path in matching)
    assert not any(compiled.fullmatch(path) for path in others)


DATES = {
    ("{day}.{month}.{year}*", "pogo/5.11.2020 call.md"): "2020-11-05",
    ("{day}{month}{year}", "pogo/05112020.md"): "2020-11-05",
    ("call {year}-{month}", "pogo/call 2020-02.md"): "2020-02",
    ("*_{day}_{month}_{year}", "pogo/notes_5_Nov_20.md"): "2020-11-05",
    ("**/{year}/{month}/{day} *", "pogo/2020/11/5th call.md"): "2020-11-05",
    ("{year}", "pogo/2020.md"): "2020",
    ("2020-03", "pogo/x.md"): "2020-03",
    ("{day}.{month}.{year}", "pogo/31.2.2020.md"): None,
    ("{day}.{month}.{year}", "pogo/x.md"): None,
    ("{day} {month} {year}", "pogo/1 Foo 2020.md"): None,
}


@pytest.mark.parametrize(("case", "expected"), DATES.items())
def test_a_date_pattern_reads_the_file_name_or_with_a_slash_the_path(case, expected):
    found = date_by_pattern(*case)
    assert (found.iso if found else None) == expected


@pytest.mark.parametrize("pattern", ["{nonsense}", "{year}{year}", "*" * 30 + "a*b*c*d*e*f*g*h*i*j"])
def test_a_pattern_that_cannot_work_is_refused(pattern):
    with pytest.raises(NotAPattern):
        compile_pattern(pattern)


RULES = """\
rules:
  - match: "clubs/{group}/**"
  - match: "clubs/*/papers/*"
    kind: resource
    visibility: members
  - match: "old/*"
    group: North Group
    kind: notes
    date: "{day}.{month}.{year}*"
    rule: chatham-house
  - match: "policies/**"
    date: none
"""


def test_rules_say_what_path_and_text_do_not(notes):
    notes.has("kb.yml", RULES)
    notes.has("clubs/south/2020-01-01-notes.md", "# N")
    notes.has("clubs/south/papers/x.md", "# X")
    notes.has("old/5.11.2020 x.md", "# X")
    notes.has("policies/2020-safety.md", "# Since 3 March 2020")
    paper, old = notes.document("clubs/south/papers/x.md"), notes.document("old/5.11.2020 x.md")
    assert notes.document("clubs/south/2020-01-01-notes.md").group == "south"
    assert (paper.group, paper.kind, paper.visibility) == ("south", "resource", "members")
    assert (old.group, old.group_label, old.kind) == ("north-group", "North Group", "notes")
    assert (old.date.iso, old.rule) == ("2020-11-05", "chatham-house")
    assert notes.document("policies/2020-safety.md").date is None


def test_front_matter_stands_above_the_rules(notes):
    notes.has("kb.yml", RULES)
    notes.has("old/x.md", "---\ngroup: own\nkind: page\ndate: 2019\nrule: none\n---\n")
    document = notes.document("old/x.md")
    assert (document.group, document.kind, document.date.iso, document.rule) == ("own", "page", "2019", None)


def test_a_change_of_the_rules_reaches_documents_that_have_not_changed(notes):
    notes.has("kb.yml", "title: T\n")
    notes.has("old/x.md", "# X")
    notes.has("new/y.md", "# Y")
    notes.refresh()
    notes.has("kb.yml", RULES)
    assert notes.refresh("kb.yml").put == ("old/x.md",)
    assert notes.library.catalog.by_path("old/x.md").group == "north-group"
    assert notes.reopened().refresh().put == ()
