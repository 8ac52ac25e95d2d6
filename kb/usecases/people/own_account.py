"""What somebody does with their own account: see what there is of it, change it, end it.

Each is for whoever is signed in with a browser: a program with a token gets to none of this.
"""

from __future__ import annotations

from dataclasses import dataclass

from kb.drafts import Shelf, ids_by
from kb.people.accounts import Account, NotAnAddress, account, clean_email, erase_account, set_name
from kb.people.audit import note
from kb.people.memberships import Membership, Request, memberships, requests_by, withdraw_request
from kb.people.news import choices_of
from kb.people.sessions import Session, end_session, end_sessions, sessions
from kb.people.tokens import Token, tokens
from kb.state import State
from kb.usecases.people.accounts import leads_alone
from kb.usecases.people.signing_in import SignInRefused, prove_oneself, still_themselves


@dataclass(frozen=True)
class Own:
    """What there is of one account.

    Attributes:
        hears: of how many groups they want to hear by mail.
        led_alone: slugs of the groups that have no other lead.
        now: when this was looked up, in seconds since 1970.
    """

    account: Account
    groups: list[Membership]
    asked: list[Request]
    sessions: list[Session]
    tokens: list[Token]
    hears: int
    led_alone: list[str]
    now: int


def look(state: State, session: Session) -> Own:
    with state.read() as db:
        number = session.account
        found = account(db, number)
        return Own(
            found,
            memberships(db, number),
            requests_by(db, number),
            sessions(db, number),
            tokens(db, number),
            len(choices_of(db, number)),
            leads_alone(db, found),
            db.now,
        )


def rename(state: State, session: Session, name: str) -> None:
    """An empty name is none: others then see what stands before the @ of their email."""
    with state.write() as db:
        set_name(db, session.account, name)


def withdraw(state: State, session: Session, group: str) -> None:
    """Ask no longer to join a group."""
    with state.write() as db:
        withdraw_request(db, session.account, group)


def end_one(state: State, session: Session, number: str) -> None:
    """Sign one of their browsers out; nothing happens where it is out already."""
    with state.write() as db:
        if end_session(db, session.account, number):
            note(db, session.account, "session ended", account=session.account)


def end_others(state: State, session: Session) -> None:
    """Sign out everywhere but here."""
    with state.write() as db:
        end_sessions(db, session.account, but=session.number)
        note(db, session.account, "session ended", account=session.account, detail="everywhere else")


def erase_oneself(state: State, session: Session, password: str, email: str) -> None:
    """Remove one's own account with all that is theirs; what is left of it anywhere is its number.

    Proved by the password, or, for an account without one, by its email written out. Raises SignInRefused, TooMany,
    LastAdmin; then nothing was changed.
    """
    kept = prove_oneself(state, session, password)
    with state.write() as db:
        still_themselves(db, session, kept)
        found = account(db, session.account)
        if kept is None and not _is_written(found.email, email):
            raise SignInRefused
        drafts = ids_by(db, found.number)
        erase_account(db, found.number)
        note(db, found.number, "account erased", account=found.number)
    Shelf(state.folder).remove(*drafts)


def _is_written(email: str, text: str) -> bool:
    try:
        return clean_email(text) == email
    except NotAnAddress:
        return False
