"""Feeds and calendars of somebody's own: what they may read, for programs that cannot sign in."""

from __future__ import annotations

import contextlib

from kb.people.audit import note
from kb.people.feed_keys import FeedKey, drop_feed_key, feed_key, feed_key_of, is_due, make_feed_key, note_use
from kb.people.sessions import Session
from kb.people.viewing import Person, person_of_feed_key
from kb.state import State, StateUnusable


def look(state: State, session: Session) -> FeedKey | None:
    with state.read() as db:
        return feed_key(db, session.account)


def make(state: State, session: Session) -> str:
    """A new key; the one before opens nothing any more."""
    with state.write() as db:
        secret = make_feed_key(db, session.account)
        note(db, session.account, "feed address made", account=session.account)
        return secret


def take_back(state: State, session: Session) -> None:
    """Nothing happens where there is none."""
    with state.write() as db:
        if drop_feed_key(db, session.account):
            note(db, session.account, "feed address taken back", account=session.account)


def follower(state: State, secret: str) -> Person | None:
    """Whose feeds a key opens, with what they may see now; None where it opens nothing."""
    with state.read() as db:
        person, key = person_of_feed_key(db, secret), feed_key_of(db, secret)
        due = person is not None and key is not None and is_due(db, key)
    if due and key is not None:
        with contextlib.suppress(StateUnusable), state.write() as db:  # a full disk keeps nobody from reading
            note_use(db, key)
    return person
