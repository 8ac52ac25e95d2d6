"""Editing what a group says of itself: who may, what is written, and what is refused with nothing lost."""

from __future__ import annotations

import lxml.html
import pytest

from kb.people import audit
from tests.signed_in import Browsers, email

NORTH = (
    b"---\r\n# ours\r\ntitle: North\r\nkind: group\r\nlead: [Ada, Bo]  # both\r\nx-own: kept\r\n---\r\n"
    b"# North\r\n\r\nWe talk about xylophones.\r\n"
)


@pytest.fixture
def browsers(library, site):
    library.holds("north/index.md", NORTH)
    library.document("north/2024-01-15-notes.md", "# Budgets\n\nThe quixotic budget.\n")
    library.document("north/2024-02-15-notes.md", "# Open talk\n\nFor all.\n", visibility="public")
    library.document("bare/2024-01-15-notes.md", "# First talk\n")
    return Browsers(site())


@pytest.fixture
def ada(browsers):
    return browsers("ada", north="lead", bare="lead")


def text_of(answer) -> str:
    return " ".join(lxml.html.fromstring(answer.text).find(".//main").text_content().split())


def form_of(browser, group="north") -> dict[str, str]:
    """The form as it is opened."""
    page = lxml.html.fromstring(browser.get(f"/groups/{group}/edit").text)
    return dict(page.find(".//main//form").form_values())


def saved(browser, form, group="north", **changed):
    return browser.post(f"/groups/{group}/edit", data={**form, **changed})


def north(library) -> bytes:
    return (library.notes / "north" / "index.md").read_bytes()


def test_a_form_that_is_sent_as_it_was_opened_changes_nothing(browsers, ada, library):
    form = form_of(ada)
    assert form.pop("revision")
    assert form == {
        "title": "North", "description": "", "lead": "Ada, Bo", "visibility": "", "rule": "none", "joining": "",
    }  # fmt: skip
    assert saved(ada, form_of(ada)).headers["location"] == "/groups/north"
    assert north(library) == NORTH
    with browsers.state.read() as db:
        assert audit.entries(db) == []


def test_only_what_was_changed_is_written_and_the_log_says_what_without_its_words(browsers, ada, library):
    answer = saved(
        ada, form_of(ada), title="North: the club", visibility="group", joining="ask", description=" A\r\nb "
    )
    assert answer.status_code == 303
    assert north(library) == NORTH.replace(b"title: North", b'title: "North: the club"').replace(
        b"x-own: kept\r\n", b"x-own: kept\r\ndescription: A b\r\nvisibility: group\r\njoining: ask\r\n"
    )
    assert "North: the club" in text_of(ada.get("/groups/north"))
    with browsers.state.read() as db:
        (line,) = audit.entries(db, group="north")
    assert (line.what, line.by) == ("group changed", browsers.number("ada"))
    assert line.detail == "title, description, visibility group, joining"


def test_a_changed_visibility_holds_with_the_next_answer(browsers, ada):
    visitor = browsers.visitor()

    def found(words):
        return visitor.get("/api/v1/search", params={"q": words}).json()["total"]

    assert (found("quixotic"), found("xylophones")) == (1, 1)
    saved(ada, form_of(ada), visibility="group")
    assert (found("quixotic"), found("xylophones")) == (0, 0)
    assert found("title:talk group:north") == 1  # it says itself who can read it
    assert "xylophones" not in visitor.get("/groups/north").text
    saved(ada, form_of(ada), visibility="")
    assert (found("quixotic"), found("xylophones")) == (1, 1)


def test_another_server_process_shows_it_at_once_as_well(library, serving, browsers, ada):
    server = serving(library.home)
    assert server.get("/groups/north").status_code == 200
    assert server.search("quixotic")["total"] == 1
    saved(ada, form_of(ada), visibility="leads")
    assert server.search("quixotic")["total"] == 0
    assert "xylophones" not in server.get("/groups/north").text


