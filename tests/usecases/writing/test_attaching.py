"""Attaching files to documents: where they lie, who may, and that what was there before is kept."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from kb.access import audiences_of
from kb.history import HistoryUnusable
from kb.usecases.in_step.refused import NotWritten
from kb.usecases.writing.attaching import Upload, attach, detach, linking, put_in_place
from kb.usecases.writing.saving import NotTheirs, NotThere, Unnamed
from tests.usecases.club import LEA, NED, READER, SAM, Club

PLAN = Upload("plan.png", b"one")


@pytest.fixture
def club(library):
    library.document("north/index.md", "# North\n", kind="group", title="North")
    library.document("north/call.md", "# Call\n\n![The plan](call/plan.png)\n", id="call01")
    library.document("north/other.md", "[the plan](call/plan.png)\n", id="other1", title="Other", visibility="leads")
    library.document("east/index.md", "# East\n", kind="group", title="East", rule="chatham-house")
    library.document("east/call.md", "Trust.\n", id="east01")
    return Club(library.home)


def files(club, viewer=NED, identifier="call01") -> dict[str, bytes]:
    catalog = club.desk.library.catalog
    document = catalog.document(identifier, audiences_of(viewer, catalog.audiences))
    return {file.name: (club.notes / file.path).read_bytes() for file in document.files}


def kept(club, identifier="call01"):
    return [(club.desk.history.content(e), e.by, e.gone) for e in club.desk.history.files([identifier])]


def test_an_attached_file_lies_in_the_folder_of_its_document_and_is_there_once(club):
    assert attach(club.desk, NED, "call01", PLAN).path == "north/call/plan.png"
    assert attach(club.desk, NED, "call01", PLAN).name == "plan.png"
    assert attach(club.desk, NED, "call01", Upload("PLAN.png", b"two")).name == "PLAN-2.png"
    assert files(club) == {"plan.png": b"one", "PLAN-2.png": b"two"}
    assert kept(club) == [(b"two", 1, False), (b"one", 1, False)]


def test_a_file_whose_name_has_no_ending_gets_its_number_at_the_end(club):
    names = [attach(club.desk, NED, "call01", Upload("makefile", data)).name for data in (b"one", b"two", b"one")]
    assert names == ["makefile", "makefile-2", "makefile"]


def test_what_is_replaced_is_kept_also_where_it_was_put_there_from_outside(club):
    (club.notes / "north/call").mkdir()
    (club.notes / "north/call/plan.png").write_bytes(b"by hand")
    club.desk.refresher.everything()
    put_in_place(club.desk, LEA, "call01", "plan.png", Upload("another-name.png", b"two"))
    assert files(club) == {"plan.png": b"two"}
    assert kept(club) == [(b"two", 2, False), (b"by hand", None, False)]
    detach(club.desk, NED, "call01", "plan.png")
    assert files(club) == {}
    assert kept(club)[0] == (b"two", 1, True)
    assert "plan" in (club.notes / "north/call.md").read_text()


def test_only_whoever_may_change_the_document_may_change_its_files(club):
    attach(club.desk, NED, "call01", PLAN)
    for viewer, refused in ((SAM, NotTheirs), (READER, NotTheirs)):
        with pytest.raises(refused):
            attach(club.desk, viewer, "call01", replace(PLAN, data=b"two"))
        with pytest.raises(refused):
            put_in_place(club.desk, viewer, "call01", "plan.png", PLAN)
        with pytest.raises(refused):
            detach(club.desk, viewer, "call01", "plan.png")
    with pytest.raises(NotThere):
        attach(club.desk, NED, "other1", PLAN)
    assert files(club) == {"plan.png": b"one"}


def test_under_the_chatham_house_rule_somebody_says_that_a_file_names_no_one(club):
    with pytest.raises(Unnamed):
        attach(club.desk, LEA, "east01", PLAN)
    attach(club.desk, LEA, "east01", PLAN, names_no_one=True)
    assert files(club, LEA, "east01") == {"plan.png": b"one"}


def test_a_file_is_replaced_by_one_of_its_kind_and_only_in_its_own_folder(club, library):
    library.holds("north/shared.pdf", b"%PDF")
    library.document("north/links.md", "[x](shared.pdf)\n", id="links1")
    club.desk.refresher.everything()
    attach(club.desk, NED, "call01", PLAN)
    with pytest.raises(NotWritten, match="png"):
        put_in_place(club.desk, NED, "call01", "plan.png", Upload("x.pdf", b"%PDF"))
    with pytest.raises(NotThere):
        detach(club.desk, NED, "links1", "shared.pdf")
    assert (club.notes / "north/shared.pdf").exists()


def test_who_links_a_file_is_told_of_what_they_may_see(club):
    file = attach(club.desk, NED, "call01", PLAN)
    document = club.desk.document(NED, "call01")
    assert [each.id for each in linking(club.desk, NED, document, [file])[file.path]] == ["call01"]
    more = attach(club.desk, NED, "call01", Upload("unused.png", b"two"))
    found = linking(club.desk, LEA, document, [file, more])
    assert [each.id for each in found[file.path]] == ["call01", "other1"]
    assert found[more.path] == []


def test_nothing_is_replaced_where_the_history_cannot_keep_what_is_there(club):
    attach(club.desk, NED, "call01", PLAN)
    club.desk.history.close()
    repository = club.notes.parent / "state/history.git"
    shutil.rmtree(repository)
    repository.write_text("a file where a folder was")
    with pytest.raises((HistoryUnusable, OSError)):
        put_in_place(club.desk, NED, "call01", "plan.png", replace(PLAN, data=b"two"))
    assert files(club) == {"plan.png": b"one"}
