"""Making documents: who may, under which name, and that it tells nobody of what is hidden."""

from __future__ import annotations

import pytest

from kb.access import audiences_of
from kb.usecases.in_step.refused import WrongWords
from kb.usecases.writing.creating import create_document
from kb.usecases.writing.saving import NotTheirs
from kb.usecases.writing.wording import Wording
from tests.usecases.club import ADA, LEA, NED, READER, SAM


def test_a_new_document_has_a_name_that_people_can_read(club):
    new = Wording("Monthly call", "2020-03-31", "notes", "north", "jam", text="We met.")
    first = create_document(club.desk, LEA, new, once="first")
    written = (club.notes / "north/2020-03-31-notes.md").read_text()
    assert written.replace(f'"{first}"', first) == (  # quoted where it begins with a digit
        f"---\nid: {first}\ntitle: Monthly call\ndate: 2020-03-31\ntags: [jam]\n---\nWe met.\n"
    )
    assert club.finds("met") == ["Monthly call"]
    second = create_document(club.desk, LEA, new)
    assert club.desk.library.catalog.by_path(f"north/2020-03-31-notes-{second}.md").id == second != first
    create_document(club.desk, ADA, Wording("CON", "", "page", ""))
    assert (club.notes / "con-page.md").exists()
    create_document(club.desk, ADA, Wording("A map: of ---\nall", "", "resource", "", url="https://example.org/x"))
    assert club.desk.library.catalog.by_path("resources/a-map-of-all.md").title == "A map: of --- all"


def test_whoever_does_not_see_all_of_a_group_learns_from_no_name_that_something_is_hidden_there(club, library):
    library.document("north/taken.md", "Hidden.\n", visibility="leads")
    club.desk.refresher.everything()
    for title in ("Taken", "Free"):
        made = create_document(club.desk, NED, Wording(title, "", "page", "north"))
        assert club.desk.library.catalog.document(made, audiences_of(NED)).path == f"north/{title.lower()}-{made}.md"


def test_a_new_document_that_is_sent_twice_is_made_once(club):
    new = Wording("Monthly call", "", "page", "north")
    assert create_document(club.desk, NED, new, once="x") == create_document(club.desk, NED, new, once="x")
    assert len(list(club.notes.glob("north/monthly-call*"))) == 1


@pytest.mark.parametrize(
    ("viewer", "new", "error"),
    [
        (SAM, Wording("New", "", "notes", "north"), NotTheirs),
        (NED, Wording("New", "", "notes", ""), NotTheirs),
        (READER, Wording("New", "", "notes", "north"), NotTheirs),
        (NED, Wording("New", "", "group", "north"), WrongWords),
        (NED, Wording("…", "", "notes", "north"), WrongWords),
        (NED, Wording("New", "2020-02-31", "notes", "north"), WrongWords),
        (NED, Wording("New", "", "novel", "north"), WrongWords),
        (NED, Wording("New", "", "notes", "north", visibility="leads"), NotTheirs),
        (NED, Wording("New", "", "notes", "north", text="\0"), WrongWords),
    ],
)
def test_what_cannot_be_made_is_not(club, viewer, new, error):
    before = sorted(club.notes.rglob("*"))
    with pytest.raises(error):
        create_document(club.desk, viewer, new)
    assert sorted(club.notes.rglob("*")) == before
