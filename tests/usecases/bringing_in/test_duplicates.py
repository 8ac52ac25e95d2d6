"""What somebody is about to publish may be there already, and is put into what there is: nobody's words are lost."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from kb.drafts import Draft, Fields, NoDraft, add_draft, draft_of
from kb.drafts.drafts import new_id
from kb.people.accounts import create_account
from kb.people.memberships import set_member
from kb.people.viewing import viewer_of
from kb.search import WhooshIndex
from kb.state import State
from kb.usecases.bringing_in.drafting import DraftRoom
from kb.usecases.bringing_in.duplicates import alike, put_into, same_file
from kb.usecases.writing.saving import Conflict
from tests.usecases.club import LEA, Club


@pytest.fixture
def club(library):
    library.document("north/index.md", "# North\n", kind="group", title="North")
    library.document("north/call.md", "First.\n\nSecond.\n\nThird.\n", id="call01", title="Call")
    made = Club(library.home)
    yield made
    made.desk.history.close()


@pytest.fixture
def room(club, library):
    state = State(library.home)
    yield DraftRoom(club.desk, state)
    state.close()


@pytest.fixture
def ned(room):
    with room.state.write() as db:
        made = create_account(db, "ned@example.org", "Ned")
        set_member(db, made.number, "north", "member")
        return viewer_of(db, made)


@pytest.fixture
def draft(room, ned):
    made = Draft(new_id(), ned.account, Fields(title="Call", group="north"), "Uploaded.\n")
    room.shelf.put(made.id, io.BytesIO(b"Uploaded.\n"), [], made.text)
    with room.state.write() as db:
        return add_draft(db, made)


@pytest.fixture
def somebody_between(club, monkeypatch):
    """Lea saves as soon as the document has been opened once."""
    waiting, opening = [True], club.desk.open

    def opened(viewer, identifier):
        found = opening(viewer, identifier)
        if waiting:
            waiting.clear()
            club.save(found, LEA, text=found.said.text.replace("First.", "First, by Lea."))
        return found

    monkeypatch.setattr(club.desk, "open", opened)


def test_what_somebody_saves_meanwhile_stays_where_a_draft_is_put_at_the_end(club, room, ned, draft, somebody_between):
    put_into(room, ned, draft.id, "call01", at_the_end=True)
    assert club.open("north/call.md").said.text == "First, by Lea.\n\nSecond.\n\nThird.\n\nUploaded.\n"


def test_what_somebody_saves_meanwhile_is_not_replaced_unseen(club, room, ned, draft, somebody_between):
    with pytest.raises(Conflict):
        put_into(room, ned, draft.id, "call01", at_the_end=False)
    assert club.open("north/call.md").said.text == "First, by Lea.\n\nSecond.\n\nThird.\n"
    with room.state.read() as db:
        assert draft_of(db, draft.id) == draft
    put_into(room, ned, draft.id, "call01", at_the_end=False)
    assert club.open("north/call.md").said.text == "Uploaded.\n"
    with room.state.read() as db, pytest.raises(NoDraft):
        draft_of(db, draft.id)


LONG = " ".join(f"word{number}" for number in range(40))


def test_while_the_index_is_being_made_the_same_meeting_is_found_all_the_same(
    club, room, ned, draft, library, tmp_path
):
    library.document("north/2020-01-01-notes.md", "Words.\n", id="meet01", kind="notes", date="2020-01-01")
    library.document("north/long.md", f"{LONG}\n", id="long01", kind="page")
    club.desk.refresher.everything()
    same = replace(draft, fields=replace(draft.fields, date="2020-01-01"), text=f"{LONG}\n")
    found = [(each.document.id, each.why) for each in alike(room, club.index, ned, same)]
    assert found == [("meet01", "meeting"), ("long01", "text")]
    without = alike(room, WhooshIndex(tmp_path / "index"), ned, same)
    assert [(each.document.id, each.why) for each in without] == [("meet01", "meeting")]


def test_a_text_that_has_several_phrases_of_it_is_read_once(club, room, ned, draft, library, monkeypatch):
    library.document("north/long.md", f"{LONG}\n", id="long01", kind="page")
    club.desk.refresher.everything()
    read, body = [], club.desk.library.body
    monkeypatch.setattr(club.desk.library, "body", lambda document: read.append(document.id) or body(document))
    assert [each.why for each in alike(room, club.index, ned, replace(draft, text=f"{LONG}\n"))] == ["text"]
    assert read == ["long01"]


def test_other_drafts_of_the_same_file_are_told_to_whoever_may_see_them(room, ned, draft):
    with room.state.write() as db:
        made = [
            add_draft(db, replace(draft, id=new_id(), **{"digest": "d1", **differing}))
            for differing in ({}, {}, {"text": "Else.\n"}, {"digest": "d2"}, {"fields": Fields(group="east")})
        ]
    first, second, *_, elsewhere = made
    assert {each.id for each in same_file(room, ned, first)} == {second.id, elsewhere.id}
    lea = replace(ned, account=ned.account + 1, groups=frozenset(), leads=frozenset({"north"}))
    assert [each.id for each in same_file(room, lea, first)] == [second.id]
    assert same_file(room, replace(lea, leads=frozenset()), first) == []
    assert same_file(room, replace(lea, account=None), first) == []
    assert same_file(room, ned, draft) == []
