"""A draft that ever was under the Chatham House Rule waits for a lead, whatever becomes of its group and its fields."""

from __future__ import annotations

import pytest

from tests.signed_in import Browsers
from tests.web.pages.groups.test_group_edit import text_of
from tests.web.pages.test_upload import CALL, form_at, send

TICKED = {"names_no_one": "yes"}
NAMED = {"names_no_one": True}
RULED = {"kind": "group", "rule": "chatham-house"}


@pytest.fixture
def club(library, site):
    library.document("north/index.md", "# North\n", kind="group", title="North")
    library.document("north/there.md", "Ours.\n", id="there1", kind="notes", date="2020-03-31")
    library.document("east/index.md", "# East\n", title="East", **RULED)
    return Browsers(site())


@pytest.fixture
def mia(club):
    return club("mia", north="member", east="member")


@pytest.fixture
def lea(club):
    return club("lea", north="member", east="lead")


def with_front(*lines: str) -> tuple[str, bytes]:
    return "call.md", "\n".join(("---", *lines, "---", "")).encode() + CALL


def published(library) -> bool:
    return any("xylophones" in path.read_text() for path in library.notes.rglob("*.md"))


def changes(club, library, **group) -> None:
    """The page of North is another."""
    library.document("north/index.md", "# North\n", title="North", **group)
    club.visitor().app.state.parts.refresher.everything()


@pytest.mark.parametrize("changed", [{"group": "north"}, {"rule": "none"}])
def test_a_member_takes_no_draft_out_of_the_rule(mia, library, changed):
    address = send(mia, ("call.md", CALL), group="east")
    (field,) = changed
    refused = mia.patch(f"/api/v1{address}", json=changed)
    assert refused.status_code == 422
    assert "Only a lead of the group can take it out" in refused.text
    refused = mia.post(address, data={**form_at(mia, address), **changed, "do": "publish"})
    assert (refused.status_code, f'id="f-{field}-wrong"' in refused.text) == (422, True)
    assert mia.patch(f"/api/v1{address}", json={**changed, "title": "!"}).status_code == 422
    assert mia.post(f"/api/v1{address}/publish", json=NAMED).status_code == 403
    assert mia.post(f"{address}/beside/there1", data={"do": "append", **TICKED}).status_code == 403
    assert not published(library)


def test_what_a_lead_takes_out_of_the_rule_a_lead_publishes_with_a_tick(mia, lea, library):
    address = send(mia, ("call.md", CALL), group="east")
    assert lea.patch(f"/api/v1{address}", json={"group": "north"}).json()["group"] == "north"
    assert "a lead of the group reads it for names" in text_of(mia.get(address))
    assert mia.post(f"/api/v1{address}/publish", json=NAMED).status_code == 403
    assert "Monthly call" in text_of(lea.get("/drafts"))
    assert 'name="names_no_one"' in lea.get(address).text
    assert lea.post(address, data={**form_at(lea, address), "do": "publish"}).status_code == 422
    assert not published(library)
    lea.post(address, data={**form_at(lea, address), "do": "publish", **TICKED})
    assert published(library)


def test_who_came_is_taken_out_again_where_a_draft_comes_back_under_the_rule(lea):
    address = send(lea, ("call.md", CALL), group="east")
    said = {"group": "north", "markdown": "Present: Cat Jones, Dan White\n\nOf xylophones.\n"}
    assert "Cat Jones" in lea.patch(f"/api/v1{address}", json=said).json()["markdown"]
    assert "Cat Jones" not in lea.patch(f"/api/v1{address}", json={"group": "east"}).json()["markdown"]


def test_a_lead_puts_a_draft_of_theirs_into_a_document_of_a_group_without_the_rule(lea, library):
    address = f"{send(lea, ('call.md', CALL), group='east')}/beside/there1"
    assert 'name="names_no_one"' in lea.get(address).text
    assert lea.post(address, data={"do": "append"}).status_code == 422
    assert not published(library)
    assert lea.post(address, data={"do": "append", **TICKED}).status_code == 303
    assert published(library)


