"""Taking a folder of notes into the library."""

import pytest

from kb.jobs import Progress
from kb.usecases.bringing_in.import_plan import plan_import
from kb.usecases.bringing_in.imported import NothingToImport, Wishes
from kb.usecases.bringing_in.importing import import_files
from kb.usecases.in_step.opening import open_library
from tests.writing import LibraryFolder


@pytest.fixture
def old(tmp_path):
    """The folder to import from."""
    folder = LibraryFolder(tmp_path / "old")
    folder.holds("calls/2020-03-31-notes.md", "# Monthly call\n\nSee [the plan](../plan.md) and ![board](board.png).\n")
    folder.holds("calls/board.png", b"\x89PNG not really")
    folder.document("plan.md", "The plan.\n", title="A plan", tags=["planning"], mood="hopeful")
    folder.holds(".obsidian/workspace.json", "{}")
    return folder.notes


def taken(library, sources, wishes=None, **options):
    opened = open_library(library.notes, library.home / "index").library
    opened.accept(opened.changes())
    planned = plan_import(opened, sources, options.pop("into", ""))
    return import_files(opened, planned, wishes or Wishes(), Progress("Importing", shown=False), **options)


def outcomes(files):
    return {file.path: file.outcome for file in files}


def test_the_contents_of_a_folder_keep_their_names_and_places(library, old):
    assert outcomes(taken(library, [old])) == {
        "calls/2020-03-31-notes.md": "imported",
        "calls/board.png": "imported",
        "plan.md": "imported",
    }
    assert (library.notes / "calls/board.png").read_bytes() == b"\x89PNG not really"


def test_a_document_gets_its_id_and_everything_else_is_kept_byte_for_byte(library, old):
    taken(library, [old])
    lines = (library.notes / "plan.md").read_text().splitlines()
    before = (old / "plan.md").read_text().splitlines()
    added = [line for line in lines if line not in before]
    assert len(added) == 1
    assert added[0].startswith("id: ")
    assert [line for line in lines if line != added[0]] == before


def test_importing_twice_changes_nothing(library, old):
    taken(library, [old])
    before = {path: path.read_bytes() for path in library.notes.rglob("*") if path.is_file()}
    assert set(outcomes(taken(library, [old])).values()) == {"already there"}
    assert {path: path.read_bytes() for path in library.notes.rglob("*") if path.is_file()} == before


def test_nothing_is_ever_overwritten(library, old):
    library.holds("plan.md", "ours\n")
    found = {file.path: file for file in taken(library, [old])}
    assert found["plan.md"].outcome == "different"
    assert "left as it is" in found["plan.md"].reason
    assert (library.notes / "plan.md").read_text() == "ours\n"


def test_it_is_said_what_was_inferred_and_from_what(library, old):
    found = {file.path: file.inferred for file in taken(library, [old])}
    assert found["calls/2020-03-31-notes.md"]["date"] == ("2020-03-31", "the file name")
    assert found["calls/2020-03-31-notes.md"]["title"][0] == "Monthly call"
    assert found["plan.md"]["title"] == ("A plan", "front matter")


def test_a_dry_run_says_the_same_and_writes_nothing(library, old):
    dry = taken(library, [old], dry_run=True)
    assert not any(library.notes.iterdir())
    wet = taken(library, [old])
    assert [(f.path, f.outcome, f.inferred) for f in dry] == [(f.path, f.outcome, f.inferred) for f in wet]


def test_wishes_are_written_only_where_the_document_does_not_say_it_itself(library, old):
    wishes = Wishes(group="POGO", kind="resource", tags=("archive",), visibility="members")
    taken(library, [old], wishes, into="old")
    plan = (library.notes / "old/plan.md").read_text()
    notes = (library.notes / "old/calls/2020-03-31-notes.md").read_text()
    assert "archive" not in plan
    assert "planning" in plan
    assert "archive" in notes
    assert all("group: POGO" in text and "visibility: members" in text for text in (plan, notes))


def test_a_file_whose_front_matter_is_broken_is_taken_in_as_it_is(library, old):
    (old / "broken.md").write_text("---\ntags: [a\n---\nstill text\n")
    assert outcomes(taken(library, [old]))["broken.md"] == "imported"
    assert (library.notes / "broken.md").read_text() == "---\ntags: [a\n---\nstill text\n"


@pytest.mark.parametrize("into", ["../elsewhere", "/etc", "a/../../b"])
def test_nothing_is_written_outside_the_library(library, old, into):
    with pytest.raises(NothingToImport, match="below notes/"):
        taken(library, [old], into=into)


def test_what_is_not_there_is_said(library, tmp_path):
    with pytest.raises(NothingToImport, match="nothing at"):
        taken(library, [tmp_path / "nowhere"])


def test_the_library_is_not_imported_into_itself(library):
    library.holds("a.md", "text")
    with pytest.raises(NothingToImport, match="already"):
        taken(library, [library.notes])


def test_links_out_of_the_folder_are_not_followed(library, old, tmp_path):
    secret = tmp_path / "secret.md"
    secret.write_text("secret")
    (old / "innocent.md").symlink_to(secret)
    assert "innocent.md" not in outcomes(taken(library, [old]))


def test_nothing_is_imported_unread_into_a_group_under_the_chatham_house_rule(library, old):
    library.document("north/index.md", "# North\n", kind="group", rule="chatham-house")
    found = {file.path: file for file in taken(library, [old], into="north")}
    assert found["north/plan.md"].outcome == "failed"
    assert "North meets under the Chatham House Rule" in found["north/plan.md"].reason
    assert not (library.notes / "north/plan.md").exists()


def test_a_name_that_cannot_be_kept_is_said_and_the_rest_goes_on(library, old):
    (old / "a\\b.md").write_text("text")
    found = {file.path: file for file in taken(library, [old])}
    assert found["plan.md"].outcome == "imported"
    assert "a\\b.md" not in found or found["a\\b.md"].outcome == "failed"
