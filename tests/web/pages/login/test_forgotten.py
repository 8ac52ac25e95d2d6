"""Links to come in by mail, with a real mail server: what is sent, and that no answer tells who has an account."""

from __future__ import annotations

import re

import lxml.html
import pytest
from fastapi.testclient import TestClient

from kb.app import application
from kb.people import accounts, links, sessions
from kb.people.limits import MAIL_ACCOUNT, MAIL_PLACE
from kb.people.tokens import make_token
from kb.settings import Settings
from tests.outward.receiver import link_in
from tests.served import Server
from tests.signed_in import Browsers, email

ASKS = {"reset": "/login/forgotten", "sign-in": "/login/link"}
OTHER = {"reset": "link", "sign-in": "reset"}
GOOD = "marmalade on every slice"
NEW = "honey on the other side"


@pytest.fixture
def browsers(library, inbox):
    library.document("a.md", "# A\n", visibility="public")
    app = application(Settings(home=library.home, smtp_url=f"smtp://127.0.0.1:{inbox.port}?from=club@example.org"))
    with TestClient(app, follow_redirects=False) as client:
        yield Browsers(client)


@pytest.fixture
def without_mail(library, site):
    library.document("a.md", "# A\n", visibility="public")
    return Browsers(site())


def text_of(answer) -> str:
    return " ".join(lxml.html.fromstring(answer.text).find(".//main").text_content().split())


def asked(browser, purpose, name):
    return browser.post(ASKS[purpose], data={"email": email(name)})


def mailed(browsers, inbox, purpose, name="ada") -> str:
    """The path of the link that came by mail."""
    before = len(inbox.to(email(name)))
    assert asked(browsers.visitor(), purpose, name).status_code == 200
    assert Server.until(lambda: len(inbox.to(email(name))) > before)
    return re.sub(r"^https?://[^/]+", "", link_in(inbox.to(email(name))[-1]))


@pytest.mark.parametrize("purpose", ASKS)
def test_the_answer_is_the_same_whether_or_not_there_is_an_account(browsers, inbox, purpose):
    browsers("ada")
    browsers("shut")
    with browsers.state.write() as db:
        accounts.set_disabled(db, browsers.number("shut"), True)
    there, never, shut = (asked(browsers.visitor(), purpose, name) for name in ("ada", "eve", "shut"))
    assert there.status_code == never.status_code == shut.status_code == 200
    assert there.text.replace("ada@", "eve@") == never.text == shut.text.replace("shut@", "eve@")
    for answer in (there, never, shut):
        del answer.headers["content-length"]  # packed, another name has another length
    assert there.headers == never.headers == shut.headers
    assert "If there is an account for ada@example.org, a mail is on its way" in text_of(there)
    assert Server.until(lambda: inbox.mails)
    assert [mail["To"] for mail in inbox.mails] == [email("ada")]


def test_a_mailed_link_chooses_a_new_password_once_and_ends_what_was_open(browsers, inbox):
    ada = browsers("ada")
    path, sign_in = mailed(browsers, inbox, "reset"), mailed(browsers, inbox, "sign-in")
    fresh = browsers.visitor()
    assert "For ada@example.org." in text_of(fresh.get(path))
    short = fresh.post(path, data={"password": "short"})
    assert short.status_code == 422
    answer = fresh.post(path, data={"password": NEW})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert fresh.get("/account").status_code == 200
    assert ada.get("/account").status_code == 303
    for used in (path, sign_in):
        gone = browsers.visitor().get(used)
        assert gone.status_code == 404
        assert "It was used already, or it has expired." in text_of(gone)
    assert browsers.visitor().post("/login", data={"email": email("ada"), "password": NEW}).status_code == 303
    with browsers.state.read() as db:
        assert accounts.account(db, browsers.number("ada")).proven


def test_a_mailed_link_signs_in_once_after_a_press_of_the_button(browsers, inbox):
    browsers("ada")
    path = mailed(browsers, inbox, "sign-in")
    fresh = browsers.visitor()
    for _ in range(2):  # programs that look at mails open every link in them
        assert "You are about to sign in as ada@example.org." in text_of(browsers.visitor().get(path))
    assert fresh.post(path).status_code == 303
    assert fresh.get("/account").status_code == 200
    assert browsers.visitor().post(path).status_code == 404


@pytest.mark.parametrize("purpose", ASKS)
def test_a_link_that_has_expired_or_is_for_something_else_opens_nothing(browsers, inbox, purpose):
    browsers("ada")
    path = mailed(browsers, inbox, purpose)
    kind, _, secret = path.removeprefix("/login/").partition("/")
    visitor = browsers.visitor()
    for wrong in (
        f"/login/{OTHER[purpose]}/{secret}",
        f"/login/{kind}/{secret[:-1]}",
        f"/setup/{secret}",
        f"/join/{secret}",
    ):
        assert visitor.get(wrong).status_code == 404
        assert visitor.post(wrong, data={"password": NEW}).status_code == 404
    for query in (f"/login/{kind}?secret={secret}", f"/?token={secret}", f"/login?token={secret}"):
        visitor.get(query)
    assert "session" not in visitor.cookies
    with browsers.state.write() as db:
        db.now += links.LASTING[purpose]
        assert links.look_at_link(db, secret, purpose) is None


