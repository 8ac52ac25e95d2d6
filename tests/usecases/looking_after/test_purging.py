"""What a purge does where files are not as they were."""

from __future__ import annotations

import pytest

from kb.usecases.looking_after import purging
from kb.usecases.looking_after.purging import Eraser

SAID = "# Call\n\nStays.\n\n## Secret\n\nHidden words.\n"


@pytest.fixture
def eraser(club, state):
    return Eraser(club.notes.parent, club.desk.library, club.desk.history, club.desk.refresher, state)


def test_a_link_left_at_the_former_place_of_a_document_is_no_hindrance(club, eraser, library):
    library.document("old.md", SAID, id="call22", kind="page")
    club.desk.refresher.everything()
    club.desk.refresher.record()
    (club.notes / "old.md").rename(club.notes / "new.md")
    (club.notes / "old.md").symlink_to("new.md")
    club.desk.refresher.everything()
    club.desk.refresher.record()
    eraser.purge(eraser.find("call22", "secret"))
    assert "Stays." in (club.notes / "new.md").read_text()
    everything = [(club.notes / "new.md").read_bytes()]
    everything += map(club.desk.history.content, club.desk.history.revisions(["call22"]))
    assert len(everything) > 1
    assert not [text for text in everything if b"Hidden" in text]


def test_a_passage_that_somebody_writes_meanwhile_is_cut_all_the_same(club, eraser, library, monkeypatch):
    place = library.document("call.md", SAID, id="call22", kind="page")
    club.desk.refresher.everything()
    club.desk.refresher.record()
    found = eraser.find("call22", "secret")
    write = purging.write_revision
    more = [SAID.replace("Stays.", "Stays, and more.")]

    def meanwhile(target, data, revision):
        if more:
            place.write_text(more.pop())
        write(target, data, revision)

    monkeypatch.setattr(purging, "write_revision", meanwhile)
    eraser.purge(found)
    assert place.read_text().split() == ["#", "Call", "Stays,", "and", "more."]
