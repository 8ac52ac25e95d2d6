"""The people of a group: who sees them, who changes what, how one asks to join."""

from __future__ import annotations

import re

import lxml.html
import pytest

from kb.people import accounts, audit
from kb.people.limits import INVITE
from kb.people.tokens import make_token
from tests.signed_in import Browsers, email

NEVER = "/groups/nowhere/people"


@pytest.fixture
def browsers(library, site):
    library.document("north/index.md", "Ours.\n", kind="group", title="North", visibility="group")
    library.document("open/index.md", "All welcome.\n", kind="group", title="Open", joining="ask")
    library.document("quiet/index.md", "Hush.\n", kind="group", title="Quiet", rule="chatham-house")
    return Browsers(site())


def text_of(answer) -> str:
    return " ".join(lxml.html.fromstring(answer.text).find(".//main").text_content().split())


def changed(browser, group, what, **sent):
    return browser.post(f"/groups/{group}/people/{what}", data=sent)


def test_members_see_who_is_in_their_group_but_not_their_addresses(browsers):
    browsers("ada", north="lead")
    said = text_of(browsers("bo", north="member").get("/groups/north/people"))
    assert "2 people" in said
    assert "Ada Lead" in said
    assert "Bo (you) Member" in said
    assert email("ada") not in said
    assert "Invite" not in said


@pytest.mark.parametrize("group", ["north", "open", "quiet"])
def test_others_get_the_same_answer_as_for_a_group_that_never_was(browsers, group):
    for browser in (browsers.visitor(), browsers("eve"), browsers("dan", other="lead")):
        hidden, never = browser.get(f"/groups/{group}/people"), browser.get(NEVER)
        assert hidden.status_code == never.status_code == 404
        assert hidden.text == never.text
        for what in ("invite", "withdraw", "leave"):
            assert changed(browser, group, what).status_code == 404
        for what in ("role", "remove", "answer"):
            assert changed(browser, group, what, account=1).status_code == 404


@pytest.mark.parametrize("number", [-1, 2**31, 10**30])
def test_a_number_that_no_account_can_have_is_nobody(browsers, number):
    lead = browsers("ada", north="lead")
    assert changed(lead, "north", "remove", account=number).status_code == 404


def test_under_the_chatham_house_rule_only_leads_and_admins_see_who_is_in_a_group(browsers):
    member = browsers("bo", quiet="member")
    assert member.get("/groups/quiet/people").status_code == 404
    assert "People" not in text_of(member.get("/groups/quiet"))
    for browser in (browsers("ada", quiet="lead"), browsers("root", admin=True)):
        assert "Bo Member" in text_of(browser.get("/groups/quiet/people"))


def test_a_page_that_cannot_be_read_may_have_said_that_there_is_a_rule(browsers, library, site):
    library.holds("broken/index.md", "---\nkind: group\nrule: [chatham\n---\n")
    library.document("broken/2020-03-31-notes.md", "# Call\n", visibility="public", rule="none")
    assert Browsers(site())("zoe", broken="member").get("/groups/broken/people").status_code == 404


def test_a_lead_gives_roles_and_removes_and_the_log_says_so(browsers):
    ada = browsers("ada", north="lead")
    bo = browsers("bo", north="member")
    number = browsers.number("bo")
    assert bo.get("/groups/north").status_code == 200
    assert changed(ada, "north", "role", account=number, role="lead").status_code == 303
    assert browsers.role("bo", "north") == "lead"
    assert changed(ada, "north", "remove", account=number).status_code == 303
    assert browsers.role("bo", "north") is None
    assert bo.get("/groups/north").status_code == 404
    assert changed(ada, "north", "remove", account=number).status_code == 303  # sent twice
    with browsers.state.read() as db:
        lines = [(line.what, line.account, line.detail) for line in audit.entries(db, group="north")]
    assert lines == [("member removed", number, ""), ("role changed", number, "lead")]


def test_a_role_is_given_to_nobody_who_is_not_in_the_group(browsers):
    ada = browsers("ada", north="lead")
    browsers("eve")
    answer = changed(ada, "north", "role", account=browsers.number("eve"), role="lead")
    assert answer.status_code == 409
    assert "They are not in this group any more" in text_of(answer)
    assert browsers.role("eve", "north") is None


