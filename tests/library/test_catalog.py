"""What holds for a document once its group, the library and all the others have been asked."""

import pytest

from kb.library import derived_id
from tests.library.conftest import ALL, EVERYBODY, SIGNED_IN

GROUP = "---\nkind: group\ntitle: POGO club\n{}\n---\n"


def test_a_document_has_the_visibility_it_says_else_its_groups_else_the_librarys(notes):
    notes.has("kb.yml", "default_visibility: members\n")
    notes.has("pogo/index.md", GROUP.format("visibility: group"))
    notes.has("pogo/own.md", "---\nvisibility: public\n---\n")
    notes.has("pogo/inherits.md")
    notes.has("north/nobody-says.md")
    found = {document.path: document.visibility.value for document in notes.catalog().every()}
    assert found == {
        "pogo/index.md": "group",
        "pogo/own.md": "public",
        "pogo/inherits.md": "group",
        "north/nobody-says.md": "members",
    }


def test_a_document_is_under_its_own_rule_else_its_groups(notes):
    notes.has("pogo/index.md", GROUP.format("rule: chatham-house"))
    notes.has("pogo/inherits.md")
    notes.has("pogo/freed.md", "---\nrule: none\n---\n")
    notes.has("north/own.md", "---\nrule: chatham-house\n---\n")
    assert notes.document("pogo/inherits.md").rule == "chatham-house"
    assert notes.document("pogo/freed.md").rule is None
    assert notes.document("north/own.md").rule == "chatham-house"


BROKEN_HOMES = {
    "pogo/index.md": "---\nkind: group\nvisibility: members\ntitle: a: b\n---\n",
    "pogo/README.md": "---\nkind: group\nvisibility: members\n",
    "pogo/pogo.md": "---\nkind: group\n\tx: 1\n---\n",
    "pogo/home.md": "---\nkind: group\nvisibility: membres\n---\n",
    "pogo.md": "---\nkind: group\ntitle: a: b\n---\n",
}


@pytest.mark.parametrize(("path", "text"), BROKEN_HOMES.items())
def test_a_groups_page_that_cannot_be_read_closes_what_relies_on_it(notes, path, text):
    notes.has(path, text)
    notes.has("pogo/relies.md", "# R")
    notes.has("pogo/half.md", "---\nvisibility: public\n---\n")
    notes.has("pogo/whole.md", "---\nvisibility: public\nrule: none\n---\n")
    notes.has("north/x.md", "# X")
    found = {document.path: document.visibility.value for document in notes.catalog().every()}
    assert found[path] == found["pogo/relies.md"] == found["pogo/half.md"] == "leads"
    assert found["pogo/whole.md"] == found["north/x.md"] == "public"
    assert "all of “pogo”" in " ".join(notes.complaints(path))


def test_of_two_pages_of_one_group_the_strictest_holds_and_somebody_is_told(notes):
    notes.has("pogo/index.md", GROUP.format("visibility: public"))
    notes.has("pogo/deep/second.md", GROUP.format("visibility: members\nrule: chatham-house"))
    notes.has("pogo/x.md")
    document = notes.document("pogo/x.md")
    assert (document.visibility, document.rule) == ("members", "chatham-house")
    assert notes.catalog().group("pogo", ALL).home.path == "pogo/index.md"
    assert "second document of kind group" in notes.complaints("pogo/deep/second.md")[0]


def test_an_id_comes_from_front_matter_else_from_the_path(notes):
    notes.has("a.md", "---\nid: k7w3qd\n---\n")
    notes.has("b.md", "---\nid: 0123\n---\n")
    notes.has("c.md")
    assert [document.id for document in notes.catalog().every()] == ["k7w3qd", "0123", derived_id("c.md")]
    assert len(derived_id("c.md")) == 7


