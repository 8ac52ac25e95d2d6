"""From a cookie or a token to the viewer: looked up for every request, so that a change of rights holds at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kb.model import Viewer
from kb.people.accounts import Account, NoAccount, account
from kb.people.feed_keys import feed_key_of
from kb.people.memberships import groups_of
from kb.people.sessions import Session, session_of
from kb.people.tokens import Token, token_of
from kb.state import Transaction


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in: their account, what they may see and do, and how they came in."""

    account: Account
    viewer: Viewer
    session: Session | None = None
    token: Token | None = None


def viewer_of(db: Transaction, of: Account) -> Viewer:
    """What somebody may see and do."""
    roles = groups_of(db, of.number)
    return Viewer(
        member=True,
        groups=frozenset(roles),
        leads=frozenset(group for group, role in roles.items() if role == "lead"),
        admin=of.admin,
        account=of.number,
    )


def person_of_session(db: Transaction, secret: str) -> Person | None:
    """Who is signed in with this cookie; None where nobody is."""
    session = session_of(db, secret)
    found = _able(db, session.account) if session else None
    return Person(found, viewer_of(db, found), session=session) if found else None


def person_of_token(db: Transaction, secret: str) -> Person | None:
    """For whom a program with this token acts; None where the token opens nothing."""
    token = token_of(db, secret)
    found = _able(db, token.account) if token else None
    return Person(found, _limited(viewer_of(db, found), token), token=token) if found and token else None


def person_of_feed_key(db: Transaction, secret: str) -> Person | None:
    """Whose feeds this key opens; None where it opens nothing. Nothing but feeds and calendars may ask this."""
    key = feed_key_of(db, secret)
    found = _able(db, key.account) if key else None
    return Person(found, replace(viewer_of(db, found), writes=False)) if found else None


def _able(db: Transaction, number: int) -> Account | None:
    try:
        found = account(db, number)
    except NoAccount:
        return None
    return None if found.disabled else found


def _limited(viewer: Viewer, token: Token) -> Viewer:
    """What a token opens is never more than what its owner may see now."""
    writes = token.scope == "write"
    if token.groups is None:
        return Viewer(viewer.member, viewer.groups, viewer.leads, viewer.admin, viewer.account, writes)
    groups = token.groups if viewer.admin else viewer.groups & token.groups
    return Viewer(True, groups, viewer.leads & token.groups, False, viewer.account, writes, token.groups)