def test_where_a_group_comes_under_the_rule_its_drafts_do(mia, club, library):
    first, other = (send(mia, ("call.md", CALL), group="north") for _ in range(2))
    before = form_at(mia, other)
    changes(club, library, **RULED)
    lou = club("lou", north="lead")
    for browser in (mia, lou):
        assert "Ann Smith" not in form_at(browser, first)["text"]
        assert "Ann Smith" in text_of(browser.get(first))  # beside it
    assert mia.post(f"/api/v1{first}/publish", json=NAMED).status_code == 403
    mia.post(other, data={**before, "title": "Our call", "do": "save"})  # a form from before
    assert "Ann Smith" not in form_at(mia, other)["text"]
    assert text_of(mia.get(other)).count("Present: Ann Smith, Bob Brown") == 2  # beside it, and in the original
    changes(club, library, kind="group")
    assert mia.post(f"/api/v1{other}/publish", json={}).status_code == 403
    assert lou.post(f"/api/v1{other}/publish", json={}).status_code == 422
    assert lou.post(f"/api/v1{other}/publish", json=NAMED).status_code == 201


def test_an_opened_draft_that_is_saved_as_it_is_keeps_who_came_beside_it_and_the_rule(mia, club, library):
    address = send(mia, ("call.md", CALL), group="north")
    changes(club, library, **RULED)
    mia.post(address, data={**form_at(mia, address), "do": "save"})
    changes(club, library, kind="group")
    assert "Ann Smith" not in form_at(mia, address)["text"]
    assert "Kept beside it" in text_of(mia.get(address))
    assert mia.post(f"/api/v1{address}/publish", json={}).status_code == 403


def test_the_rule_in_the_front_matter_is_that_of_the_draft(mia, club, library):
    address = send(mia, with_front("rule: Chatham House"), group="north")
    draft = mia.get(f"/api/v1{address}").json()
    assert (draft["rule"], "Ann Smith" in draft["markdown"]) == ("chatham-house", False)
    assert mia.post(f"/api/v1{address}/publish", json=NAMED).status_code == 403
    assert mia.patch(f"/api/v1{address}", json={"rule": ""}).status_code == 422
    lou = club("lou", north="lead")
    assert lou.post(f"/api/v1{address}/publish", json={}).status_code == 422
    assert lou.post(f"/api/v1{address}/publish", json=NAMED).status_code == 201
    (written,) = (library.notes / "north").glob("2020*.md")
    assert "rule: chatham-house" in written.read_text()


def test_a_member_brings_nothing_out_of_the_rule_by_front_matter_or_a_field(mia, lea):
    for file, fields in ((with_front("rule: none"), {}), (("call.md", CALL), {"rule": "none"})):
        answer = mia.post("/api/v1/uploads", files={"file": file}, data={"group": "east", **fields})
        (draft,) = answer.json()["drafts"]
        assert (draft["rule"], "Ann Smith" in draft["markdown"]) == ("", False)
        assert "only a lead of the group can take a document out" in draft["report"]
    north = send(mia, ("call.md", CALL), group="north")
    assert mia.patch(f"/api/v1{north}", json={"rule": "none"}).status_code == 422
    assert mia.patch(f"/api/v1{north}", json={"rule": "none", "group": "east"}).status_code == 422
    address = send(lea, with_front("rule: none"), group="east")
    assert lea.get(f"/api/v1{address}").json()["rule"] == "none"


@pytest.mark.parametrize(
    ("line", "kept", "told"),
    [
        ("visibility: group", "group", ""),
        ("visibility: leads", "leads", ""),
        ("visibility: Public", "", "would let more people read it"),
        ("visibility: grup", "group", "“grup” is not a visibility"),
        ("visibility:", "group", "Nothing that can be read stands after “visibility”"),
        ("rule: chatam", "group", "“chatam” is not a rule"),
    ],
)
def test_the_readers_in_the_front_matter_are_those_of_the_draft_as_far_as_one_may(club, library, line, kept, told):
    changes(club, library, kind="group", visibility="members")
    ned = club("ned", north="member")
    address = send(ned, with_front(line), group="north")
    draft = ned.get(f"/api/v1{address}").json()
    assert draft["visibility"] == form_at(ned, address)["visibility"] == kept
    assert told in draft["report"]
    assert ("out" in draft["report"] or "not" in draft["report"] or "Nothing" in draft["report"]) == bool(told)
