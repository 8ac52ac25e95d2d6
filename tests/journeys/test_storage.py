"""Folders and disks that refuse: what can be served is served, and the pages and commands say what is wrong."""

from __future__ import annotations

import resource

import httpx2
import lxml.html
import pytest

from tests.intake.making import zipped
from tests.served import Server
from tests.signed_in import admin_of
from tests.writing import LibraryFolder

from .command import file_modes_hold, kb


@pytest.fixture
def club(library: LibraryFolder) -> LibraryFolder:
    library.holds("good.md", "# Good\n\nmarmalade\n")
    return library


def works(server: Server) -> None:
    """It answers, finds the document that is as it should be, and nothing went wrong without a word."""
    assert server.get("/").status_code == 200
    [found] = server.search("marmalade")["results"]
    assert server.until(lambda: server.get(found["url"]).status_code == 200), "what is found a moment later opens too"
    assert "Traceback" not in server.said


def test_a_file_that_cannot_be_read_is_named_and_taken_in_once_it_can(club, serving):
    shut = club.holds("shut.md", "# Shut\n\nrhubarb\n")
    shut.chmod(0)
    server = serving(club.home, limits=file_modes_hold)
    works(server)
    assert server.search("rhubarb")["total"] == 0
    checked = kb(club.home, "check", limits=file_modes_hold)
    assert "shut.md:1  error: This file cannot be read: permission denied." in checked.stdout
    assert checked.returncode == 1
    shut.chmod(0o644)
    assert server.finds("rhubarb")


def test_a_folder_that_cannot_be_read_is_named_and_the_others_are_served(club, serving):
    folder = club.holds("shut/inside.md", "# Inside\n\nrhubarb\n").parent
    folder.chmod(0)
    works(serving(club.home, limits=file_modes_hold))
    checked = kb(club.home, "check", limits=file_modes_hold)
    assert "shut  error: This folder cannot be read: permission denied." in checked.stdout
    folder.chmod(0o755)


def test_a_library_without_notes_says_so_and_finds_them_when_they_come(library, serving):
    library.notes.rmdir()
    server = serving(library.home)
    assert "out of reach" in server.get("/").text
    assert "no such file" in server.said
    checked = kb(library.home, "check")
    assert "notes  error: This folder cannot be read: no such file or directory." in checked.stdout
    assert checked.returncode == 1
    library.holds("good.md", "# Good\n\nmarmalade\n")
    assert server.finds("marmalade")
    assert server.until(lambda: "out of reach" not in server.get("/").text)
    works(server)


def test_notes_that_cannot_be_written_are_served_and_an_import_says_why_it_failed(club, serving, tmp_path):
    (tmp_path / "old.md").write_text("# Old\n\nrhubarb\n")
    club.notes.chmod(0o555)
    works(serving(club.home, limits=file_modes_hold))
    imported = kb(club.home, "import", tmp_path / "old.md", limits=file_modes_hold)
    assert imported.returncode == 1
    assert "failed" in imported.stdout
    assert "Permission denied" in imported.stdout
    assert imported.stderr == ""
    assert [path.name for path in club.notes.iterdir()] == ["good.md"]


@pytest.mark.parametrize("workers", ["1", "2"])
def test_an_index_that_cannot_be_written_is_kept_in_memory_and_every_page_says_so(club, serving, workers):
    (club.home / "index").mkdir()
    (club.home / "index").chmod(0o555)
    server = serving(club.home, limits=file_modes_hold, KB_WORKERS=workers)
    works(server)
    for address in ("/", "/search?q=marmalade", "/groups", "/nothing-here"):
        assert "kept in memory" in server.get(address).text
    assert "permission denied" in server.said
    club.holds("new.md", "# New\n\nrhubarb\n")
    assert server.finds("rhubarb")
    assert list((club.home / "index").iterdir()) == []


def disk_is_full() -> None:
    """For a new process: no file can become larger than a kilobyte, as where all other blocks of a disk are taken."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))


def test_an_import_on_a_full_disk_says_why_it_failed_and_leaves_nothing_behind(club, tmp_path):
    kb(club.home, "index")
    (tmp_path / "old.md").write_text("# Old\n\n" + "rhubarb " * 1000)
    imported = kb(club.home, "import", tmp_path / "old.md", limits=disk_is_full, PYTHONDONTWRITEBYTECODE="1")
    assert imported.returncode == 1
    assert "old.md  File too large" in imported.stdout
    assert [path.name for path in club.notes.iterdir()] == ["good.md"]


def test_a_converted_file_on_a_full_disk_is_said_and_comes_in_once_there_is_room(club, tmp_path):
    kb(club.home, "index")
    desk = tmp_path / "desk"
    desk.mkdir()
    (desk / "old.txt").write_text("Old notes\n\n" + "rhubarb " * 1000)
    (desk / "all.zip").write_bytes(zipped({"within.txt": "Within\n\n" + "marmalade " * 1000}))
    # What Python keeps of modules would be cut off as well, for every run after this one.
    imported = kb(club.home, "import", desk, limits=disk_is_full, PYTHONDONTWRITEBYTECODE="1")
    assert imported.returncode == 1
    assert imported.stdout.count("File too large") == 2
    assert [path.name for path in club.notes.iterdir()] == ["good.md"]
    assert kb(club.home, "import", desk).returncode == 0
    assert {path.name for path in club.notes.iterdir()} == {"good.md", "old.md", "within.md"}


def test_an_index_for_which_the_disk_has_no_room_is_said_in_a_sentence_by_the_command(club):
    done = kb(club.home, "index", limits=disk_is_full, PYTHONDONTWRITEBYTECODE="1")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == "File too large."


def test_a_change_on_a_full_disk_is_said_and_found_once_there_is_room(club, serving):
    server = serving(club.home)
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))
    club.holds("new.md", "# New\n\nrhubarb\n")
    assert server.until(lambda: "cannot be written" in server.get("/").text)
    works(server)
    assert server.search("rhubarb")["total"] == 0
    assert server.said.count("The index cannot be written (file too large)") == 1
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert server.finds("rhubarb", within=20)
    assert server.until(lambda: "cannot be written" not in server.get("/").text)


@pytest.mark.parametrize("trouble", ["full", "read-only"])
def test_a_save_that_cannot_be_written_gives_the_text_back_and_changes_nothing(club, serving, trouble):
    said = club.document("good.md", "# Good\n\nmarmalade\n", id="good22").read_bytes()
    secret = admin_of(club.home)
    server = serving(club.home, limits=file_modes_hold)
    long = "My long text. " * 1000
    with httpx2.Client(base_url=server.url, headers={"Origin": server.url}, cookies={"session": secret}) as ada:
        page = lxml.html.fromstring(ada.get("/d/good22/edit").text)
        (form,) = page.find_class("writing")
        sent = {**{name: value or "" for name, value in form.form_values()}, "text": long}
        if trouble == "full":
            resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (2000, resource.RLIM_INFINITY))
        else:
            club.notes.chmod(0o555)
        answer = ada.post("/d/good22/edit", data=sent)
        assert answer.status_code in (503, 507)
        assert "My long text." in answer.text
        assert "Nothing was changed" in answer.text
        assert (club.notes / "good.md").read_bytes() == said
        assert [path.name for path in club.notes.iterdir()] == ["good.md"]
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        club.notes.chmod(0o755)
        assert ada.post("/d/good22/edit", data=sent).status_code == 303
        assert "My long text." in (club.notes / "good.md").read_text()
        assert server.finds('"my long text"')
