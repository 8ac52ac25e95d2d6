"""Looking after people: who may, what it does, and what is refused."""

from __future__ import annotations

import re

import lxml.html
import pytest

from kb.people import accounts, audit, sessions
from kb.people.links import LASTING
from tests.signed_in import Browsers, email

NEVER = "/admin/never"


@pytest.fixture
def browsers(library, site):
    library.document("north/index.md", "Ours.\n", kind="group", title="North", visibility="group")
    library.document("open/index.md", "All welcome.\n", kind="group", title="Open")
    return Browsers(site())


@pytest.fixture
def root(browsers):
    return browsers("root", admin=True)


def text_of(answer) -> str:
    return " ".join(lxml.html.fromstring(answer.text).find(".//main").text_content().split())


def changed(browsers, browser, name, what, **sent):
    return browser.post(f"/admin/people/{browsers.number(name)}/{what}", data=sent)


def account(browsers, name):
    with browsers.state.read() as db:
        return accounts.account_of(db, email(name))


def log(browsers):
    with browsers.state.read() as db:
        return [(line.what, line.by, line.account, line.group, line.detail) for line in audit.entries(db)]


WHATS = ("admin", "role", "remove", "shut", "open", "sign-out", "reset", "erase")


def test_for_all_but_admins_there_is_nothing_here(browsers, root):
    number = browsers.number("root")
    for browser in (browsers.visitor(), browsers("eve"), browsers("ada", north="lead")):
        never = browser.get(NEVER)
        for address in ("/admin", "/admin/people", f"/admin/people/{number}", "/admin/people/99"):
            answer = browser.get(address)
            assert (answer.status_code, answer.text) == (404, never.text), address
        assert browser.post("/admin/people", data={"email": email("bob")}).text == never.text
        for what in WHATS:
            answer = browser.post(f"/admin/people/{number}/{what}", data={"admin": "no", "group": "open"})
            assert (answer.status_code, answer.text) == (404, never.text), what
    assert account(browsers, "root").admin
    assert account(browsers, "bob") is None
    assert "Look after this library" not in browsers.visitor().get("/").text
    assert "Look after this library" in root.get("/").text


def test_a_token_of_an_admin_does_not_look_after_people(browsers, root):
    from kb.people.tokens import make_token

    with browsers.state.write() as db:
        secret = make_token(db, browsers.number("root"), "tool", "write")
    program = browsers.visitor()
    program.headers["Authorization"] = f"Bearer {secret}"
    assert program.get("/admin/people").status_code == 404
    assert program.post("/admin/people", data={"email": email("bob")}).status_code == 404


def test_what_another_site_sends_changes_nothing(browsers, root):
    browsers("eve")
    for headers in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
        number = browsers.number("eve")
        answer = root.post(f"/admin/people/{number}/admin", data={"admin": "yes"}, headers=headers)
        assert answer.status_code == 403
    assert not account(browsers, "eve").admin


def test_somebody_is_added_and_their_link_is_shown_once(browsers, root):
    sent = {"email": " Bob@Example.org ", "name": "Bob", "group": "north", "role": "lead"}
    made = root.post("/admin/people", data={**sent, "admin": "yes", "is_admin": "1", "proven": "1"})
    (link,) = re.findall(r'value="http[^"]*(/login/reset/[^"]+)"', made.text)
    bob = account(browsers, "bob")
    assert (bob.called, bob.admin, bob.proven) == ("Bob", False, False)  # a form says what it names, and no more
    assert browsers.role("bob", "north") == "lead"
    assert link not in root.get("/admin/people").text
    visitor = browsers.visitor()
    assert visitor.get(link).status_code == 200
    assert visitor.post(link, data={"password": "three words in a row"}).status_code == 303
    assert "You are a lead of this group." in text_of(visitor.get("/groups/north"))
    assert visitor.get(link).status_code == 404


def test_the_link_of_a_new_account_lasts_as_long_as_an_invitation(browsers, root, monkeypatch):
    made = root.post("/admin/people", data={"email": email("bob")})
    (link,) = re.findall(r'value="http[^"]*(/login/reset/[^"]+)"', made.text)
    later = browsers.state._clock() + LASTING["join"] - 60
    monkeypatch.setattr(browsers.state, "_clock", lambda: later)
    assert browsers.visitor().get(link).status_code == 200


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"email": "nobody"}, "That is not an email address."),
        ({"email": "root@example.org"}, "There is an account for root@example.org already."),
        ({"email": "bob@example.org", "group": "norht"}, "There is no group “norht”. Did you mean north?"),
    ],
)
def test_what_cannot_be_added_is_said_and_what_was_typed_is_kept(browsers, root, sent, sentence):
    answer = root.post("/admin/people", data={"name": "Bob the builder", **sent})
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert sent["email"] in answer.text
    assert "Bob the builder" in answer.text
    assert account(browsers, "bob") is None