@pytest.mark.parametrize("purpose", ASKS)
def test_whoever_has_the_address_takes_the_account_from_who_made_it_with_that_address(browsers, inbox, purpose):
    mallory = browsers("ada")
    with browsers.state.write() as db:
        accounts.set_password(db, browsers.number("ada"), GOOD)
        token = make_token(db, browsers.number("ada"), "hidden door", "write")
    ada = browsers.visitor()
    answer = ada.post(mailed(browsers, inbox, purpose), data={"password": NEW})
    assert answer.status_code == 303
    if purpose == "sign-in":
        assert "Now it is sure that this address is yours." in text_of(ada.get(answer.headers["location"]))
        assert "You have none yet" in text_of(ada.get("/account"))
    assert mallory.get("/account").status_code == 303
    assert browsers.visitor().get("/", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert browsers.visitor().post("/login", data={"email": email("ada"), "password": GOOD}).status_code == 422


def test_what_is_theirs_stays_theirs_once_the_address_is_proven(browsers, inbox):
    ada = browsers("ada")
    with browsers.state.write() as db:
        accounts.set_password(db, browsers.number("ada"), GOOD)
        accounts.set_proven(db, browsers.number("ada"))
    answer = browsers.visitor().post(mailed(browsers, inbox, "sign-in"))
    assert answer.headers["location"] == "/"
    assert ada.get("/account").status_code == 200
    assert browsers.visitor().post("/login", data={"email": email("ada"), "password": GOOD}).status_code == 303


def test_a_browser_that_was_somebody_else_is_that_one_no_more(browsers, inbox):
    browsers("ada")
    eve = browsers("eve")
    before = eve.cookies["session"]
    assert eve.post(mailed(browsers, inbox, "sign-in")).status_code == 303
    assert "ada@example.org" in text_of(eve.get("/account"))
    assert browsers.with_cookie(before).get("/account").status_code == 303
    with browsers.state.read() as db:
        assert sessions.sessions(db, browsers.number("eve")) == []


@pytest.mark.parametrize("name", ["ada", "eve"], ids=["there is an account", "there is none"])
def test_nobody_is_flooded_with_mails_and_no_place_asks_for_all(browsers, inbox, name):
    browsers("ada")
    for _ in range(MAIL_ACCOUNT.most):
        assert asked(browsers.visitor(), "reset", name).status_code == 200
    over = asked(browsers.visitor(), "sign-in", name)
    assert over.status_code == 429
    assert 0 < int(over.headers["retry-after"]) <= MAIL_ACCOUNT.within
    assert "That was tried too often. Please wait 60 minutes and try again." in text_of(over)
    others = [asked(browsers.visitor(), "reset", f"x{n}") for n in range(MAIL_PLACE.most - MAIL_ACCOUNT.most + 1)]
    assert [other.status_code for other in others[-2:]] == [200, 429]


@pytest.mark.parametrize("purpose", ASKS)
@pytest.mark.parametrize(
    "wrong", ["", "ada", "a@b@c", "ada@example.org\r\nBcc: eve@example.org", "x" * 5000 + "@y.org"]
)
def test_what_is_no_address_is_said_beside_the_field(browsers, inbox, purpose, wrong):
    answer = browsers.visitor().post(ASKS[purpose], data={"email": wrong})
    assert answer.status_code == 422
    assert "That is not an email address." in text_of(answer)
    [form] = lxml.html.fromstring(answer.text).xpath("//main//form")
    assert form.get("action") == ASKS[purpose]
    assert inbox.mails == []


def test_the_link_in_a_mail_is_ours_whatever_host_was_asked_for(browsers, inbox):
    browsers("ada")
    evil = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Origin": "http://evil.example"}
    browsers.visitor().post("/login/forgotten", data={"email": email("ada")}, headers=evil)
    assert Server.until(lambda: inbox.mails)
    assert link_in(inbox.mails[0]).startswith("http://127.0.0.1:8000/login/reset/")


def test_another_site_cannot_ask_for_mails(browsers, inbox):
    for path in ASKS.values():
        answer = browsers.visitor().post(path, data={"email": email("ada")}, headers={"Origin": "https://evil.example"})
        assert answer.status_code == 403


def test_without_a_mail_server_the_pages_say_whom_to_ask(without_mail):
    visitor = without_mail.visitor()
    said = "This library sends no mails. Ask the people who look after it"
    assert said in text_of(visitor.get("/login/forgotten"))
    for path in ASKS.values():
        answer = visitor.post(path, data={"email": email("ada")})
        assert answer.status_code == 409
        assert said in text_of(answer)
    assert "Send me a link" not in text_of(visitor.get("/login"))
    assert "Forgotten your password?" in text_of(visitor.get("/login"))