def test_of_two_leads_who_remove_each_other_at_once_one_stays(browsers, monkeypatch):
    """Both were leads when their pages asked; the one that comes second is not any more."""
    ada, bo = browsers("ada", north="lead"), browsers("bo", north="lead")
    numbers = browsers.number("ada"), browsers.number("bo")
    was = ada.app.state.parts.state.write
    first = []

    def write():
        if not first:  # ada's request has been let through, and now bo's is quicker
            first.append(1)
            assert changed(bo, "north", "remove", account=numbers[0]).status_code == 303
        return was()

    monkeypatch.setattr(browsers.state, "write", write)
    answer = changed(ada, "north", "remove", account=numbers[1])
    assert answer.status_code == 403
    assert "You do not lead this group any more, so nothing was changed." in text_of(answer)
    assert (browsers.role("ada", "north"), browsers.role("bo", "north")) == (None, "lead")


def test_the_last_lead_can_neither_leave_nor_step_down_but_an_admin_may_remove_them(browsers):
    ada = browsers("ada", north="lead")
    number = browsers.number("ada")
    for what, sent in (("leave", {}), ("role", {"account": number, "role": "member"}), ("remove", {"account": number})):
        answer = changed(ada, "north", what, **sent)
        assert answer.status_code == 409
        assert "This is the only lead of the group. Make somebody else a lead first." in text_of(answer)
    assert changed(browsers("root", admin=True), "north", "remove", account=number).status_code == 303
    assert browsers.role("ada", "north") is None


def test_a_member_leaves_also_where_they_may_not_see_the_others(browsers):
    bo = browsers("bo", quiet="member", north="member")
    assert "Leave this group" in text_of(bo.get("/groups/quiet"))
    answer = changed(bo, "quiet", "leave")
    assert answer.headers["location"] == "/groups/quiet"
    assert browsers.role("bo", "quiet") is None
    assert changed(bo, "north", "leave").headers["location"] == "/"  # there is nothing left to see
    assert bo.get("/groups/north").status_code == 404


# Asking to join


def test_one_asks_to_join_where_the_group_allows_it_and_is_let_in(browsers):
    ada, eve = browsers("ada", open="lead"), browsers("eve")
    assert "Ask to join" in text_of(eve.get("/groups/open"))
    assert eve.post("/groups/open/join", data={"message": "I run the <b>south</b>"}).status_code == 303
    assert "You have asked to join" in text_of(eve.get("/groups/open"))
    eve.post("/groups/open/join", data={"message": "Again"})
    page = ada.get("/groups/open/people")
    assert "I run the &lt;b&gt;south&lt;/b&gt;" in page.text
    assert "Again" not in page.text
    assert changed(ada, "open", "answer", account=browsers.number("eve"), let_in="yes").status_code == 303
    assert browsers.role("eve", "open") == "member"
    assert "You are a member of this group" in text_of(eve.get("/groups/open"))


def test_somebody_refused_is_not_in_and_a_second_answer_says_that_there_was_a_first(browsers):
    ada, eve = browsers("ada", open="lead"), browsers("eve")
    eve.post("/groups/open/join")
    number = browsers.number("eve")
    assert changed(ada, "open", "answer", account=number, let_in="no").status_code == 303
    late = changed(ada, "open", "answer", account=number, let_in="yes")
    assert late.status_code == 409
    assert "They do not ask to join any more" in text_of(late)
    assert browsers.role("eve", "open") is None


def test_a_visitor_signs_in_before_they_ask(browsers):
    visitor = browsers.visitor()
    assert "/login?next=/groups/open" in visitor.get("/groups/open").text
    answer = visitor.post("/groups/open/join", data={"message": "Me"})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login")


def test_where_one_comes_in_by_invitation_nobody_asks(browsers):
    eve = browsers("eve")
    answer = eve.post("/groups/quiet/join")
    assert answer.status_code == 403
    assert "One comes into this group by invitation" in text_of(answer)
    assert "Ask to join" not in text_of(eve.get("/groups/quiet"))
    assert eve.post("/groups/north/join").status_code == eve.post("/groups/nowhere/join").status_code == 404


# Invitations, as a lead sees them


