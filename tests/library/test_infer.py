"""Title, kind and group of a document that does not say them."""

import pytest

PATHS = {
    # path: (kind, group)
    "pogo/2020-03-31-notes.md": ("notes", "pogo"),
    "pogo/2020-03-31-agenda.md": ("agenda", "pogo"),
    "pogo/Agendas 2020.md": ("agenda", "pogo"),
    "pogo/minutes.md": ("notes", "pogo"),
    "pogo/agenda-and-notes.md": ("notes", "pogo"),
    "pogo/footnotes.md": ("page", "pogo"),
    "pogo/notebook.md": ("page", "pogo"),
    "resources/triumphs.md": ("resource", None),
    "resources/pogo/triumphs.md": ("resource", "pogo"),
    "pogo/minutes/march.md": ("notes", "pogo"),
    "pogo/minutes/agenda-march.md": ("agenda", "pogo"),
    "sig-docs/meeting-notes-archive/x.md": ("notes", "sig-docs"),
    "design_notes/x.md": ("notes", None),
    "committee-meeting-notes/2024/x.md": ("notes", None),
    "project-resources/x.md": ("resource", None),
    "wg-resource-management/x.md": ("page", "wg-resource-management"),
    "pogo/minutes/README.md": ("page", "pogo"),
    "resources/index.md": ("page", None),
    "meetings/2020-03-31.md": ("notes", None),
    "pogo/calls/2020/03-31.md": ("notes", "pogo"),
    "pogo/meetings/meeting_14_Aug_27.md": ("notes", "pogo"),
    "pogo/meetings/how-we-meet.md": ("page", "pogo"),
    "pogo/2020-03-31.md": ("page", "pogo"),
    "about.md": ("page", None),
    "docs/working-groups/safety/x.md": ("page", "safety"),
    "_posts/2020-01-01-x.md": ("page", None),
    "src/content/South West/x.md": ("page", "south-west"),
    "2020/pogo/x.md": ("page", "pogo"),
    "2020/01-Jan/x.md": ("page", None),
    "💡/north/x.md": ("page", "north"),
}


@pytest.mark.parametrize(("path", "expected"), PATHS.items())
def test_kind_and_group_come_from_names(notes, path, expected):
    notes.has(path, "# A heading\n")
    document = notes.document(path)
    assert (document.kind.value, document.group) == expected


TITLES = {
    ("pogo/2020-03-31-notes.md", "# Monthly *call*\n\n## Later"): "Monthly call",
    ("pogo/x.md", "Text first.\n\n## Then a heading\n"): "Then a heading",
    ("pogo/market_engagement-call.md", "No heading."): "market engagement call",
    ("pogo/README.md", "No heading."): "pogo",
    ("south-west/index.md", ""): "south west",
    ("README.md", ""): "README",
    ("pogo/x.md", "---\ntitle: Its own\n---\n# Another"): "Its own",
    ("pogo/x.md", "---\ntitle: 12:30\n---\n"): "12:30",
    ("pogo/---.md", ""): "---",
}


@pytest.mark.parametrize(("file", "expected"), TITLES.items())
def test_a_title_is_the_first_heading_else_the_name(notes, file, expected):
    notes.has(*file)
    assert notes.document(file[0]).title == expected


TEXTS = {
    "# Call of 31 March 2020\n": "2020-03-31",
    "# Call\n\nTuesday 31 March 2020, by video\n": "2020-03-31",
    "# Call\n\nDate: 2020-03-31\nNext: 2020-04-28\n": "2020-03-31",
    "# Newsletter: May 2021\n": "2021-05",
    "# Plan 2022\n": None,
    "# Report: 3 June 2019 - 31 December 2020\n": None,
    "# Monthly call - 31 March 2020\n": "2020-03-31",
    "# Call\n\n" + "A line.\n\n" * 12 + "31 March 2020\n": None,
    "# Notes\n\n## 3 March 2020\n\na\n\n## 10 March 2020\n\nb\n\n## 17 March 2020\n\nc\n": None,
    "# 17 March 2020\n\na\n\n# 10 March 2020\n\nb\n\n# 3 March 2020\n\nc\n": None,
    "# When\n\n- 2024/11/20\n- 2024/12/04\n- 2024/12/18\n": None,
    "# Call\n\nVersion 2.0 of issue 1234, at 12:30.\n": None,
}


@pytest.mark.parametrize(("text", "expected"), TEXTS.items())
def test_without_a_date_in_the_path_only_an_unmistakable_one_in_the_text_counts(notes, text, expected):
    notes.has("pogo/call.md", text)
    found = notes.document("pogo/call.md").date
    assert (found.iso if found else None) == expected


def test_the_page_of_a_folder_is_not_dated_by_its_text(notes):
    notes.has("pogo/README.md", "# POGO\n\nFounded 31 March 2020\n")
    assert notes.document("pogo/README.md").date is None


def test_the_files_own_time_is_never_a_date(notes):
    notes.has("pogo/call.md", "# Call\n")
    assert notes.document("pogo/call.md").date is None


def test_where_path_and_text_disagree_the_path_wins_and_somebody_is_told(notes):
    notes.has("pogo/2020-03-31-notes.md", "# Call of 7 April 2020\n")
    assert notes.document("pogo/2020-03-31-notes.md").date.iso == "2020-03-31"
    [complaint] = notes.complaints("pogo/2020-03-31-notes.md")
    assert "2020-03-31" in complaint
    assert "2020-04-07" in complaint


def test_a_month_in_the_path_agrees_with_a_day_of_it_in_the_text(notes):
    notes.has("pogo/2020-03-notes.md", "# Call of 31 March 2020\n")
    notes.catalog()
    assert notes.complaints() == []


def test_each_answer_says_what_it_was_inferred_from(notes):
    found = notes.library.inferred("pogo/2020/05-13-notes.md", b"# Our call\n")
    assert found == {
        "title": ("Our call", "the first heading"),
        "date": ("2020-05-13", "the file name"),
        "kind": ("notes", "the file name"),
        "group": ("pogo", "the folder pogo"),
    }
    found = notes.library.inferred("resources/x.md", b"---\ntitle: T\ngroup: Pogo Club\ndate: 2020-02\n---\n")
    assert found == {
        "title": ("T", "front matter"),
        "date": ("2020-02", "front matter"),
        "kind": ("resource", "the folder resources"),
        "group": ("pogo-club", "front matter"),
    }
