"""What is purged is nowhere in the library any more, while the server runs and after a purge that was broken off."""

from __future__ import annotations

import json
import subprocess

import pytest

from kb.drafts.drafts import Draft, Fields, add_draft, became, new_id, taken_as
from kb.history import History
from kb.people.reading import Read, mark_of, note_read
from kb.state import State
from kb.usecases.people import accounts
from kb.usecases.writing import unsaved
from tests.every_byte import where
from tests.served import Server
from tests.writing import LibraryFolder

from .command import kb

pytestmark = pytest.mark.timeout(180)  # several commands and a server, one after another

CALL = "north/2020-03-31-xyzzyplugh.md"
SAID = (
    "# Xyzzyplugh call\n\n{}\n\n## What Ann said\n\nQuuxword marmalade was her idea, all of it.\n\n## Next\n\nMore.\n"
)


@pytest.fixture
def club(library: LibraryFolder) -> LibraryFolder:
    library.document("north/index.md", "# North\n", kind="group", title="North")
    library.holds("north/2020-01-01-notes.md", "# January\n\nTeapots.\n")
    library.document(
        CALL, SAID.format("Begun."), id="k7w3qd", description="Quuxword in a sentence", tags=["xyzzyplugh"]
    )
    library.holds("north/2020-03-31-xyzzyplugh/quuxword.txt", "quuxword in a file")
    return library


def told(server: Server, identifier: str) -> list[str]:
    page = server.get(f"/d/{identifier}/history").text
    return [part.split("</strong>")[0] for part in page.split("<strong>")[1:]]


def test_a_purged_document_is_nowhere_while_the_server_goes_on(club, serving, tmp_path):
    server = serving(club.home)
    assert server.finds('"quuxword in a file"')  # which is read after the notes
    (club.notes / CALL).write_text((club.notes / CALL).read_text().replace("Begun.", "Begun, with teapots."))
    assert server.until(lambda: len(told(server, "k7w3qd")) == 2)
    (club.notes / "north" / f".kb-{'0' * 16}.tmp").write_text("quuxword, left by a save that was killed")
    january = server.search("january")["results"][0]["id"]
    before = told(server, january)
    state = State(club.home)
    made = accounts.add_account(state, "ann@example.org", groups={"north": "member"})
    unsaved.keep(state, made.account.number, "a-form-of-hers", "k7w3qd", {"title": "Quuxword", "text": "quuxword"})
    with state.write() as db:
        note_read(db, Read(made.account.number, "k7w3qd", db.now))
    assert kb(club.home, "backup", tmp_path / "earlier.zip").returncode == 0

    refused = kb(club.home, "purge", "k7w3qd", given="January\n")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "Nothing was erased" in refused.stderr
    done = kb(club.home, "purge", "k7w3qd", given="xyzzyplugh  call\n")
    assert done.returncode == 1, done.stderr
    assert f"{tmp_path / 'earlier.zip'}: its file is in it" in done.stdout

    assert where(club.home, b"quuxword", b"xyzzyplugh") == []
    with state.read() as db:
        assert mark_of(db, made.account.number, "k7w3qd") is None
    state.close()
    assert server.get("/d/k7w3qd").status_code == 404
    assert server.until(lambda: not server.search("marmalade", v=1)["results"])
    assert told(server, january) == before
    club.holds("north/2020-01-01-notes.md", "# January\n\nTeapots, and cups.\n")
    assert server.until(lambda: len(told(server, january)) == 2)
    assert kb(club.home, "purge", "k7w3qd", "--yes").returncode == 2


