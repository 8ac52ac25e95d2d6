"""Which files belong to which document, and how they are reached."""

import pytest

from tests.library.conftest import EVERYBODY


def names(notes, path):
    return {file.name: (file.path, file.size) for file in notes.document(path).files}


def test_a_document_has_the_files_of_its_own_folder_at_any_depth(notes):
    notes.has("pogo/call.md", "# Call")
    notes.has("pogo/call/board.jpg", b"123")
    notes.has("pogo/call/deep/plan.pdf", b"12345")
    notes.has("pogo/call/.DS_Store", b"1")
    notes.has("pogo/other.png", b"1")
    assert names(notes, "pogo/call.md") == {
        "board.jpg": ("pogo/call/board.jpg", 3),
        "deep/plan.pdf": ("pogo/call/deep/plan.pdf", 5),
    }


def test_the_nearest_document_has_the_file(notes):
    notes.has("pogo.md", "# Pogo")
    notes.has("pogo/call.md", "# Call")
    notes.has("pogo/call/board.jpg", b"123")
    notes.has("pogo/logo.png", b"1")
    assert list(names(notes, "pogo/call.md")) == ["board.jpg"]
    assert list(names(notes, "pogo.md")) == ["logo.png"]


def test_a_document_has_the_files_it_links_to(notes):
    notes.has("images/a.png", b"1")
    notes.has("images/b.png", b"1")
    notes.has("files/a.png", b"1")
    notes.has("pogo/call.md", "![](../images/a.png) [b](/files/a.png) [gone](../images/gone.png) ![[b.png]]")
    assert {name: path for name, (path, _) in names(notes, "pogo/call.md").items()} == {
        "a.png": "files/a.png",
        "images/a.png": "images/a.png",
        "b.png": "images/b.png",
    }


def test_a_link_does_not_take_a_file_out_of_another_documents_folder(notes):
    notes.has("pogo/secret.md", "---\nvisibility: leads\n---\n")
    notes.has("pogo/secret/plan.pdf", b"1")
    notes.has("pogo/call.md", "[plan](secret/plan.pdf)")
    notes.has("kb.yml", "title: T")
    notes.has("x.md", "[settings](kb.yml) [notes](pogo/call.md) [up](../outside.txt)")
    assert names(notes, "pogo/call.md") == {}
    assert names(notes, "x.md") == {}
    assert list(names(notes, "pogo/secret.md")) == ["plan.pdf"]


def test_a_file_of_that_name_in_another_documents_folder_does_not_matter_to_a_link_by_name(notes):
    notes.has("call.md", "# Call\n\n![[board.jpg]]")
    notes.has("shared/board.jpg", b"123")
    notes.has("secret.md", "---\nvisibility: leads\n---\n# Secret")
    notes.has("secret/board.jpg", b"1")
    assert names(notes, "call.md") == {"board.jpg": ("shared/board.jpg", 3)}


def test_a_file_that_comes_or_goes_changes_its_document(notes):
    notes.has("pogo/call.md", "# Call")
    notes.refresh()
    place = notes.has("pogo/call/board.jpg", b"1")
    assert notes.refresh("pogo/call/board.jpg").put == ("pogo/call.md",)
    place.write_bytes(b"12")
    assert notes.refresh("pogo/call").put == ("pogo/call.md",)
    place.unlink()
    assert notes.refresh("pogo/call/board.jpg").put == ("pogo/call.md",)
    assert notes.library.catalog.by_path("pogo/call.md").files == ()


def test_an_attached_file_is_opened_by_its_name(notes):
    notes.has("pogo/call.md", "# Call")
    place = notes.has("pogo/call/deep/a b#c.png", b"123")
    document = notes.document("pogo/call.md")
    assert notes.library.open_attached(document, "deep/a b#c.png") == place.resolve()


@pytest.mark.parametrize("name", ["", ".", "..", "../call.md", "/etc/passwd", "deep/../board.jpg", "Board.jpg", "a\0b"])
def test_no_other_name_opens_anything(notes, name):
    notes.has("pogo/call.md", "# Call")
    notes.has("pogo/call/board.jpg", b"123")
    assert notes.library.open_attached(notes.document("pogo/call.md"), name) is None


def test_a_file_that_has_become_a_link_is_not_opened(notes, tmp_path):
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret/board.jpg").write_bytes(b"123")
    notes.has("pogo/call.md", "# Call")
    place = notes.has("pogo/call/board.jpg", b"123")
    document = notes.document("pogo/call.md")
    place.unlink()
    assert notes.library.open_attached(document, "board.jpg") is None
    place.symlink_to(tmp_path / "secret/board.jpg")
    assert notes.library.open_attached(document, "board.jpg") is None
    place.unlink()
    place.parent.rmdir()
    place.parent.symlink_to(tmp_path / "secret")
    assert notes.library.open_attached(document, "board.jpg") is None


def test_a_link_to_an_attached_file_leads_to_the_document_that_shows_it(notes):
    notes.has("images/a.png", b"1")
    notes.has("pogo/call.md", "![](../images/a.png)")
    catalog = notes.catalog()
    found = catalog.resolve("../images/a.png", catalog.by_path("pogo/call.md"), EVERYBODY)
    assert (found.document.path, found.file.name) == ("pogo/call.md", "a.png")
