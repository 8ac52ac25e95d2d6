"""What is held about somebody, taken away, and an account that is erased by its owner."""

from __future__ import annotations

import json

import lxml.html
import pytest

from kb.people import accounts, audit, memberships
from kb.people.identities import keep_identity
from kb.people.tokens import make_token
from kb.usecases.people import inviting, signing_in
from tests.signed_in import OURS, Browsers, email

GOOD = "marmalade on every slice"


@pytest.fixture
def browsers(library, site):
    library.document("north/index.md", "Ours.\n", kind="group", title="North", visibility="group")
    library.document("open/index.md", "All welcome.\n", kind="group", title="Open", joining="ask")
    return Browsers(site())


def text_of(answer) -> str:
    return " ".join(lxml.html.fromstring(answer.text).find(".//main").text_content().split())


def with_password(browsers, name, **roles):
    browser = browsers(name, **roles)
    with browsers.state.write() as db:
        accounts.set_password(db, browsers.number(name), GOOD)
    return browser


def test_all_that_is_held_about_somebody_can_be_taken_away_and_holds_no_secret(browsers):
    ada = with_password(browsers, "ada", north="lead")
    ada.post("/groups/open/join", data={"message": "Let me in"})
    ada.post("/groups/north/people/invite", data={"email": email("eve"), "role": "member"})
    secret = signing_in.link_by_mail(browsers.state, email("ada"), "reset").secret
    with browsers.state.write() as db:
        keep_identity(db, browsers.number("ada"), "https://id.example.org", "a1b2")
        token = make_token(db, browsers.number("ada"), "display", "read", groups=["north"], days=30)
        kept = accounts.password_of(db, browsers.number("ada"))
    answer = ada.post("/account/export")
    assert answer.headers["content-disposition"] == 'attachment; filename="kb-ada.json"'
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "private, no-store"
    for hidden in (secret, token, kept, ada.cookies["session"]):
        assert hidden not in answer.text
    held = answer.json()
    assert held["account"]["email"] == email("ada")
    assert held["single_sign_on"] == [{"issuer": "https://id.example.org", "subject": "a1b2"}]
    assert [(one["group"], one["role"]) for one in held["groups"]] == [("north", "lead")]
    assert [(one["group"], one["message"]) for one in held["asked_to_join"]] == [("open", "Let me in")]
    assert [(one["group"], one["email"]) for one in held["invitations_made"]] == [("north", email("eve"))]
    assert [one["purpose"] for one in held["links_to_come_in"]] == ["reset"]
    assert [one["this_one"] for one in held["sessions"]] == [True]
    assert [(one["name"], one["groups"]) for one in held["tokens"]] == [("display", ["north"])]
    assert [line["what"] for line in held["log"]] == [
        "asked to join", "invited", "password reset asked for", "exported own data",
    ]  # fmt: skip


def test_the_log_in_it_says_nothing_of_anybody_else(browsers):
    ada, bo = browsers("ada", north="lead"), browsers("bo", north="member")
    ada.post("/groups/north/people/role", data={"account": browsers.number("bo"), "role": "lead"})
    for browser, line in ((ada, ("you", "somebody else")), (bo, ("somebody else", "you"))):
        answer = browser.post("/account/export")
        [said] = [one for one in answer.json()["log"] if one["what"] == "role changed"]
        assert (said["by"], said["about"], said["group"]) == (*line, "north")
    assert email("ada") not in json.dumps(bo.post("/account/export").json())


def test_the_file_is_called_by_a_name_that_every_system_can_keep(browsers):
    ada = browsers("ada")
    for name, called in (('Ada "../\r\nQuill', "kb-ada-quill.json"), ("安達", f"kb-{browsers.number('ada')}.json")):
        ada.post("/account/name", data={"name": name})
        assert ada.post("/account/export").headers["content-disposition"] == f'attachment; filename="{called}"'