def test_an_id_that_is_there_twice_counts_nowhere_and_closes_both(notes):
    for path in ("a.md", "b.md"):
        notes.has(path, "---\nid: same\nvisibility: public\n---\n")
    catalog = notes.catalog()
    assert [document.id for document in catalog.every()] == [derived_id("a.md"), derived_id("b.md")]
    assert [document.visibility for document in catalog.every()] == ["leads", "leads"]
    assert catalog.document("same", ALL) is None
    assert "same id, same, as b.md" in notes.complaints("a.md")[0]
    notes.has("b.md", "---\nid: other\nvisibility: public\n---\n")
    assert notes.refresh("b.md").put == ("a.md", "b.md")
    assert notes.library.catalog.document("same", EVERYBODY).path == "a.md"


def test_a_derived_id_gives_way_to_one_that_somebody_wrote(notes):
    notes.has("a.md", f"---\nid: {derived_id('b.md')}\n---\n")
    notes.has("b.md")
    first, second = notes.catalog().every()
    assert first.id == derived_id("b.md")
    assert second.id not in (first.id, "")
    assert second.id == notes.reopened().document("b.md").id


def test_former_ids_still_lead_to_a_document_but_never_hide_another(notes):
    notes.has("a.md", "---\nid: new\naliases: [old, b-id]\n---\n")
    notes.has("b.md", "---\nid: b-id\n---\n")
    catalog = notes.catalog()
    assert catalog.document("old", EVERYBODY).path == "a.md"
    assert catalog.document("b-id", EVERYBODY).path == "b.md"


def test_what_somebody_may_not_see_does_not_exist_for_them(notes):
    notes.has("pogo/index.md", "---\nkind: group\ntitle: Secret club\nvisibility: members\n---\n")
    notes.has("pogo/2020-01-01-notes.md", "---\nid: m\naliases: [former]\n---\n")
    catalog = notes.catalog()
    assert catalog.document("m", EVERYBODY) is None
    assert catalog.document("former", EVERYBODY) is None
    assert catalog.at("pogo/index.md", EVERYBODY) is None
    assert catalog.documents(EVERYBODY) == ()
    assert catalog.groups(EVERYBODY) == ()
    assert catalog.group("pogo", EVERYBODY) is None
    assert catalog.meetings(EVERYBODY) == ()
    assert catalog.meeting("pogo", "2020-01-01", EVERYBODY) is None
    assert len(catalog.documents(SIGNED_IN)) == 2
    assert catalog.meeting("pogo", "2020-01-01", SIGNED_IN).title == "2020 01 01 notes"


def test_an_alias_of_a_hidden_document_does_not_hide_a_visible_one(notes):
    notes.has("a.md", "---\nvisibility: members\naliases: [x]\n---\n")
    notes.has("b.md", "---\naliases: [x]\n---\n")
    catalog = notes.catalog()
    assert catalog.document("x", EVERYBODY).path == "b.md"
    assert catalog.document("x", SIGNED_IN).path == "a.md"


def test_the_id_of_a_hidden_document_does_not_hide_a_former_one(notes):
    notes.has("a.md", "---\nid: x\nvisibility: members\n---\n")
    notes.has("b.md", "---\naliases: [x]\n---\n")
    catalog = notes.catalog()
    source = catalog.by_path("b.md")
    for audiences, path in ((EVERYBODY, "b.md"), (SIGNED_IN, "a.md")):
        assert catalog.document("x", audiences).path == path
        assert catalog.resolve("/d/x", source, audiences).path == path


def test_a_group_is_named_by_its_page_else_as_somebody_wrote_it_else_by_its_folder(notes):
    notes.has("south-west/a.md")
    notes.has("other/b.md", "---\ngroup: South West\n---\n")
    notes.has("z/hidden.md", "---\ngroup: SOUTH west\nvisibility: members\n---\n")
    assert notes.catalog().group("south-west", EVERYBODY).title == "South West"
    notes.has("south-west/index.md", "---\nkind: group\ntitle: The South West\nvisibility: members\n---\n")
    notes.has("other/b.md", "---\ngroup: South West\nvisibility: public\n---\n")
    catalog = notes.catalog()
    assert catalog.group("south-west", EVERYBODY).title == "South West"
    assert catalog.group("South West", SIGNED_IN).title == "The South West"
    assert catalog.group("south-west", SIGNED_IN).home.path == "south-west/index.md"


