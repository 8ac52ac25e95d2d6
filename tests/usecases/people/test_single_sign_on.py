"""Who comes in because a provider vouches for them, into which account, and what that account loses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.outward.vouching import Vouched
from kb.people import accounts, audit, links, memberships, sessions, tokens
from kb.people.accounts import account_of
from kb.people.viewing import person_of_session
from kb.usecases.people import inviting
from kb.usecases.people.signing_in import SignInRefused, sign_in
from kb.usecases.people.single_sign_on import NotLetIn, sign_in_vouched

ADA = Vouched("https://id.example.org", "ada-1", "ada@example.org", True, "Ada Lovelace")
PASSWORD = "quite a long password"


@pytest.fixture
def comes_in(state, catalog):
    """Somebody comes in: their account, as the secret of their session opens it."""

    def came(vouched: Vouched = ADA, *domains: str):
        secret = sign_in_vouched(state, catalog, vouched, domains, "Firefox on Linux")
        with state.read() as db:
            person = person_of_session(db, secret)
        assert person is not None
        return person.account

    return came


def made(state, email: str = ADA.email, password: str | None = None, **more: bool) -> int:
    with state.write() as db:
        number = accounts.create_account(db, email, password=password, admin=more.get("admin", False)).number
        if more.get("proven"):
            accounts.set_proven(db, number)
        return number


def log(state) -> list[tuple[str, str]]:
    with state.read() as db:
        return [(entry.what, entry.detail) for entry in reversed(audit.entries(db))]


def test_whoever_has_an_account_comes_into_it(state, comes_in):
    number = made(state, proven=True)
    assert comes_in().number == number
    assert log(state) == [("signed in", "single sign-on")]


def test_who_came_in_before_comes_into_the_same_account_whatever_their_address_is_now(state, comes_in):
    number = made(state, proven=True)
    other = made(state, "lovelace@example.org", proven=True)
    comes_in()
    assert comes_in(replace(ADA, email="lovelace@example.org")).number == number
    assert comes_in(replace(ADA, email="", verified=False)).number == number
    assert comes_in(replace(ADA, subject="another", email="lovelace@example.org")).number == other


@pytest.mark.parametrize("unlike", [{"subject": "ADA-1"}, {"issuer": "https://id.example.com"}])
def test_nobody_else_is_who_came_in_before(state, comes_in, unlike):
    made(state, proven=True)
    comes_in()
    with pytest.raises(NotLetIn):
        comes_in(replace(ADA, email="eve@example.org", **unlike))


def test_a_domain_that_is_let_in_makes_an_account(state, comes_in):
    account = comes_in(ADA, "example.com", "example.org")
    assert (account.email, account.name, account.proven, account.has_password) == (ADA.email, ADA.name, True, False)
    assert not account.admin
    assert comes_in() == account
    assert log(state)[:2] == [("account made", "single sign-on"), ("signed in", "single sign-on")]


@pytest.mark.parametrize(
    "email",
    ["ada@sub.example.org", "ada@notexample.org", "ada@example.org.evil.net", "ada@example.org@evil.net", "ada"],
)
def test_a_domain_is_let_in_as_a_whole_and_no_other(state, comes_in, email):
    with pytest.raises(NotLetIn):
        comes_in(replace(ADA, email=email), "example.org")
    assert log(state) == []


@pytest.mark.parametrize("email", ["ADA@EXAMPLE.ORG", " ada@example.org "])
def test_an_address_is_the_same_however_it_is_written(state, comes_in, email):
    number = made(state, proven=True)
    assert comes_in(replace(ADA, email=email)).number == number


def test_whoever_is_not_invited_is_told_so_and_nothing_is_kept_of_them(state, comes_in):
    with pytest.raises(NotLetIn, match=r"no account for ada@example\.org here"):
        comes_in(ADA, "example.com")
    with state.read() as db:
        assert account_of(db, ADA.email) is None
    assert log(state) == []


def test_whoever_is_invited_gets_an_account_and_the_invitation_still_works(state, catalog, comes_in):
    lead = made(state, "lea@example.org")
    with state.write() as db:
        memberships.set_member(db, lead, "pogo", "lead")
    invited = inviting.invite(state, lead, "pogo", ADA.email, "member", by_mail=False)
    account = comes_in()
    assert inviting.join(state, catalog, account.number, invited.shown) == "pogo"


def test_an_invitation_of_somebody_who_leads_the_group_no_more_lets_nobody_in(state, comes_in):
    lead = made(state, "lea@example.org")
    with state.write() as db:
        memberships.set_member(db, lead, "pogo", "lead")
        memberships.set_member(db, made_other(db), "pogo", "lead")
    inviting.invite(state, lead, "pogo", ADA.email, "member", by_mail=False)
    with state.write() as db:
        memberships.set_member(db, lead, "pogo", "member")
    with pytest.raises(NotLetIn):
        comes_in()


def made_other(db) -> int:
    return accounts.create_account(db, "other@example.org").number


@pytest.mark.parametrize("proven", [True, False])
def test_an_address_that_the_provider_has_not_made_sure_of_opens_nothing(state, comes_in, proven):
    made(state, proven=proven)
    with pytest.raises(NotLetIn, match=r"not made sure that ada@example\.org is your address"):
        comes_in(replace(ADA, verified=False), "example.org")
    with pytest.raises(NotLetIn, match="did not say what your email address is"):
        comes_in(replace(ADA, email=""), "example.org")


def test_who_made_an_account_with_another_ones_address_has_no_foot_in_the_door(state, comes_in):
    number = made(state, password=PASSWORD)
    with state.write() as db:
        session = sessions.begin_session(db, number)
        token = tokens.make_token(db, number, "script", "read")
        ways_in = [(links.make_link(db, purpose, account=number), purpose) for purpose in ("reset", "sign-in")]
    assert comes_in().number == number
    with pytest.raises(SignInRefused):
        sign_in(state, ADA.email, PASSWORD, "here", "")
    with state.write() as db:
        assert sessions.session_of(db, session) is None
        assert tokens.token_of(db, token) is None
        assert [links.use_link(db, secret, purpose) for secret, purpose in ways_in] == [None, None]
        assert accounts.account(db, number).proven
    assert ("password changed", "taken away, single sign-on") in log(state)


def test_whoever_has_shown_that_the_address_is_theirs_loses_nothing(state, comes_in):
    number = made(state, password=PASSWORD, proven=True)
    with state.write() as db:
        session = sessions.begin_session(db, number)
        token = tokens.make_token(db, number, "script", "read")
    comes_in()
    assert sign_in(state, ADA.email, PASSWORD, "here", "")
    with state.read() as db:
        assert sessions.session_of(db, session)
        assert tokens.token_of(db, token)


def test_a_shut_account_stays_shut(state, comes_in):
    number = made(state, proven=True)
    comes_in()
    with state.write() as db:
        accounts.set_disabled(db, number, True)
    for vouched in (ADA, replace(ADA, subject="another")):
        with pytest.raises(NotLetIn, match="is shut"):
            comes_in(vouched, "example.org")


def test_with_an_erased_account_goes_what_the_provider_calls_it(state, comes_in):
    number = comes_in(ADA, "example.org").number
    with state.write() as db:
        accounts.erase_account(db, number)
    with pytest.raises(NotLetIn):
        comes_in()
