"""Come in with a password or a mailed link, go out again, choose a new password.

Whether there is an account for an email shows in nothing that is answered here: not in words, not in time.
"""

from __future__ import annotations

from dataclasses import dataclass

from kb.people.accounts import (
    Account,
    account,
    account_of,
    keep_hash,
    password_of,
    set_password,
)
from kb.people.audit import note
from kb.people.limits import (
    LINK_PLACE,
    MAIL_ACCOUNT,
    MAIL_PLACE,
    SIGN_IN_ACCOUNT,
    SIGN_IN_HERE,
    SIGN_IN_PLACE,
    forget,
    take,
)
from kb.people.links import OneTimeLink, Purpose, drop_links, look_at_link, make_link, use_link
from kb.people.passwords import verify_password
from kb.people.sessions import Session, begin_session, end_session, end_sessions, is_open
from kb.state import State, Transaction
from kb.usecases.people.proving import prove
from kb.usecases.people.setting_up import LinkUnusable


class SignInRefused(Exception):
    """Email and password do not fit, or the account is shut: one sentence for all."""

    def __init__(self) -> None:
        super().__init__("The email address and the password do not fit together.")


@dataclass(frozen=True)
class LinkToMail:
    """A one-time link that has to reach somebody: its secret, and the address it is for."""

    email: str
    secret: str


def sign_in(state: State, email: str, password: str, place: str, browser: str) -> str:
    """Sign somebody in; returns the secret for their cookie. `place` is the address they come from.

    Raises SignInRefused, TooMany.
    """
    wanted = email.strip().lower()[:254]
    with state.write() as db:
        take(db, SIGN_IN_PLACE, place)
        take(db, SIGN_IN_HERE, place, wanted)
        take(db, SIGN_IN_ACCOUNT, wanted)
        found = account_of(db, wanted)
        kept = password_of(db, found.number) if found else None
    # Outside of the transaction: this takes a tenth of a second on purpose, and nobody should wait for it.
    matches, renewed = verify_password(password, kept)
    if not matches or found is None or found.disabled:
        raise SignInRefused
    with state.write() as db:
        if password_of(db, found.number) != kept:  # changed meanwhile
            raise SignInRefused
        if renewed is not None:
            keep_hash(db, found.number, renewed)
        forget(db, SIGN_IN_HERE, place, wanted)
        forget(db, SIGN_IN_ACCOUNT, wanted)
        note(db, found.number, "signed in", account=found.number)
        return begin_session(db, found.number, browser)


def sign_out(state: State, session: Session) -> None:
    with state.write() as db:
        if end_session(db, session.account, session.number):
            note(db, session.account, "signed out", account=session.account)


def ask_for_mail(state: State, email: str, place: str) -> None:
    """Somebody asks for a link by mail: is it too soon? The same for an address without an account. Raises TooMany."""
    with state.write() as db:
        take(db, MAIL_PLACE, place)
        take(db, MAIL_ACCOUNT, email.strip().lower()[:254])


def link_by_mail(state: State, email: str, purpose: Purpose) -> LinkToMail | None:
    """Make the link that somebody has asked for, to sign in or to choose a new password; None where nothing is to be
    mailed. This takes longer where there is an account, so whoever asks is answered before."""
    with state.write() as db:
        found = account_of(db, email)
        if found is None or found.disabled:
            return None
        if purpose == "reset":
            note(db, None, "password reset asked for", account=found.number)
        return LinkToMail(found.email, make_link(db, purpose, account=found.number, email=found.email))


def whose_link(state: State, secret: str, purpose: Purpose, place: str) -> Account:
    """The account that a link to sign in, or to choose a new password, is for. It still works afterwards.

    Raises LinkUnusable, TooMany.
    """
    with state.write() as db:
        take(db, LINK_PLACE, place)
        link = look_at_link(db, secret, purpose)
        found = account(db, link.account) if link and link.account is not None else None
    if found is None or found.disabled:
        raise LinkUnusable
    return found


def sign_in_by_link(state: State, secret: str, browser: str) -> tuple[str, bool]:
    """Sign in with a mailed link. Returns the secret for the cookie, and whether a password was taken away: that of
    whoever made the account before anybody knew whose the address is. Raises LinkUnusable."""
    with state.write() as db:
        number = _used(use_link(db, secret, "sign-in"))
        found = account(db, number)
        if found.disabled:
            raise LinkUnusable
        taken_away = prove(db, found, "mailed link")
        note(db, number, "signed in", account=number, detail="mailed link")
        return begin_session(db, number, browser), taken_away


def reset_password(state: State, secret: str, password: str, browser: str) -> str:
    """Choose a new password with a link: signed out everywhere else, signed in here. Returns the secret for the cookie.

    Raises LinkUnusable; NotAPassword, and then the link still works.
    """
    with state.write() as db:
        link = use_link(db, secret, "reset")
        number = _used(link)
        found = account(db, number)
        if found.disabled:
            raise LinkUnusable
        if link is not None and link.email:  # it came by mail; what an admin hands out names no address
            prove(db, found, "mailed link")
        set_password(db, number, password)
        end_sessions(db, number)
        for purpose in ("reset", "sign-in"):
            drop_links(db, purpose, number)
        note(db, number, "password changed", account=number, detail="by link")
        return begin_session(db, number, browser)


def change_password(state: State, session: Session, old: str, new: str, browser: str) -> str:
    """Change one's own password: other browsers are signed out, this one gets a new secret, which is returned.

    Raises SignInRefused where the old one does not fit (an account without a password needs none), NotAPassword.
    """
    kept = prove_oneself(state, session, old)
    with state.write() as db:
        still_themselves(db, session, kept)
        set_password(db, session.account, new)
        end_sessions(db, session.account)
        for purpose in ("reset", "sign-in"):
            drop_links(db, purpose, session.account)
        note(db, session.account, "password changed", account=session.account)
        return begin_session(db, session.account, browser)


def prove_oneself(state: State, session: Session, password: str) -> str | None:
    """Before something that a borrowed browser should not do: is this the password of whoever is signed in?

    Returns the hash it was compared with, None for an account without a password, which proves nothing.
    Raises SignInRefused, TooMany.
    """
    with state.write() as db:
        take(db, SIGN_IN_ACCOUNT, account(db, session.account).email)
        kept = password_of(db, session.account)
    if kept is not None and not verify_password(password, kept)[0]:
        raise SignInRefused
    return kept


def still_themselves(db: Transaction, session: Session, kept: str | None) -> None:
    """Comparing takes its time: is the password what it was, and are they signed in still? Raises SignInRefused."""
    if password_of(db, session.account) != kept or not is_open(db, session):
        raise SignInRefused


def _used(link: OneTimeLink | None) -> int:
    if link is None or link.account is None:
        raise LinkUnusable
    return link.account