def test_people_are_found_by_name_and_email_and_turned_page_by_page(browsers, root):
    with browsers.state.write() as db:
        for number in range(60):
            accounts.create_account(db, f"p{number:02}@example.org", f"Person {number} {'Öz' if number == 7 else 'X'}")
    first, second, beyond = (text_of(root.get(f"/admin/people?page={page}")) for page in (1, 2, 99))
    assert "61 accounts" in first
    assert ("p10@example.org" in first, "p10@example.org" in second) == (True, False)
    assert "root@example.org" in second
    assert second == beyond
    for words in ("öz", "ÖZ person", "p07@ex"):
        found = text_of(root.get("/admin/people", params={"q": words}))
        assert "1 account with" in found
        assert "p07@example.org" in found
    assert "Nobody has a name or email like that." in text_of(root.get("/admin/people?q=%25"))


def test_rights_roles_and_the_way_in_are_changed_and_the_log_says_by_whom(browsers, root):
    eve = browsers("eve", open="lead")
    by, number = browsers.number("root"), browsers.number("eve")
    assert "Signed in with 1 browser" in text_of(root.get(f"/admin/people/{number}"))
    for what, sent in (
        ("role", {"group": "north", "role": "lead"}),
        ("role", {"group": "north", "role": "member"}),
        ("sign-out", {}),
        ("shut", {}),
        ("open", {}),
        ("admin", {"admin": "yes"}),
        ("admin", {"admin": "no"}),
    ):
        answer = changed(browsers, root, "eve", what, **sent)
        expected = 409 if (what, sent.get("role")) == ("role", "member") else 303
        assert answer.status_code == expected, what
    assert eve.get("/").text.count("Sign in") == 1
    assert browsers.role("eve", "north") == "lead"
    assert log(browsers)[:6] == [
        ("no longer admin", by, number, None, ""),
        ("made admin", by, number, None, ""),
        ("account opened", by, number, None, ""),
        ("account shut", by, number, None, ""),
        ("session ended", by, number, None, "all"),
        ("member added", by, number, "north", "lead"),
    ]


def test_somebody_is_taken_out_of_a_group_also_of_one_that_is_gone(browsers, root):
    browsers("eve", north="member", gone="member")
    assert "This group has no documents any more." in text_of(root.get(f"/admin/people/{browsers.number('eve')}"))
    for group in ("north", "gone"):
        assert changed(browsers, root, "eve", "remove", group=group).status_code == 303
        assert browsers.role("eve", group) is None
    again = changed(browsers, root, "eve", "remove", group="north")
    assert again.status_code == 409
    assert "eve@example.org is not in the group north." in text_of(again)


def test_a_reset_link_is_shown_once_and_signs_in_whoever_has_it(browsers, root):
    eve = browsers("eve")
    answer = changed(browsers, root, "eve", "reset")
    (link,) = re.findall(r'value="http[^"]*(/login/reset/[^"]+)"', answer.text)
    assert browsers.visitor().post(link, data={"password": "three words in a row"}).status_code == 303
    assert not account(browsers, "eve").proven
    assert "Sign in" in eve.get("/").text  # what she was signed in with has ended


def test_the_last_lead_stays_until_there_is_another(browsers, root):
    browsers("eve", north="lead")
    answer = changed(browsers, root, "eve", "remove", group="north")
    assert answer.status_code == 409
    assert "eve@example.org is the only lead of north. Make somebody else its lead first." in text_of(answer)
    assert browsers.role("eve", "north") == "lead"


def test_nobody_takes_their_own_rights_or_account(browsers, root):
    for what, sent in (("admin", {"admin": "no"}), ("shut", {}), ("erase", {})):
        answer = changed(browsers, root, "root", what, **sent)
        assert answer.status_code == 409
        assert "This is your own account. Another admin can do that for you." in text_of(answer)
    assert account(browsers, "root").admin


def test_of_two_admins_who_act_on_each_other_at_once_one_stays(browsers, root, monkeypatch):
    """Both were admins when their pages asked; the one that comes second is none any more."""
    other = browsers("other", admin=True)
    was = browsers.state.write
    first = []

    def write():
        if not first:  # root's request has been let through, and now the other one is quicker
            first.append(1)
            assert changed(browsers, other, "root", "admin", admin="no").status_code == 303
        return was()

    monkeypatch.setattr(browsers.state, "write", write)
    answer = changed(browsers, root, "other", "erase")
    assert answer.status_code == 403
    assert "You do not look after this library any more, so nothing was changed." in text_of(answer)
    assert account(browsers, "other").admin
    assert not account(browsers, "root").admin


def test_an_erased_account_is_gone_with_all_that_was_theirs(browsers, root):
    eve = browsers("eve", open="lead")
    number = browsers.number("eve")
    assert changed(browsers, root, "eve", "erase").headers["location"] == "/admin/people"
    assert account(browsers, "eve") is None
    assert root.get(f"/admin/people/{number}").status_code == 404
    assert root.post(f"/admin/people/{number}/shut").status_code == 404
    assert "Sign in" in eve.get("/").text
    with browsers.state.read() as db:
        assert sessions.sessions(db, number) == []


@pytest.mark.parametrize("number", [0, -1, 2**31, 10**30])
def test_a_number_that_no_account_can_have_is_nobody(root, number):
    assert root.get(f"/admin/people/{number}").status_code == 404
    assert root.post(f"/admin/people/{number}/shut").status_code == 404
