"""The page of somebody who has an account: what it shows, what each form of it does, and what nobody else can do."""

from __future__ import annotations

import lxml.html
import pytest

from kb.people import accounts, audit, memberships, sessions
from kb.people.tokens import make_token
from tests.signed_in import Browsers, email

GOOD = "marmalade on every slice"
BETTER = "honey on the other side"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
FORMS = ("name", "password", "sessions/end", "sessions/others", "groups/leave", "groups/withdraw")


@pytest.fixture
def browsers(library, site):
    library.document("north/index.md", "Ours.\n", kind="group", title="North", visibility="group")
    library.document("open/index.md", "All welcome.\n", kind="group", title="Open", joining="ask")
    return Browsers(site())


def text_of(answer) -> str:
    return " ".join(lxml.html.fromstring(answer.text).find(".//main").text_content().split())


def password_of(browsers, name, password) -> None:
    with browsers.state.write() as db:
        accounts.set_password(db, browsers.number(name), password)


def log(browsers, name) -> list[str]:
    number = browsers.number(name)
    with browsers.state.read() as db:
        return [entry.what for entry in audit.entries(db) if entry.by == entry.account == number]


def test_a_visitor_is_taken_to_the_sign_in_page_and_from_there_back(browsers):
    visitor = browsers.visitor()
    answer = visitor.get("/account")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=/account")
    for form in FORMS:
        answer = visitor.post(f"/account/{form}")
        assert (answer.status_code, answer.headers["location"]) == (303, "/login")


def test_a_token_opens_none_of_it_wherever_it_stands(browsers):
    browsers("ada")
    with browsers.state.write() as db:
        token = make_token(db, browsers.number("ada"), "reader", "write")
    program = browsers.visitor()
    for query in (f"?token={token}", f"?access_token={token}", f"?session={token}"):
        assert program.get(f"/account{query}").status_code == 303
    program.headers["Authorization"] = f"Bearer {token}"
    assert program.get("/account").status_code == 303
    for form in FORMS:
        assert program.post(f"/account/{form}").status_code == 303


def test_it_says_who_one_is_and_in_which_groups(browsers):
    said = text_of(browsers("ada", north="lead", gone="member").get("/account"))
    assert "Your email address ada@example.org" in said
    assert "North Lead Since" in said
    assert "gone Member Since" in said


def test_a_name_is_changed_and_one_that_is_none_becomes_the_mailbox(browsers):
    ada = browsers("ada", north="lead")
    answer = ada.post("/account/name", data={"name": "  Ada\u202e Quill "})
    assert (answer.status_code, answer.headers["location"]) == (303, "/account?done=name")
    assert "Your name is changed." in text_of(ada.get("/account?done=name"))
    assert "Ada Quill (you)" in text_of(ada.get("/groups/north/people"))
    ada.post("/account/name", data={"name": " "})
    assert "ada (you)" in text_of(ada.get("/groups/north/people"))


def test_only_what_stands_in_our_list_can_be_said_above_the_page(browsers):
    said = browsers("ada").get("/account?done=You+won")
    assert "You won" not in said.text


def test_nobody_makes_themselves_an_admin_by_sending_more_than_the_form_has(browsers):
    ada = browsers("ada")
    ada.post("/account/name", data={"name": "Ada", "admin": "true", "role": "admin", "email": "root@example.org"})
    with browsers.state.read() as db:
        found = accounts.account(db, browsers.number("ada"))
    assert (found.admin, found.email) == (False, email("ada"))


def test_a_changed_password_signs_every_other_browser_out_and_gives_this_one_a_new_secret(browsers):
    ada = browsers("ada")
    password_of(browsers, "ada", GOOD)
    other = browsers.again("ada", FIREFOX)
    before = ada.cookies["session"]
    answer = ada.post("/account/password", data={"old": GOOD, "new": BETTER})
    assert (answer.status_code, answer.headers["location"]) == (303, "/account?done=password")
    assert ada.cookies["session"] != before
    assert ada.get("/account").status_code == 200
    assert other.get("/account").status_code == 303
    assert browsers.with_cookie(before).get("/account").status_code == 303
    signing_in = browsers.visitor()
    assert signing_in.post("/login", data={"email": email("ada"), "password": GOOD}).status_code == 422
    assert signing_in.post("/login", data={"email": email("ada"), "password": BETTER}).status_code == 303


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("wrong", BETTER, "That is not the password you have now."),
        ("", BETTER, "That is not the password you have now."),
        (GOOD, "short", "at least 12 letters"),
        (GOOD, "x" * 201, "at most 200 letters"),
    ],
)
def test_a_password_that_does_not_do_is_refused_with_a_sentence_and_nothing_changes(browsers, old, new, said):
    ada = browsers("ada")
    password_of(browsers, "ada", GOOD)
    answer = ada.post("/account/password", data={"old": old, "new": new})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert new not in answer.text
    assert browsers.visitor().post("/login", data={"email": email("ada"), "password": GOOD}).status_code == 303


