"""Behind an invitation: who can use it, what it proves, and what is said where it does not work."""

from __future__ import annotations

import shutil

import lxml.html
import pytest

from kb.people import accounts, memberships
from kb.people.links import LASTING
from kb.usecases.people import inviting, membership
from tests.signed_in import Browsers, email

GOOD = "marmalade on every slice"


@pytest.fixture
def browsers(library, site):
    library.document("north/index.md", "Ours.\n", kind="group", title="North", visibility="group")
    made = Browsers(site())
    made("ada", north="lead")
    return made


@pytest.fixture
def invited(browsers):
    """The secret to show of a new invitation by ada."""

    def make(to="", role="member", *, mailed=False):
        made = inviting.invite(browsers.state, browsers.number("ada"), "north", to, role, by_mail=mailed)
        return made.to_mail if mailed else made.shown

    return make


def text_of(answer) -> str:
    return " ".join(lxml.html.fromstring(answer.text).find(".//main").text_content().split())


def account_of(browsers, name):
    with browsers.state.read() as db:
        return accounts.account_of(db, email(name))


def make_account(browser, secret, name="eve", password=GOOD, **sent):
    return browser.post(f"/join/{secret}", data={"email": email(name), "name": "Eve", "password": password, **sent})


def test_somebody_new_makes_an_account_is_signed_in_and_in_the_group(browsers, invited):
    secret = invited(role="lead")
    eve = browsers.visitor()
    page = eve.get(f"/join/{secret}")
    assert "You are invited to be a lead of this group" in text_of(page)
    answer = make_account(eve, secret)
    assert (answer.status_code, answer.headers["location"]) == (303, "/groups/north")
    assert eve.get("/groups/north").status_code == 200
    assert browsers.role("eve", "north") == "lead"


def test_somebody_with_an_account_joins_with_one_button(browsers, invited):
    eve = browsers("eve")
    secret = invited(email("eve"))
    page = eve.get(f"/join/{secret}")
    assert "You are signed in as eve@example.org." in text_of(page)
    assert not lxml.html.fromstring(page.text).xpath("//main//input")
    assert eve.get("/groups/north").status_code == 404  # to look at it joins nobody
    assert eve.post(f"/join/{secret}").headers["location"] == "/groups/north"
    assert eve.get("/groups/north").status_code == 200


def test_who_has_an_account_is_asked_to_sign_in_first_and_comes_back(browsers, invited):
    with browsers.state.write() as db:
        accounts.create_account(db, email("eve"), "Eve", GOOD)
    secret = invited(email("eve"))
    visitor = browsers.visitor()
    answer = make_account(visitor, secret)
    assert answer.status_code == 422
    assert "There is an account for eve@example.org already. Sign in first" in text_of(answer)
    assert GOOD not in answer.text
    signed_in = visitor.post("/login", data={"email": email("eve"), "password": GOOD, "next": f"/join/{secret}"})
    assert signed_in.headers["location"] == f"/join/{secret}"
    assert visitor.post(f"/join/{secret}").headers["location"] == "/groups/north"


def test_an_address_that_is_named_cannot_be_changed(browsers, invited):
    assert make_account(browsers.visitor(), invited(email("eve")), name="mallory").status_code == 303
    assert account_of(browsers, "mallory") is None
    assert browsers.role("eve", "north") == "member"


def test_a_password_that_is_too_short_leaves_the_invitation_as_it_is(browsers, invited):
    secret, eve = invited(), browsers.visitor()
    answer = make_account(eve, secret, password="short")
    assert answer.status_code == 422
    assert "at least 12 letters" in text_of(answer)
    assert 'value="eve@example.org"' in answer.text
    assert account_of(browsers, "eve") is None
    assert make_account(eve, secret).status_code == 303


@pytest.mark.parametrize(
    ("to", "mailed", "proven"),
    [("", False, False), (email("eve"), False, False), (email("eve"), True, True)],
    ids=["a link to hand out", "for an address, shown to a lead", "for an address, by mail"],
)
def test_only_a_link_that_a_mail_alone_held_proves_the_address(browsers, invited, to, mailed, proven):
    assert make_account(browsers.visitor(), invited(to, mailed=mailed)).status_code == 303
    assert account_of(browsers, "eve").proven is proven