def test_a_group_lists_its_documents_but_not_its_page(notes):
    notes.has("pogo/index.md", GROUP.format("aliases: [procurement-club]"))
    notes.has("pogo/b.md")
    notes.has("pogo/a.md")
    notes.has("about.md")
    group = notes.catalog().group("pogo", EVERYBODY)
    assert [document.path for document in group.documents] == ["pogo/a.md", "pogo/b.md"]
    assert notes.catalog().group("procurement-club", EVERYBODY) == group


@pytest.fixture
def meetings(notes):
    notes.has("pogo/2020-02-25-notes.md", "# February")
    notes.has("pogo/2020-03-31-agenda.md", "# Agenda")
    notes.has("pogo/2020-03-31-notes.md", "---\naliases: [2020-03-30]\n---\n# March")
    notes.has("pogo/slides.md", "---\nkind: resource\nmeeting: 2020-03-31\n---\n# Slides")
    notes.has("pogo/2020-04-28-notes.md", "---\nvisibility: members\n---\n# April")
    notes.has("pogo/2020-05-26-notes.md", "# May")
    notes.has("pogo/summer-agenda.md", "---\nmeeting: Summer call\ndate_note: to be confirmed\n---\n# Summer")
    notes.has("pogo/page.md", "---\ndate: 2020-03-31\n---\n")
    notes.has("north/2020-03-31-notes.md", "# North")
    return notes


def test_a_meeting_joins_agenda_notes_and_resources_of_its_group_and_key(meetings):
    meeting = meetings.catalog().meeting("pogo", "2020-03-31", EVERYBODY)
    assert [document.title for document in meeting.documents] == ["Agenda", "March", "Slides"]
    assert (meeting.title, meeting.date.iso, meeting.address) == ("March", "2020-03-31", "/groups/pogo/2020-03-31")


def test_meetings_without_a_date_come_first_then_the_newest(meetings):
    keys = [meeting.key for meeting in meetings.catalog().meetings(EVERYBODY, "pogo")]
    assert keys == ["summer-call", "2020-05-26", "2020-03-31", "2020-02-25"]
    assert len(meetings.catalog().meetings(EVERYBODY)) == 5


def test_a_former_key_still_finds_the_meeting(meetings):
    catalog = meetings.catalog()
    assert catalog.meeting("pogo", "2020-03-30", EVERYBODY).key == "2020-03-31"
    assert catalog.meeting("POGO", "Summer call", EVERYBODY).key == "summer-call"
    assert catalog.meeting("north", "2020-03-30", EVERYBODY) is None


def test_around_a_document_are_the_others_of_its_meeting_and_the_meetings_before_and_after(meetings):
    catalog = meetings.catalog()
    agenda = catalog.by_path("pogo/2020-03-31-agenda.md")
    around = catalog.around(agenda, EVERYBODY)
    assert [document.title for document in around.beside] == ["March", "Slides"]
    assert (around.previous.title, around.next.title) == ("February", "May")
    assert catalog.around(agenda, SIGNED_IN).next.title == "April"
    last = catalog.around(catalog.by_path("pogo/summer-agenda.md"), EVERYBODY)
    assert (last.next, last.previous.title) == (None, "May")


def test_around_a_page_or_a_document_nobody_may_see_there_is_nothing(meetings):
    catalog = meetings.catalog()
    assert catalog.around(catalog.by_path("pogo/page.md"), EVERYBODY).meeting is None
    assert catalog.around(catalog.by_path("pogo/2020-04-28-notes.md"), EVERYBODY).meeting is None