def test_nobody_else_takes_it_away(browsers):
    ada = browsers("ada")
    assert browsers.visitor().post("/account/export").headers["location"] == "/login"
    assert ada.get("/account/export").status_code == 405
    assert ada.post("/account/export", headers={"Origin": "https://elsewhere.example"}).status_code == 403
    with browsers.state.write() as db:
        token = make_token(db, browsers.number("ada"), "display", "write")
    answer = browsers.visitor().post("/account/export", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 303


def test_whoever_erases_their_account_is_out_and_all_that_was_theirs_is_gone_but_a_number(browsers):
    root, ada = browsers("root", admin=True), with_password(browsers, "ada", north="lead")
    elsewhere, number = browsers.again("ada"), browsers.number("ada")
    ada.post("/groups/open/join", data={"message": "Let me in"})
    invitation = inviting.invite(browsers.state, number, "north", "", "member", by_mail=False).shown
    reset = signing_in.link_by_mail(browsers.state, email("ada"), "reset").secret
    with browsers.state.write() as db:
        token = make_token(db, number, "display", "read")
    answer = ada.post("/account/erase", data={"password": GOOD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/account/erased")
    assert "session" not in ada.cookies
    assert "Your account is erased" in text_of(ada.get("/account/erased"))
    for browser in (ada, elsewhere):
        assert browser.get("/account").status_code == 303
        assert browser.get("/groups/north").status_code == 404
    program = browsers.visitor().get("/", headers={**OURS, "Authorization": f"Bearer {token}"})
    assert program.status_code == 401
    visitor = browsers.visitor()
    assert visitor.post("/login", data={"email": email("ada"), "password": GOOD}).status_code == 422
    assert visitor.get(f"/login/reset/{reset}").status_code == 404
    assert visitor.get(f"/join/{invitation}").status_code == 409
    with browsers.state.read() as db:
        assert memberships.members(db, "north") == memberships.requests(db) == []
        assert accounts.names_of(db, {number}) == {}
        lines = audit.entries(db)
    assert (lines[0].what, lines[0].by, lines[0].account) == ("account erased", number, number)
    assert not [line for line in lines if "ada" in line.detail or "display" in line.detail]
    assert "ada" not in text_of(root.get("/groups/north/people"))


def test_a_number_is_never_given_to_somebody_else(browsers):
    ada = with_password(browsers, "ada")
    number = browsers.number("ada")
    ada.post("/account/erase", data={"password": GOOD})
    browsers("ada")
    assert browsers.number("ada") > number


@pytest.mark.parametrize("sent", [{}, {"password": "wrong"}, {"email": email("ada")}, {"password": "x" * 5000}])
def test_without_the_password_nothing_is_erased(browsers, sent):
    ada = with_password(browsers, "ada")
    answer = ada.post("/account/erase", data=sent)
    assert answer.status_code == 422
    assert "That is not your password." in text_of(answer)
    assert ada.get("/account").status_code == 200


def test_somebody_without_a_password_writes_their_email_address(browsers):
    ada = browsers("ada")
    for wrong in ({}, {"email": "eve@example.org"}, {"email": "ada"}, {"password": email("ada")}):
        answer = ada.post("/account/erase", data=wrong)
        assert answer.status_code == 422
        assert "That is not the email address of this account." in text_of(answer)
    assert ada.post("/account/erase", data={"email": " Ada@Example.org "}).status_code == 303
    assert ada.get("/account").status_code == 303


def test_passwords_cannot_be_tried_out_here_either(browsers):
    ada = with_password(browsers, "ada")
    answers = [ada.post("/account/erase", data={"password": f"try {n}"}) for n in range(51)]
    assert [answer.status_code for answer in answers[-2:]] == [422, 429]
    assert int(answers[-1].headers["retry-after"]) > 0


def test_the_last_admin_stays_and_is_told_why(browsers):
    root = browsers("root", admin=True)
    answer = root.post("/account/erase", data={"email": email("root")})
    assert answer.status_code == 409
    assert "This is the only admin. Make somebody else an admin first." in text_of(answer)
    browsers("second", admin=True)
    assert root.post("/account/erase", data={"email": email("root")}).status_code == 303


def test_groups_that_would_have_no_lead_are_named_before(browsers):
    ada = browsers("ada", north="lead", open="lead")
    browsers("bo", open="lead", north="member")
    said = text_of(ada.get("/account/erase"))
    assert "You are the only lead of this group, which will have none: North" in said
    assert "Open" not in said
    assert ada.post("/account/erase", data={"email": email("ada")}).status_code == 303  # and still they may go


def test_another_site_erases_nobody(browsers):
    ada = browsers("ada")
    sent = {"email": email("ada")}
    for headers in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": ""}):
        assert ada.post("/account/erase", data=sent, headers=headers).status_code == 403
    assert ada.get("/account").status_code == 200
