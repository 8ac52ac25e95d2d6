"""One's own account: what is done is done by whoever is still signed in, and an admin always remains."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from kb.people import audit, sessions
from kb.people.accounts import LastAdmin, NoAccount, account_of
from kb.people.limits import TooMany
from kb.people.links import LASTING
from kb.state import State
from kb.usecases.people import accounts, own_account, own_data, signing_in, tokens
from kb.usecases.people.setting_up import LinkUnusable
from kb.usecases.people.signing_in import SignInRefused

ADA, BEN = "ada@example.org", "ben@example.org"
OLD, NEW = "three words in a row", "other words in a row"


def signed_in(state: State, email: str, **made) -> sessions.Session:
    """A session of a new account."""
    accounts.add_account(state, email, **{"password": OLD, **made})
    secret = signing_in.sign_in(state, email, OLD, "here", "")
    with state.read() as db:
        session = sessions.session_of(db, secret)
    assert session is not None
    return session


def is_there(state: State, email: str) -> bool:
    with state.read() as db:
        return account_of(db, email) is not None


def mailed(state: State, purpose) -> str:
    """The secret of a link that ada asked for."""
    link = signing_in.link_by_mail(state, ADA, purpose)
    assert link is not None
    return link.secret


def test_a_browser_that_was_signed_out_meanwhile_changes_and_erases_nothing(state):
    session = signed_in(state, ADA)
    kept = signing_in.prove_oneself(state, session, OLD)
    accounts.change_roles(state, ADA, admin=True)  # which signs out everywhere
    with state.write() as db, pytest.raises(SignInRefused):
        signing_in.still_themselves(db, session, kept)
    with pytest.raises(SignInRefused):
        signing_in.change_password(state, session, OLD, NEW, "")
    with pytest.raises(SignInRefused):
        own_account.erase_oneself(state, session, OLD, "")
    assert is_there(state, ADA)
    assert signing_in.sign_in(state, ADA, OLD, "here", "")


def test_a_password_that_was_changed_meanwhile_proves_nothing_any_more(state):
    session = signed_in(state, ADA)
    kept = signing_in.prove_oneself(state, session, OLD)
    signing_in.reset_password(state, accounts.reset_link(state, ADA), NEW, "")
    with state.write() as db, pytest.raises(SignInRefused):
        signing_in.still_themselves(db, session, kept)


def test_of_two_admins_who_erase_themselves_at_once_one_stays(state):
    both = [signed_in(state, email, admin=True) for email in (ADA, BEN)]

    def erased(session: sessions.Session) -> bool:
        try:
            own_account.erase_oneself(state, session, OLD, "")
        except LastAdmin:
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(erased, both)) == [False, True]
    assert [is_there(state, ADA), is_there(state, BEN)].count(True) == 1


def test_an_account_that_is_gone_is_said(state):
    session = signed_in(state, ADA)
    own_account.erase_oneself(state, session, OLD, "")
    for done in (
        lambda: own_account.look(state, session),
        lambda: own_account.rename(state, session, "Ada"),
        lambda: own_data.export(state, session),
        lambda: own_account.erase_oneself(state, session, OLD, ""),
        lambda: tokens.create_token(state, ADA, "display", "read"),
    ):
        with pytest.raises(NoAccount):
            done()


def test_what_one_sees_of_oneself_names_the_groups_that_have_no_other_lead(state):
    session = signed_in(state, ADA, groups={"pogo": "lead", "north": "lead", "west": "member"})
    accounts.add_account(state, BEN, groups={"north": "lead"})
    own = own_account.look(state, session)
    assert [(each.group, each.role) for each in own.groups] == [("north", "lead"), ("pogo", "lead"), ("west", "member")]
    assert own.led_alone == ["pogo"]


def test_the_first_proof_of_an_address_is_the_only_one_that_takes_anything(state):
    session = signed_in(state, ADA)

    assert signing_in.sign_in_by_link(state, mailed(state, "sign-in"), "")[1]
    with state.read() as db:
        assert not sessions.is_open(db, session)
        assert [entry.detail for entry in audit.entries(db) if entry.what == "password changed"] == [
            "taken away, mailed link"
        ]
    assert not signing_in.sign_in_by_link(state, mailed(state, "sign-in"), "")[1]
    with pytest.raises(SignInRefused):
        signing_in.sign_in(state, ADA, OLD, "here", "")


@pytest.mark.parametrize("purpose", ["reset", "sign-in"])
def test_a_mailed_link_works_until_its_time_is_over(database, purpose):
    start = 1_800_000_000
    state = database.state(clock=lambda: start)
    signed_in(state, ADA)
    secret = mailed(state, purpose)
    in_time = database.state(clock=lambda: start + LASTING[purpose] - 1)
    assert signing_in.whose_link(in_time, secret, purpose, "here").email == ADA
    late = database.state(clock=lambda: start + LASTING[purpose])
    with pytest.raises(LinkUnusable):
        signing_in.whose_link(late, secret, purpose, "here")


@pytest.mark.parametrize("purpose", ["reset", "sign-in"])
def test_a_mailed_link_ends_with_another_password_and_with_its_account(state, purpose):
    signed_in(state, ADA)
    first = mailed(state, purpose)
    signing_in.reset_password(state, accounts.reset_link(state, ADA), NEW, "")
    with pytest.raises(LinkUnusable):
        signing_in.whose_link(state, first, purpose, "here")
    second = mailed(state, purpose)
    accounts.shut_account(state, ADA)
    with pytest.raises(LinkUnusable):
        signing_in.whose_link(state, second, purpose, "here")
    assert signing_in.link_by_mail(state, ADA, purpose) is None


def test_asking_for_mails_counts_for_an_address_without_an_account_as_for_one_with(state):
    signed_in(state, ADA)
    for email in (ADA, "nobody@example.org"):
        for _ in range(5):
            signing_in.ask_for_mail(state, email, "here")
        with pytest.raises(TooMany, match="Please wait 60 minutes"):
            signing_in.ask_for_mail(state, email.upper(), "elsewhere")