def test_somebody_without_a_password_chooses_one(browsers):
    ada = browsers("ada")
    page = ada.get("/account")
    assert "Choose a password" in text_of(page)
    assert "Password you have now" not in text_of(page)
    assert ada.post("/account/password", data={"new": GOOD}).status_code == 303
    assert browsers.visitor().post("/login", data={"email": email("ada"), "password": GOOD}).status_code == 303


def test_passwords_cannot_be_tried_out_here_either(browsers):
    ada = browsers("ada")
    password_of(browsers, "ada", GOOD)
    answers = [ada.post("/account/password", data={"old": f"try {n}", "new": BETTER}) for n in range(51)]
    assert {answer.status_code for answer in answers[:-1]} == {422}
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) > 0
    assert "tried too often" in text_of(answers[-1])


def test_a_browser_that_is_signed_out_from_another_one_is_out_with_its_next_request(browsers):
    ada = browsers("ada", north="member")
    lost = browsers.again("ada", FIREFOX)
    assert lost.get("/groups/north").status_code == 200
    page = lxml.html.fromstring(ada.get("/account").text)
    assert "Firefox on Windows" in page.text_content()
    [number] = page.xpath("//form[contains(@action, 'sessions/end')]/input[@name='number']/@value")
    assert ada.post("/account/sessions/end", data={"number": number}).status_code == 303
    assert lost.get("/groups/north").status_code == 404
    assert ada.get("/groups/north").status_code == 200
    assert ada.post("/account/sessions/end", data={"number": number}).status_code == 303  # sent twice
    assert log(browsers, "ada") == ["session ended"]


def test_nobody_ends_the_session_of_somebody_else(browsers):
    ada, eve = browsers("ada"), browsers("eve")
    with browsers.state.read() as db:
        [session] = sessions.sessions(db, browsers.number("ada"))
    eve.post("/account/sessions/end", data={"number": session.number})
    eve.post("/account/sessions/others")
    assert ada.get("/account").status_code == 200


def test_everywhere_else_is_everywhere_but_here(browsers):
    ada = browsers("ada")
    others = [browsers.again("ada", FIREFOX) for _ in range(3)]
    assert ada.post("/account/sessions/others").status_code == 303
    assert ada.get("/account").status_code == 200
    assert {other.get("/account").status_code for other in others} == {303}
    assert "Sign out everywhere else" not in text_of(ada.get("/account"))


def test_a_group_is_left_here_even_one_that_has_no_page_any_more_but_not_by_its_only_lead(browsers):
    ada = browsers("ada", north="lead", gone="member")
    assert ada.post("/account/groups/leave", data={"group": "gone"}).status_code == 303
    assert browsers.role("ada", "gone") is None
    answer = ada.post("/account/groups/leave", data={"group": "north"})
    assert answer.status_code == 409
    assert "the only lead" in text_of(answer)
    assert browsers.role("ada", "north") == "lead"


def test_somebody_who_asked_to_join_asks_no_longer(browsers):
    ada = browsers("ada")
    ada.post("/groups/open/join", data={"message": "Please"})
    assert "Open You asked to join on" in text_of(ada.get("/account"))
    ada.post("/account/groups/withdraw", data={"group": "open"})
    with browsers.state.read() as db:
        assert memberships.requests(db) == []


@pytest.mark.parametrize(
    "sent",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
def test_another_site_cannot_send_any_of_the_forms(browsers, sent):
    ada = browsers("ada", north="member")
    for form in FORMS:
        data = {"name": "Mallory", "new": GOOD, "group": "north"}
        assert ada.post(f"/account/{form}", data=data, headers=sent).status_code == 403
    assert "Ada" in text_of(ada.get("/account"))
    assert browsers.role("ada", "north") == "member"


def test_a_form_is_no_address_to_open_and_cannot_be_sent_as_another_method(browsers):
    ada = browsers("ada")
    for form in FORMS:
        assert ada.get(f"/account/{form}").status_code == 405
    answer = ada.post("/account", data={"_method": "DELETE"}, headers={"X-HTTP-Method-Override": "DELETE"})
    assert answer.status_code == 405
    assert ada.get("/account").status_code == 200


def test_the_page_is_kept_by_nobody_and_is_not_to_be_found(browsers):
    answer = browsers("ada").get("/account")
    assert answer.headers["cache-control"] == "private, no-store"
    assert {"Cookie", "Authorization"} <= set(answer.headers["vary"].replace(" ", "").split(","))
    assert "noindex" in answer.text
