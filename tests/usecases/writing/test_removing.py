"""Taking documents away and bringing them back: nothing is lost, and no place of another is taken."""

from __future__ import annotations

import pytest

from kb.access import audiences_of
from kb.model import VISITOR
from kb.usecases.in_step.refused import NotWritten, WrongWords
from kb.usecases.writing import removing
from kb.usecases.writing.creating import create_document
from kb.usecases.writing.removing import bin_of, bring_back, remove_document
from kb.usecases.writing.saving import Conflict, NotThere
from kb.usecases.writing.wording import Wording
from tests.usecases.club import ADA, CALL, LEA, NED, NOTES, SAM


def test_what_is_taken_away_is_gone_everywhere_and_comes_back_as_it_was(club):
    opened = club.open(CALL)
    remove_document(club.desk, NED, opened.document.id, opened.revision, "twice")
    assert not (club.notes / CALL).exists()
    assert club.finds("second") == []
    assert [each.document.title for each in bin_of(club.desk, NED)] == ["Call: one"]
    assert bin_of(club.desk, SAM) == bin_of(club.desk, VISITOR) == []
    with pytest.raises(NotThere):
        bring_back(club.desk, SAM, opened.document.id)
    bring_back(club.desk, NED, opened.document.id)
    assert (club.notes / CALL).read_bytes() == NOTES
    assert club.finds("second") == ["Call: one"]
    assert bin_of(club.desk, NED) == []


def test_what_comes_back_takes_no_place_of_another(club, library):
    opened = club.open(CALL)
    remove_document(club.desk, NED, opened.document.id, opened.revision)
    library.holds(CALL, "Another.\n")
    club.desk.refresher.everything()
    with pytest.raises(NotThere):  # a file at its place has its id, for it had none of its own
        bring_back(club.desk, NED, opened.document.id)


def test_nothing_is_taken_away_that_somebody_changed_since(club, library):
    opened = club.open(CALL)
    library.holds(CALL, NOTES + b"More.\r\n")
    with pytest.raises(Conflict):
        remove_document(club.desk, NED, opened.document.id, opened.revision)
    assert (club.notes / CALL).exists()


def test_what_is_not_in_the_history_yet_is_put_there_before_it_is_taken_away(club, library):
    library.holds("north/new.md", "Quite new.\n")
    club.desk.refresher.everything()
    opened = club.open("north/new.md")
    remove_document(club.desk, NED, opened.document.id, opened.revision)
    assert club.desk.history.content(club.desk.history.gone()[0]) == b"Quite new.\n"


def test_files_of_what_was_taken_away_are_nobody_elses(club, library):
    library.holds("north/leads/pay.pdf", b"x")
    club.desk.refresher.everything()
    opened = club.open("north/leads.md")
    remove_document(club.desk, LEA, opened.document.id, opened.revision)
    made = create_document(club.desk, NED, Wording("Leads", "", "page", "north"))
    document = club.desk.library.catalog.document(made, audiences_of(NED))
    assert (document.path, document.files) == (f"north/leads-{made}.md", ())
    with pytest.raises(WrongWords):
        club.save(club.open(CALL), text="[x](leads/pay.pdf)\n")
    bring_back(club.desk, LEA, opened.document.id)
    assert [each.name for each in club.desk.library.catalog.by_path("north/leads.md").files] == ["pay.pdf"]


def test_the_page_that_closes_a_group_goes_last(club, library):
    library.holds("east/2020-01-01-notes.md", "Trust.\n")
    club.desk.refresher.everything()
    page = club.open("east/index.md")
    with pytest.raises(NotWritten):
        remove_document(club.desk, LEA, page.document.id, page.revision)
    for changed in ({"kind": "page"}, {"group": "north"}):
        with pytest.raises((NotWritten, WrongWords)):
            club.save(page, LEA, names_no_one=True, **changed)
    assert club.finds("trust") == []
    notes = club.open("east/2020-01-01-notes.md")
    remove_document(club.desk, LEA, notes.document.id, notes.revision)
    remove_document(club.desk, LEA, page.document.id, page.revision)
    assert not (club.notes / "east/index.md").exists()


def test_what_is_put_in_its_place_at_once_does_not_hide_that_it_was_taken_away(club, monkeypatch):
    opened, remove = club.open(CALL), removing.remove_revision

    def then_put_back(target, revision):
        remove(target, revision)
        target.write_bytes(NOTES + b"From elsewhere.\r\n")

    monkeypatch.setattr(removing, "remove_revision", then_put_back)
    remove_document(club.desk, NED, opened.document.id, opened.revision, "twice")
    told = [(each.gone, each.by, each.why) for each in club.desk.history.revisions([opened.document.id])]
    assert told[:2] == [(False, None, "Changed outside"), (True, NED.account, "twice")]


def test_what_comes_back_beside_another_has_its_author_and_an_id(club, library):
    library.holds("x.md", "# X\n")
    club.desk.refresher.everything()
    opened = club.open("x.md", ADA)
    remove_document(club.desk, ADA, opened.document.id, opened.revision)
    library.document("x.md", "# Other\n", id="other1", kind="page")
    club.desk.refresher.everything()
    bring_back(club.desk, ADA, opened.document.id)
    beside = f"x-{opened.document.id}.md"
    assert club.told(beside) == [(ADA.account, "Brought back")]
