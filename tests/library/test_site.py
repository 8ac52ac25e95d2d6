"""What holds for the whole library: notes/kb.yml."""

import pytest

from kb.library.site import parse_site
from kb.model import Visibility


def test_everything_is_optional(notes):
    assert notes.library.site.default_visibility is Visibility.PUBLIC
    assert notes.library.site.title == "Knowledge Club"
    assert parse_site("").problems == ()
    assert parse_site("# only a comment\n").problems == ()


def test_title_description_synonyms_and_labels_are_read():
    site = parse_site(
        "title: Peer groups\n"
        "description: Notes of all groups.\n"
        "default_visibility: Members\n"
        "synonyms:\n  - [SIB, social impact bond]\n  - [PbR, payment by results, outcomes contract]\n"
        "labels:\n  decision: [agreed, resolved]\n  action: task\n"
    )
    assert site.problems == ()
    assert (site.title, site.description) == ("Peer groups", "Notes of all groups.")
    assert site.default_visibility is Visibility.MEMBERS
    assert site.synonyms == (("SIB", "social impact bond"), ("PbR", "payment by results", "outcomes contract"))
    assert site.labels == (("decision", ("agreed", "resolved")), ("action", ("task",)))


def test_synonyms_may_also_be_written_as_a_word_and_its_others():
    assert parse_site("synonyms:\n  SIB: social impact bond\n").synonyms == (("SIB", "social impact bond"),)


CLOSED = {
    "default_visibility: everyone": (1, "“everyone” is not a visibility"),
    "title: T\ndefault_visibility:": (2, "Nothing that can be read"),
    "default_visibility: [public]": (1, "Nothing that can be read"),
    "title: a: b": (1, "quotes"),
    "title: T\n\tx: 1": (2, "tab"),
    "title: a\ntitle: b": (2, "twice"),
    "- a list": (1, ""),
    "default_visiblity: leads": (1, "not a setting"),
    "rules: x": (1, "must be a list"),
    "rules:\n  - visibility: leads": (1, "no “match:”"),
    "rules:\n  - match: 'x/{nonsense}/*'\n    visibility: leads": (1, "{nonsense}"),
}


@pytest.mark.parametrize(("text", "expected"), CLOSED.items())
def test_what_cannot_be_read_closes_the_library_for_documents_that_say_nothing(text, expected):
    site = parse_site(text)
    line, message = expected
    assert site.default_visibility is Visibility.LEADS
    assert site.problems[0].line == line
    assert message in site.problems[0].message


MISTAKES = {
    "colour: blue": "“colour” is not a setting",
    "synonyms: SIB": "list of lists",
    "synonyms:\n  - [SIB]": "at least two words",
    "labels: x": "must say words",
    "rules:\n  - match: 'a/*'\n    kind: minutes": "“minutes”",
    "rules:\n  - match: 'a/*'\n    date: '{day}.{month}'": "no {year}",
    "rules:\n  - match: 'a/*'\n    date: 2020-02-31": "29 days",
    "rules:\n  - match: 'a/*'\n    folder: x": "“folder”",
}


@pytest.mark.parametrize(("text", "message"), MISTAKES.items())
def test_other_mistakes_are_told_and_the_rest_holds(text, message):
    site = parse_site(f"title: T\n{text}\n")
    assert site.title == "T"
    assert site.default_visibility is Visibility.PUBLIC
    assert message in site.problems[0].message


def test_a_rule_with_a_visibility_nobody_knows_closes_its_documents(notes):
    notes.has("kb.yml", "rules:\n  - match: pogo/\n    visibility: member\n")
    notes.has("pogo/x.md", "# X")
    notes.has("north/x.md", "# X")
    assert notes.document("pogo/x.md").visibility == "leads"
    assert notes.document("north/x.md").visibility == "public"


def test_the_file_may_also_be_called_kb_yaml_but_not_both(notes):
    notes.has("kb.yaml", "default_visibility: members\n")
    notes.has("x.md", "# X")
    assert notes.document("x.md").visibility == "members"
    notes.has("kb.yml", "default_visibility: group\n")
    assert notes.document("x.md").visibility == "group"
    assert "Is not read" in notes.complaints("kb.yaml")[0]


def test_a_settings_file_that_is_a_link_or_a_folder_closes_the_library(notes, tmp_path):
    (tmp_path / "elsewhere.yml").write_text("default_visibility: public\n")
    (notes.folder / "kb.yml").symlink_to(tmp_path / "elsewhere.yml")
    assert notes.library.site.default_visibility is Visibility.LEADS
    (notes.folder / "kb.yml").unlink()
    (notes.folder / "kb.yml").mkdir()
    assert notes.reopened().library.site.default_visibility is Visibility.LEADS


def test_a_change_of_the_default_reaches_every_document_that_says_nothing(notes):
    notes.has("x.md", "# X")
    notes.has("y.md", "---\nvisibility: public\n---\n# Y")
    notes.refresh()
    notes.has("kb.yml", "default_visibility: members\n")
    changes = notes.refresh("kb.yml")
    assert changes.site_changed
    assert changes.put == ("x.md",)