def test_a_purged_passage_is_in_no_version_and_the_rest_of_each_is(club):
    server = Server(club.home)
    try:
        assert server.until(lambda: told(server, "k7w3qd"))
        moved = SAID.format("Begun.").replace("## What Ann said", "## Ideas")
        (club.notes / CALL).write_text("---\nid: k7w3qd\n---\n" + moved)
        assert server.until(lambda: len(told(server, "k7w3qd")) == 2)
        (club.notes / CALL).write_text("---\nid: k7w3qd\n---\n" + SAID.format("Begun again."))
        assert server.until(lambda: len(told(server, "k7w3qd")) == 3)
        (club.notes / "north" / "2020-03-31-xyzzyplugh" / "quuxword.txt").unlink()
    finally:
        server.stop()
    before = told_of(club)
    done = kb(club.home, "purge", "k7w3qd", "--passage", "what-ann-said", "--yes", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["versions"] == 3
    assert "Next" in (club.notes / CALL).read_text()
    assert where(club.home, b"quuxword marmalade") == []
    assert [text.split() for text in told_of(club)] == [
        text.replace("## What Ann said", "").replace("Quuxword marmalade was her idea, all of it.", "").split()
        for text in before
    ]


SHARED = "Quuxword marmalade was her idea,\nall of it."


@pytest.mark.parametrize("passage", [[], ["--passage", "what-ann-said"]])
def test_what_others_write_loses_its_paragraphs_and_drafts_that_have_them_are_named(club, passage):
    assert kb(club.home, "index").returncode == 0
    state = State(club.home)
    ann = accounts.add_account(state, "ann@example.org", groups={"north": "member"}).account.number
    wrote = {"title": "Ideas", "text": f"Ours, and nobody else's.\n\n> {SHARED}\n\nWhat was her idea, all of it?"}
    unsaved.keep(state, ann, "a-form-of-hers", "", wrote)
    drafts = [
        Draft(new_id(), ann, Fields(group="north"), f"Before.\n\n{SHARED}"),
        Draft(new_id(), ann, Fields(group="north"), "The same again.", digest="a" * 64),
        Draft(new_id(), ann, Fields(group="north"), "Quite another.", digest="b" * 64),
    ]
    with state.write() as db:
        for each in drafts:
            add_draft(db, each)
        became(db, "a" * 64, "k7w3qd")
        became(db, "b" * 64, "another")

    done = kb(club.home, "purge", "k7w3qd", "--yes", "--json", *passage)
    told = json.loads(done.stdout)
    assert (done.returncode, told["unsaved"], set(told["drafts"])) == (1, 1, {each.id for each in drafts[:2]})
    left = unsaved.kept(state, ann, "a-form-of-hers").fields
    assert left["title"] == "Ideas"
    assert left["text"].split("\n\n") == ["Ours, and nobody else's.", "", "What was her idea, all of it?"]
    with state.read() as db:
        assert taken_as(db, "a" * 64) == (["k7w3qd"] if passage else [])
        assert taken_as(db, "b" * 64) == ["another"]
    state.close()


RULE = "This meeting is held under the rule that nobody says who said what."


@pytest.mark.parametrize(
    ("passage", "stands"),
    [
        ([], "north/2020-01-01-notes.md"),
        (["--passage", "what-ann-said"], "north/2020-01-01-notes.md"),
        (["--passage", "what-ann-said"], CALL),
        ([], ""),
    ],
)
def test_what_the_library_goes_on_saying_stays_in_what_others_write(club, passage, stands):
    said = SAID.format(RULE if stands == CALL else "Begun.").replace("## Next", f"{RULE}\n\n## Next")
    club.document(CALL, said, id="k7w3qd")
    if stands and stands != CALL:
        club.holds(stands, f"# January\n\n{RULE}\n")
    assert kb(club.home, "index").returncode == 0
    state = State(club.home)
    ann = accounts.add_account(state, "ann@example.org", groups={"north": "member"}).account.number
    unsaved.keep(state, ann, "a-form-of-hers", "", {"title": "Ideas", "text": f"Ours.\r\n\r\n{RULE}\r\n"})
    draft = Draft(new_id(), ann, Fields(group="north"), f"Before.\n\n{RULE}")
    with state.write() as db:
        add_draft(db, draft)

    done = kb(club.home, "purge", "k7w3qd", "--yes", "--json", *passage)
    told = json.loads(done.stdout)
    assert (told["unsaved"], list(told["drafts"])) == ((0, []) if stands else (1, [draft.id]))
    text = unsaved.kept(state, ann, "a-form-of-hers").fields["text"]
    assert text == ("Ours.\r\n\r\n" + (f"{RULE}\r\n" if stands else ""))
    state.close()


def test_nothing_is_left_once_what_others_write_has_lost_it(club):
    state = State(club.home)
    ann = accounts.add_account(state, "ann@example.org", groups={"north": "member"}).account.number
    unsaved.keep(state, ann, "a-form-of-hers", "", {"title": "Ideas", "text": f"Before.\n\n{SHARED}"})
    with state.write() as db:
        became(db, "a" * 64, "k7w3qd")
    state.close()
    assert kb(club.home, "purge", "k7w3qd", "--yes").returncode == 0
    assert where(club.home, b"quuxword", b"a" * 64) == []


def told_of(club: LibraryFolder) -> list[str]:
    history = History(club.home / "state" / "history.git")
    try:
        return [history.content(each).decode() for each in history.revisions(["k7w3qd"])]
    finally:
        history.close()


def test_in_a_repository_of_ones_own_it_says_what_to_do_there(club):
    subprocess.run(["git", "init", "-q", club.notes], check=True)
    done = kb(club.home, "purge", "k7w3qd", "--yes")
    assert done.returncode == 1
    assert f"git filter-repo --invert-paths --path {CALL}" in done.stdout
    assert where(club.home, b"quuxword") == []


def test_a_move_that_was_broken_off_is_finished_before_anything_is_purged(club):
    assert kb(club.home, "index").returncode == 0
    history = History(club.home / "state" / "history.git")
    history.begin_several((("north/2020-01-01-notes.md", "north/january.md"),), (), None, "Moved", {})
    history.close()
    assert kb(club.home, "purge", "k7w3qd", "--yes").returncode == 0
    assert (club.notes / "north/january.md").read_text() == "# January\n\nTeapots.\n"
    assert not (club.notes / "north/2020-01-01-notes.md").exists()