def test_for_all_others_there_is_no_form(browsers, ada, library):
    form = form_of(ada)
    saved(ada, form, visibility="group")
    hidden = north(library)
    for browser in (browsers.visitor(), browsers("eve"), browsers("dan", bare="lead")):
        never = browser.get("/groups/nowhere/edit")
        assert browser.get("/groups/north/edit").text == never.text
        assert saved(browser, form, title="Theirs").text == never.text
    member = browsers("bo", north="member")
    assert member.get("/groups/north/edit").status_code == saved(member, form, title="Mine").status_code == 404
    assert "Edit this group" not in member.get("/groups/north").text
    assert "Edit this group" in ada.get("/groups/north").text
    assert north(library) == hidden


def test_what_another_site_sends_changes_nothing(browsers, ada, library):
    for headers in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = ada.post("/groups/north/edit", data={**form_of(ada), "visibility": "leads"}, headers=headers)
        assert answer.status_code == 403
    assert north(library) == NORTH


def test_of_two_leads_the_second_is_told_and_loses_nothing(browsers, ada, library):
    bo = browsers("bo", north="lead")
    first, second = form_of(ada), form_of(bo)
    saved(ada, first, description="By Ada")
    after_ada = north(library)
    answer = saved(bo, second, description="By Bo", joining="ask")
    assert answer.status_code == 409
    assert north(library) == after_ada
    assert "Somebody else has changed this group since you opened this form" in text_of(answer)
    assert "It says now: By Ada." in text_of(answer)
    assert "By Bo" in answer.text
    again = dict(lxml.html.fromstring(answer.text).find(".//main//form").form_values())
    assert again["joining"] == "ask"
    assert saved(bo, again).status_code == 303
    assert b"description: By Bo\r\njoining: ask" in north(library)


def test_a_change_made_beside_the_server_is_not_written_over(browsers, ada, library):
    form = form_of(ada)
    library.holds("north/index.md", NORTH.replace(b"xylophones", b"marimbas"))
    answer = saved(ada, form, title="Other")
    assert answer.status_code == 409
    assert b"marimbas" in north(library)
    assert b"Other" not in north(library)


def test_of_two_leads_who_act_at_once_whoever_was_removed_changes_nothing(browsers, ada, library, monkeypatch):
    """Bo was a lead when the request came in, and is none when it is done."""
    bo = browsers("bo", north="lead")
    form, number, was, first = form_of(bo), browsers.number("bo"), browsers.state.write, []

    def write():
        if not first:
            first.append(1)
            assert ada.post("/groups/north/people/remove", data={"account": number}).status_code == 303
        return was()

    monkeypatch.setattr(browsers.state, "write", write)
    answer = saved(bo, form, title="Bo's")
    assert answer.status_code == 403
    assert "You do not lead this group any more, so nothing was changed." in text_of(answer)
    assert north(library) == NORTH


def test_a_form_says_what_it_names_and_no_more(browsers, ada, library):
    form = form_of(ada)
    answer = saved(ada, form, lead="Cleo", id="mine", kind="page", aliases="x", draft="true")
    assert answer.status_code == 303
    assert north(library) == NORTH.replace(b"[Ada, Bo]", b"Cleo")


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"title": " … "}, "A group needs a title with a letter or a digit."),
        ({"title": "x" * 121}, "That is 121 letters long; at most 120 can be kept here."),
        ({"visibility": "everybody"}, "Choose who can read it."),
        ({"rule": "?"}, "Choose a rule, or none."),
    ],
)
def test_what_cannot_be_is_said_and_the_rest_is_kept(browsers, ada, library, sent, sentence):
    answer = saved(ada, form_of(ada), description="Kept in the form", **sent)
    assert answer.status_code == 422
    if sentence.startswith(("A group", "That")):
        assert sentence in text_of(answer)
    assert "Kept in the form" in answer.text
    assert north(library) == NORTH


