"""All groups for an admin, and making one."""

from __future__ import annotations

import lxml.html
import pytest

from kb.people import audit, links, memberships
from tests.signed_in import Browsers


@pytest.fixture
def browsers(library, site):
    library.document("north/index.md", "", kind="group", title="North", visibility="leads", rule="chatham-house")
    library.document("bare/2024-01-15-notes.md", "# Talk\n", visibility="group")
    return Browsers(site())


@pytest.fixture
def root(browsers):
    return browsers("root", admin=True)


def text_of(answer) -> str:
    return " ".join(lxml.html.fromstring(answer.text).find(".//main").text_content().split())


def made(root, **sent):
    return root.post("/admin/groups", data=sent)


def test_every_group_is_listed_with_its_people_whoever_may_see_it(browsers, root):
    browsers("ada", north="lead")
    browsers("bo", north="member")
    with browsers.state.write() as db:
        memberships.ask_to_join(db, browsers.number("root"), "bare")
    said = text_of(root.get("/admin/groups"))
    assert "North Chatham House Rule 2 members, led by Ada. 1 document. Only the leads of North can read this." in said
    assert "bare No members. 1 document. It has no page yet; to edit it makes one." in said
    assert "1 asks to join" in said


def test_for_all_but_admins_there_is_nothing_here(browsers):
    for browser in (browsers.visitor(), browsers("ada", north="lead")):
        never = browser.get("/admin/never")
        assert browser.get("/admin/groups").text == never.text
        assert made(browser, title="Mine").text == never.text
    assert browsers.visitor().get("/groups/mine").status_code == 404


def test_a_group_is_made_and_is_there_with_the_answer(browsers, root, library):
    answer = made(root, title="South & east", description="Both", visibility="members", joining="ask", id="x")
    assert (answer.status_code, answer.headers["location"]) == (303, "/groups/south-east/people")
    assert (library.notes / "south-east/index.md").read_text() == (
        '---\ntitle: "South & east"\ndescription: Both\nvisibility: members\njoining: ask\nkind: group\n---\n'
    )
    assert "Nobody is in this group yet. Invite its first lead." in text_of(root.get("/groups/south-east/people"))
    eve = browsers("eve")
    assert "Ask to join" in text_of(eve.get("/groups/south-east"))
    assert eve.get("/api/v1/search", params={"q": "south east"}).json()["total"] == 1
    assert browsers.visitor().get("/groups/south-east").status_code == 404
    with browsers.state.read() as db:
        assert [(line.what, line.by, line.group) for line in audit.entries(db)] == [
            ("group made", browsers.number("root"), "south-east")
        ]


def test_a_folder_whose_name_means_something_else_is_its_folder_all_the_same(root, library):
    assert made(root, title="Docs").status_code == 303
    assert "group: docs\n" in (library.notes / "docs/index.md").read_text()
    assert "Docs" in text_of(root.get("/groups/docs"))


def test_who_was_in_an_earlier_group_of_the_name_is_not_in_the_new_one(browsers, root):
    browsers("old", south="lead")
    with browsers.state.write() as db:
        links.make_link(db, "join", group="south", role="lead", made_by=browsers.number("root"))
    assert made(root, title="South", visibility="group").status_code == 303
    assert browsers.role("old", "south") is None
    with browsers.state.read() as db:
        assert links.invitations(db, "south") == []


@pytest.mark.parametrize(
    ("title", "code", "sentence"),
    [
        ("…", 422, "A group needs a title with a letter or a digit."),
        ("North!", 422, "There is a group “North” already, at /groups/north."),
        ("Plans", 409, "There is a file plans/index.md already, of another group or none."),
    ],
)
def test_what_cannot_be_made_is_said_and_what_was_typed_is_kept(root, library, title, code, sentence):
    library.document("plans/index.md", "Ours.\n", group="bare", kind="page")
    answer = made(root, title=title, description="Kept in the form")
    assert answer.status_code == code
    assert sentence in text_of(answer)
    assert "Kept in the form" in answer.text
    assert (library.notes / "plans/index.md").read_text().endswith("Ours.\n")


def test_two_who_make_the_same_group_at_once_make_one(browsers, root, library, monkeypatch):
    other, first = browsers("other", admin=True), []
    refresher = root.app.state.parts.refresher
    alone = refresher.after

    def after(write):
        if not first:
            first.append(1)
            assert made(other, title="South", description="Theirs").status_code == 303
        return alone(write)

    monkeypatch.setattr(refresher, "after", after)
    answer = made(root, title="South", description="Mine")
    assert answer.status_code == 422
    assert "There is a group “South” already" in text_of(answer)
    assert "Theirs" in (library.notes / "south/index.md").read_text()