def test_an_invitation_is_shown_once_is_listed_and_can_be_taken_back(browsers):
    ada = browsers("ada", north="lead")
    made = changed(ada, "north", "invite", email=" Eve@Example.org ", role="lead")
    (link,) = re.findall(r'value="(http[^"]*/join/[^"]+)"', made.text)
    assert link.startswith("http://127.0.0.1:8000/join/")
    assert "Pass this link on to eve@example.org" in text_of(made)
    later = ada.get("/groups/north/people")
    assert link not in later.text
    assert "eve@example.org Lead until" in text_of(later)
    number = lxml.html.fromstring(later.text).xpath("//input[@name='number']/@value")[0]
    assert changed(ada, "north", "withdraw", number=number, email="eve@example.org").status_code == 303
    assert "Open invitations" not in text_of(ada.get("/groups/north/people"))
    assert browsers.visitor().get(f"/join/{link.rpartition('/')[2]}").status_code == 404


@pytest.mark.parametrize(
    ("what", "sent"),
    [
        ("invite", {"email": "eve@example.org"}),
        ("role", {"account": "1", "role": "member"}),
        ("remove", {"account": "1"}),
    ],
)
def test_a_token_of_a_lead_lets_nobody_in_and_gives_no_role(browsers, what, sent):
    ada = browsers("ada", north="lead")
    with browsers.state.write() as db:
        secret = make_token(db, browsers.number("ada"), "tool", "write")
    program = browsers.visitor()
    program.headers["Authorization"] = f"Bearer {secret}"
    before = text_of(ada.get("/groups/north/people"))
    assert changed(program, "north", what, **sent).status_code == 404
    assert text_of(ada.get("/groups/north/people")) == before


def test_an_invitation_of_another_group_is_not_taken_back_from_here(browsers):
    changed(browsers("ada", north="lead"), "north", "invite")
    dan = browsers("dan", open="lead")
    with browsers.state.read() as db:
        from kb.people.links import invitations

        (there,) = invitations(db, "north")
    changed(dan, "open", "withdraw", number=there.number)
    with browsers.state.read() as db:
        assert invitations(db, "north") == [there]


@pytest.mark.parametrize(
    ("sent", "status", "sentence"),
    [
        ({"email": "not an address"}, 422, "That is not an email address."),
        ({"email": "bo@example.org"}, 409, "bo@example.org is in this group already, as member."),
    ],
)
def test_who_cannot_be_invited_is_said(browsers, sent, status, sentence):
    ada = browsers("ada", north="lead")
    browsers("bo", north="member")
    answer = changed(ada, "north", "invite", **sent)
    assert answer.status_code == status
    assert sentence in text_of(answer)
    assert sent["email"] in answer.text


def test_whether_an_address_has_an_account_shows_in_no_answer_to_an_invitation(browsers):
    ada = browsers("ada", north="lead")
    browsers("eve")
    said = []
    for name in ("eve", "ivy"):
        answer = changed(ada, "north", "invite", email=email(name))
        said.append((answer.status_code, re.sub(r"/join/[\w-]+", "", answer.text).replace(name, "")))
        changed(ada, "north", "withdraw", email=email(name))
    known, unknown = (re.sub(r'name="number" value="\w+"', "", text) for _, text in said)
    assert known == unknown


def test_invitations_have_a_limit(browsers, monkeypatch):
    ada = browsers("ada", north="lead")
    monkeypatch.setattr("kb.usecases.people.inviting.INVITE", type(INVITE)(INVITE.name, 2, INVITE.within))
    assert [changed(ada, "north", "invite").status_code for _ in range(3)] == [200, 200, 429]


def test_an_account_that_was_shut_leads_nothing(browsers):
    ada = browsers("ada", north="lead")
    with browsers.state.write() as db:
        accounts.set_disabled(db, browsers.number("ada"), True)
    assert changed(ada, "north", "invite").status_code == 404


@pytest.mark.parametrize("key", ["people", "join", "edit", "history"])
def test_a_meeting_that_is_called_like_one_of_these_pages_is_reached(library, site, key):
    library.document("north/talk.md", "# Talk\n", kind="notes", meeting=key.title())
    opened = site()
    found = set(re.findall(rf'href="(/groups/north/[^"]*{key}[^"]*)"', opened.get("/groups/north").text))
    (address,) = found - {f"/groups/north/{key}"}
    assert "Talk" in opened.get(address).text