def test_a_lead_opens_a_group_no_wider_than_is_usual_and_an_admin_may(library, site):
    library.holds("kb.yml", "default_visibility: members\n")
    library.document("north/index.md", "", kind="group", title="North", visibility="group")
    browsers = Browsers(site())
    ada, root = browsers("ada", north="lead"), browsers("root", admin=True)
    page = ada.get("/groups/north/edit")
    assert "Everybody on the internet" not in page.text
    assert "Only an admin can let more people read this group than is usual here." in text_of(page)
    answer = saved(ada, form_of(ada), visibility="public")
    assert answer.status_code == 422
    assert browsers.visitor().get("/groups/north").status_code == 404
    assert saved(ada, form_of(ada), visibility="members").status_code == 303
    assert "Everybody on the internet can read it" in text_of(root.get("/groups/north/edit"))
    assert saved(root, form_of(root), visibility="public").status_code == 303
    assert browsers.visitor().get("/groups/north").status_code == 200
    assert saved(ada, form_of(ada), title="Still public").status_code == 303  # what is so already stays


def test_a_group_without_a_page_gets_one(browsers, ada, library):
    form = form_of(ada, "bare")
    assert (form["title"], form["revision"]) == ("bare", "")
    assert saved(ada, form, "bare", title="The bare ones", rule="chatham-house").status_code == 303
    written = (library.notes / "bare" / "index.md").read_text()
    assert written == "---\ntitle: The bare ones\nrule: chatham-house\nkind: group\n---\n"
    page = text_of(ada.get("/groups/bare"))
    assert "The bare ones" in page
    assert "Chatham House Rule" in page
    assert saved(ada, form, "bare", title="Again").status_code == 409  # a page came while the form was open


def test_the_page_goes_where_the_documents_are_and_says_its_group_where_the_folder_does_not(library, site):
    library.document("clubs/Nórth/a.md", "# A\n", group="North")
    library.document("else/b.md", "# B\n", group="South")
    browsers = Browsers(site())
    ada = browsers("ada", north="lead", south="lead")
    for group in ("north", "south"):
        assert saved(ada, form_of(ada, group), group).status_code == 303
    assert "group: north" in (library.notes / "clubs/Nórth/index.md").read_text()
    assert (library.notes / "south/index.md").read_text() == "---\ntitle: South\nkind: group\n---\n"
    assert ada.get("/groups/south").status_code == 200


def test_what_cannot_be_read_is_closed_in_the_form_too_and_can_be_mended_there(library, site):
    library.document("north/index.md", "", kind="group", title="North", visibility="evrybody", rule="what")
    browsers = Browsers(site())
    ada = browsers("ada", north="lead")
    form = form_of(ada)
    assert (form["visibility"], form["rule"]) == ("leads", "chatham-house")
    assert saved(ada, form, visibility="members", rule="none").status_code == 303
    assert b"visibility: members\nrule: none\n" in north(library)
    assert browsers("eve").get("/groups/north").status_code == 200


def test_a_page_whose_front_matter_is_broken_is_left_to_a_person(library, site):
    library.document("north/2024-01-15-notes.md", "# Talk\n")
    library.holds("north/index.md", "---\ntitle: [North\n---\n")
    ada = Browsers(site())("ada", north="lead")
    answer = ada.get("/groups/north/edit")
    assert answer.status_code == 409
    assert "north/index.md cannot be changed here." in text_of(answer)


def test_a_link_is_not_followed(browsers, ada, library, tmp_path):
    outside = tmp_path / "outside.md"
    outside.write_bytes(NORTH)
    form = form_of(ada)
    (library.notes / "north" / "index.md").unlink()
    (library.notes / "north" / "index.md").symlink_to(outside)
    assert saved(ada, form, title="Out").status_code == 409
    assert outside.read_bytes() == NORTH


def test_a_folder_that_cannot_be_written_leaves_all_as_it_was_and_what_was_typed(browsers, ada, library, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kb.library.writing._beside", full)
    answer = saved(ada, form_of(ada), title="Lost?")
    assert answer.status_code == 503
    assert "It cannot be written just now (no space left on device)." in text_of(answer)
    assert "Lost?" in answer.text
    assert north(library) == NORTH
    with browsers.state.read() as db:
        assert audit.entries(db) == []


def test_the_email_of_nobody_is_on_the_form(browsers, ada):
    assert email("ada") not in ada.get("/groups/north/edit").text


def test_the_history_of_the_page_says_who_changed_it(browsers, ada, library):
    saved(ada, form_of(ada), title="North club")
    changes = ada.app.state.parts.history.latest()
    assert changes["north/index.md"].by == browsers.number("ada")
