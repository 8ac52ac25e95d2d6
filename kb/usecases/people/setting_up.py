"""The first run: whoever holds the link that the server prints becomes the first admin."""

from __future__ import annotations

from kb.people.accounts import account_of, create_account, has_admin, set_admin, set_disabled, set_password
from kb.people.audit import note
from kb.people.limits import LINK_PLACE, take
from kb.people.links import drop_links, look_at_link, make_link, use_link
from kb.people.sessions import begin_session, end_sessions
from kb.state import State


class LinkUnusable(Exception):
    """The link was used already, was taken back, or has expired."""


def setup_link(state: State) -> str | None:
    """A secret for `/setup/…`, None where the library has an admin. Earlier ones work until one is used."""
    with state.write() as db:
        return None if has_admin(db) else make_link(db, "setup")


def setup_is_open(state: State, secret: str, place: str) -> bool:
    """Does this link still work? Raises TooMany for somebody who tries many."""
    with state.write() as db:
        take(db, LINK_PLACE, place)
        return look_at_link(db, secret, "setup") is not None and not has_admin(db)


def set_up(state: State, secret: str, email: str, name: str, password: str, browser: str) -> str:
    """Make the first admin and sign them in. Returns the secret of their session.

    Raises LinkUnusable, NotAnAddress, NotAPassword; then the link still works.
    """
    with state.write() as db:
        if use_link(db, secret, "setup") is None or has_admin(db):
            raise LinkUnusable
        there = account_of(db, email)
        if there is None:
            number = create_account(db, email, name, password, admin=True).number
        else:  # `kb user add` made the account, or the last admin was shut out: the machine's own log is trusted
            number = there.number
            set_password(db, number, password)
            set_disabled(db, number, False)
            set_admin(db, number, True)
            end_sessions(db, number)
        drop_links(db, "setup")
        note(db, number, "library set up", account=number)
        return begin_session(db, number, browser)
