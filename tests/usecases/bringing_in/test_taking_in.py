"""What an import may not publish waits among somebody's drafts; what expires is destroyed, and what is somebody's goes
with them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.drafts import NoDraft, Shelf, change_draft, draft_of, drafts_by
from kb.history import History
from kb.people.accounts import create_account
from kb.people.memberships import set_member
from kb.people.viewing import viewer_of
from kb.state import State
from kb.usecases.bringing_in.drafting import DraftRoom
from kb.usecases.bringing_in.import_plan import plan_import
from kb.usecases.bringing_in.import_record import ImportRecord
from kb.usecases.bringing_in.imported import Wishes
from kb.usecases.bringing_in.importing import import_files
from kb.usecases.bringing_in.publishing import publish, tidy_drafts
from kb.usecases.bringing_in.taking_in import ImportedDrafts
from kb.usecases.in_step.opening import open_library
from kb.usecases.in_step.refresh import Refresher
from kb.usecases.looking_after.backup import make_backup
from kb.usecases.looking_after.restoring import restore
from kb.usecases.people.accounts import erase
from kb.usecases.writing.saving import Desk
from tests.journeys.command import kb

DAY = 24 * 3600


class NoBar:
    def begin(self, total):
        pass

    def advance(self, count):
        pass

    def end(self):
        pass


@pytest.fixture
def clock():
    class Clock:
        now = 1_600_000_000.0

        def __call__(self):
            return self.now

    return Clock()


@pytest.fixture
def room(library, clock):
    library.document("east/index.md", "# East\n", kind="group", title="East", rule="chatham-house")
    library.document("north/index.md", "# North\n", kind="group", title="North")
    opened = open_library(library.notes, library.home / "index")
    refresher = Refresher(opened.library, opened.index, opened.folder)
    refresher.everything()
    state, history = State(library.home, clock=clock), History(library.home / "state" / "history.git")
    yield DraftRoom(Desk(opened.library, history, refresher), state)
    state.close()
    history.close()
    opened.index.close()


@pytest.fixture
def lea(room):
    with room.state.write() as db:
        made = create_account(db, "lea@example.org", "Lea")
        set_member(db, made.number, "east", "lead")
        return viewer_of(db, made)


@pytest.fixture
def desk_files(tmp_path):
    folder = tmp_path / "desk"
    folder.mkdir()
    (folder / "2024-01-15-notes.md").write_text("# Call\n\nPresent: Ann Smith, Bob Brown\n\nTreacle.\n")
    (folder / "plan.txt").write_text("The plan\n\nMarmalade for all.\n")
    return folder


def imported(room, viewer, folder, into, record=None):
    library = room.desk.library
    drafts = ImportedDrafts(room, viewer) if viewer else None
    return import_files(library, plan_import(library, [folder], into), Wishes(), NoBar(), record=record, drafts=drafts)


def drafts_of(room, viewer):
    with room.state.read() as db:
        return drafts_by(db, viewer.account)


def test_an_import_under_the_rule_makes_drafts_for_whoever_is_named_and_each_once(room, lea, desk_files, library):
    assert {each.outcome for each in imported(room, None, desk_files, "east")} == {"failed"}
    assert {each.outcome for each in imported(room, lea, desk_files, "east")} == {"draft"}
    found = {draft.fields.title: draft for draft in drafts_of(room, lea)}
    assert set(found) == {"Call", "The plan"}
    assert (found["Call"].fields.date, found["Call"].fields.group) == ("2024-01-15", "east")
    assert "Ann Smith" not in found["Call"].text
    assert "Ann Smith" in found["Call"].private
    assert "Marmalade" in found["The plan"].text
    assert not (library.notes / "east/plan.md").exists()
    assert {each.outcome for each in imported(room, lea, desk_files, "east")} == {"already there"}
    assert len(drafts_of(room, lea)) == 2


def test_an_answer_to_messages_whose_draft_was_published_is_a_draft_of_its_own(room, lea, tmp_path, library):
    folder = tmp_path / "messages"
    folder.mkdir()

    def holds(number, answers):
        heads = f"Subject: Call\nDate: Wed, {number} Apr 2020 11:00:00 +0100\nMessage-ID: <m{number}@example.org>"
        said = f"{heads}\nIn-Reply-To: <m{answers}@example.org>\n\nXyzzy{number} it is.\n"
        (folder / f"{9 - number}.eml").write_text(said)

    def words():
        imported(room, lea, folder, "east", ImportRecord(library.home))
        return [[word for word in draft.text.split() if word.startswith("Xyzzy")] for draft in drafts_of(room, lea)]

    holds(1, 0)
    holds(2, 1)
    assert words() == [["Xyzzy1", "Xyzzy2"]]
    publish(room, lea, drafts_of(room, lea)[0].id, names_no_one=True)
    holds(3, 2)
    assert words() == words() == [["Xyzzy3"]]


def test_nobody_gets_drafts_of_a_group_that_they_may_not_write_in(room, lea, desk_files, library):
    library.document("west/index.md", "# West\n", kind="group", title="West", rule="chatham-house")
    room.desk.refresher.everything()
    (one, _) = imported(room, lea, desk_files, "west")
    assert (one.outcome, one.reason) == ("failed", "whoever is named with --as may not write in its group")


def test_the_command_makes_them_too(room, lea, desk_files, library):
    said = kb(library.home, "import", desk_files, "--into", "east", "--as", "lea@example.org")
    assert said.returncode == 0, said.stderr
    assert "2 draft" in said.stdout
    assert len(drafts_of(room, lea)) == 2
    said = kb(library.home, "import", desk_files, "--into", "east", "--as", "lee@example.org")
    assert said.returncode
    assert "Did you mean lea@example.org?" in said.stderr


def test_a_draft_expires_with_all_that_is_kept_of_it(room, lea, desk_files, clock):
    imported(room, lea, desk_files, "east")
    one, other = drafts_of(room, lea)
    clock.now += 29 * DAY
    tidy_drafts(room)
    assert len(drafts_of(room, lea)) == 2
    with room.state.write() as db:
        change_draft(db, replace(one, text="Worked on.\n"))
    clock.now += 2 * DAY
    tidy_drafts(room)
    assert [draft.id for draft in drafts_of(room, lea)] == [one.id]
    assert room.shelf.original(one.id)
    assert room.shelf.original(other.id) is None


def test_a_backup_holds_drafts_with_their_originals(room, lea, desk_files, library, tmp_path):
    imported(room, lea, desk_files, "east")
    make_backup(library.home, room.state, tmp_path / "backup.zip")
    restore(tmp_path / "backup.zip", tmp_path / "restored", None)
    there = State(tmp_path / "restored")
    with there.read() as db:
        drafts = drafts_by(db, lea.account)
    there.close()
    assert {draft.fields.title for draft in drafts} == {"Call", "The plan"}
    for draft in drafts:
        original = Shelf(tmp_path / "restored" / "state").original(draft.id)
        assert original.read_bytes() == room.shelf.original(draft.id).read_bytes()


def test_drafts_go_with_the_account(room, lea, desk_files):
    imported(room, lea, desk_files, "east")
    (one, other) = drafts_of(room, lea)
    erase(room.state, "lea@example.org")
    for draft in (one, other):
        assert room.shelf.original(draft.id) is None
        with room.state.read() as db, pytest.raises(NoDraft):
            draft_of(db, draft.id)