def test_the_link_that_was_shown_does_not_work_once_the_mailed_one_was_used_nor_the_other_way_round(browsers):
    for first, second in (("shown", "to_mail"), ("to_mail", "shown")):
        name = f"eve{first.replace('_', '')}"
        made = inviting.invite(browsers.state, browsers.number("ada"), "north", email(name), "member", by_mail=True)
        assert make_account(browsers.visitor(), getattr(made, first), name=name).status_code == 303
        assert browsers.visitor().get(f"/join/{getattr(made, second)}").status_code == 404


def test_another_one_for_the_same_address_takes_the_place_of_the_first(browsers, invited):
    first, second = invited(email("eve")), invited(email("eve"))
    assert browsers.visitor().get(f"/join/{first}").status_code == 404
    assert browsers.visitor().get(f"/join/{second}").status_code == 200


# What does not work


def test_an_invitation_works_once(browsers, invited):
    secret = invited()
    make_account(browsers.visitor(), secret)
    again = make_account(browsers.visitor(), secret, name="mallory")
    assert again.status_code == 404
    assert "It was used already, was taken back, or has expired. Ask whoever sent it to you" in text_of(again)
    assert account_of(browsers, "mallory") is None


def test_an_invitation_expires_after_two_weeks(browsers, invited, monkeypatch):
    secret = invited()
    clock = browsers.state._clock
    monkeypatch.setattr(browsers.state, "_clock", lambda: clock() + LASTING["join"] - 60)
    assert browsers.visitor().get(f"/join/{secret}").status_code == 200
    monkeypatch.setattr(browsers.state, "_clock", lambda: clock() + LASTING["join"] + 60)
    assert browsers.visitor().get(f"/join/{secret}").status_code == 404
    assert make_account(browsers.visitor(), secret).status_code == 404


@pytest.mark.parametrize("gone", ["removed", "made a member", "shut", "erased"])
def test_who_does_not_lead_any_more_invites_nobody_by_what_they_made_before(browsers, invited, gone):
    secret, ada = invited(), browsers.number("ada")
    browsers("bo", north="lead")
    with browsers.state.write() as db:
        match gone:
            case "removed":
                memberships.remove_member(db, ada, "north")
            case "made a member":
                memberships.set_member(db, ada, "north", "member")
            case "shut":
                accounts.set_disabled(db, ada, True)
            case _:
                accounts.erase_account(db, ada)
    visitor = browsers.visitor()
    for answer in (visitor.get(f"/join/{secret}"), make_account(visitor, secret)):
        assert answer.status_code == 409
        assert "Whoever made this invitation does not lead North any more" in text_of(answer)
    assert account_of(browsers, "eve") is None


def test_an_invitation_into_a_group_that_is_gone_says_so(browsers, invited, library):
    secret = invited()
    shutil.rmtree(library.notes / "north")
    parts = browsers.visitor().app.state.parts
    parts.library.accept(parts.library.changes())
    for answer in (browsers.visitor().get(f"/join/{secret}"), make_account(browsers.visitor(), secret)):
        assert answer.status_code == 409
        assert "The group that this invitation is for is not there any more." in text_of(answer)


def test_an_invitation_for_somebody_else_says_whom_it_is_for(browsers, invited):
    mallory, secret = browsers("mallory"), invited(email("eve"))
    answer = mallory.post(f"/join/{secret}")
    assert answer.status_code == 409
    assert "This invitation is for eve@example.org, and you are signed in as mallory@example.org." in text_of(answer)
    assert browsers.role("mallory", "north") is None
    assert browsers.visitor().get(f"/join/{secret}").status_code == 200


def test_whoever_is_in_already_leaves_the_invitation_for_others_and_a_lead_is_made_no_member(browsers, invited):
    bo, secret = browsers("bo", north="lead"), invited()
    answer = bo.post(f"/join/{secret}")
    assert answer.status_code == 409
    assert "You are in North already, as lead." in text_of(answer)
    assert browsers.role("bo", "north") == "lead"
    assert browsers.visitor().get(f"/join/{secret}").status_code == 200


def test_a_member_who_is_invited_as_lead_becomes_one(browsers, invited):
    bo = browsers("bo", north="member")
    assert bo.post(f"/join/{invited(email('bo'), 'lead')}").status_code == 303
    assert browsers.role("bo", "north") == "lead"


def test_who_invites_is_looked_at_when_the_invitation_is_made(browsers):
    browsers("eve", north="member")
    with pytest.raises(membership.NotALead):
        inviting.invite(browsers.state, browsers.number("eve"), "north", "", "lead", by_mail=False)
