"""The text of attached files in the index."""

import os

import pytest

from kb.access import audiences_of
from kb.files import reading
from kb.model import VISITOR, Viewer
from kb.search import Query
from kb.usecases.in_step.opening import open_library
from kb.usecases.in_step.refresh import Refresher
from kb.usecases.looking_after.checking import check_library
from tests.intake.making import pdf, written_by_pandoc, zipped

MEMBER = Viewer(member=True)
TWO_PAGES = pdf([[(50, 700, 12, "What the wall said")], [(50, 700, 12, "Marmalade for everybody")]])


class Club:
    """A library opened as a process would."""

    def __init__(self, home):
        opened = open_library(home / "notes", home / "index")
        self.library, self.index = opened.library, opened.index
        self.refresher = Refresher(opened.library, opened.index, opened.folder)

    def take_in(self):
        self.refresher.everything()
        while self.refresher.read_files():
            pass
        return self

    def finds(self, text, viewer=VISITOR):
        """Headings and anchors of the passages found."""
        found = self.index.search(Query(text=text), audiences_of(viewer)).found
        return [(passage.heading, passage.anchor) for each in found for passage in each.passages]

    def problems(self):
        return [(p.path, p.severity, p.message) for p in self.refresher.files.problems(self.library.catalog)]


@pytest.fixture
def notes(library):
    library.document("call.md", "# Call\n\nWe met.\n")
    return library


def test_words_of_every_kind_of_file_are_found_by_page(notes):
    notes.holds("call/wall.pdf", TWO_PAGES)
    notes.holds("call/slides.pptx", written_by_pandoc("# One\n\n- porridge\n\n# Two\n\n- kedgeree\n", "pptx"))
    notes.holds("call/report.docx", written_by_pandoc("# Why\n\nThe parsnip.\n", "docx"))
    notes.holds("call/report.odt", written_by_pandoc("# Why\n\nThe swede.\n", "odt"))
    notes.holds("call/plain.txt", "Agenda\n\nThe turnip.\n")
    club = Club(notes.home).take_in()
    assert club.finds("marmalade") == [("wall.pdf, page 2", "kb-file-wall-pdf.2")]
    assert club.finds("kedgeree") == [("slides.pptx, slide 2", "kb-file-slides-pptx.2")]
    assert [club.finds(word)[0][0] for word in ("parsnip", "swede", "turnip")] == [
        "report.docx", "report.odt", "plain.txt",
    ]  # fmt: skip


def test_a_file_is_for_the_readers_of_its_document_and_follows_it(notes):
    notes.document("call.md", "# Call\n\nWe met.\n", visibility="members")
    notes.holds("call/wall.pdf", TWO_PAGES)
    club = Club(notes.home).take_in()
    assert not club.finds("marmalade")
    assert club.finds("marmalade", MEMBER)
    notes.document("call.md", "# Call\n\nWe met.\n", visibility="public")
    club.refresher.paths(frozenset({"call.md"}))
    assert club.finds("marmalade")


def test_what_is_replaced_or_taken_away_outside_is_no_longer_found(notes):
    place = notes.holds("call/note.txt", "The turnip.\n")
    club = Club(notes.home).take_in()
    place.write_text("The swedes.\n")
    os.utime(place, ns=(1, 1))  # of the same size: only its time tells
    assert Club(notes.home).take_in().finds("swedes")
    assert not Club(notes.home).take_in().finds("turnip")
    place.unlink()
    club.take_in()
    assert not club.finds("swedes")
    assert club.refresher.files._texts.stamps() == {}


def test_each_content_is_read_once_and_nothing_is_lost_with_what_is_kept(notes, monkeypatch):
    notes.holds("call/wall.pdf", TWO_PAGES)
    Club(notes.home).take_in()
    with monkeypatch.context() as patch:
        patch.setattr(reading, "run_once", lambda *_, **__: pytest.fail("it was read again"))
        notes.holds("call/copy.pdf", TWO_PAGES)
        club = Club(notes.home).take_in()
        assert len(club.finds("marmalade")) == 2
        club.refresher.rebuild()
        assert len(club.finds("marmalade")) == 2
    for file in (notes.home / "index").rglob("*.db*"):
        file.write_bytes(b"rubbish" * 1000)
    assert len(Club(notes.home).take_in().finds("marmalade")) == 2


def test_files_made_to_harm_stop_nothing_and_are_named(notes):
    notes.holds("call/bomb.docx", zipped({"word/document.xml": b"a" * 300_000_000}))
    notes.holds("call/empty.pdf", b"")
    notes.holds("call/scanned.pdf", pdf([[]]))
    notes.holds("call/page.txt", "<!doctype html><html><script>alert(1)</script></html>")
    notes.holds("call/wall.pdf", TWO_PAGES)
    club = Club(notes.home).take_in()
    assert club.finds("marmalade")
    said = {path: severity for path, severity, _ in club.problems()}
    assert said == {
        "call/bomb.docx": "warning",
        "call/empty.pdf": "warning",
        "call/page.txt": "warning",
        "call/scanned.pdf": "note",
    }


def test_a_reader_that_hangs_is_ended(notes, monkeypatch, tmp_path):
    notes.holds("call/wall.pdf", TWO_PAGES)
    monkeypatch.setattr(reading, "_SECONDS", 0.01)
    club = Club(notes.home).take_in()
    assert [message for _, _, message in club.problems()] == [
        "Reading it took too long, so its words cannot be searched."
    ]


def test_a_check_names_what_cannot_be_read_whether_the_index_knows_it_or_not(notes):
    notes.holds("call/page.txt", "<!doctype html><html></html>")
    before = sorted((notes.home / "index").rglob("*"))
    said = [(each.path, each.severity) for each in check_library(notes.notes, notes.home / "index").problems]
    assert ("call/page.txt", "warning") in said
    assert sorted((notes.home / "index").rglob("*")) == before
    Club(notes.home).take_in()
    assert said == [(each.path, each.severity) for each in check_library(notes.notes, notes.home / "index").problems]
