"""What somebody chooses to hear of what is new: by mail, group by group; and the end of it."""

from __future__ import annotations

from collections.abc import Mapping

from kb.people.accounts import NoAccount, account
from kb.people.news import How, choices_of, choose, choose_nothing, reader_of
from kb.people.sessions import Session
from kb.state import State


def chosen(state: State, session: Session) -> dict[str, How]:
    """By the slug of the group; what is not in it is not mailed."""
    with state.read() as db:
        return choices_of(db, session.account)


def keep(state: State, session: Session, wanted: Mapping[str, How | None]) -> None:
    """Take what a form says of these groups; of others what was chosen holds."""
    with state.write() as db:
        for group, how in wanted.items():
            choose(db, session.account, group, how)


def whose(state: State, secret: str) -> str | None:
    """The address that a letter with this secret went to; None where it opens nothing (any more)."""
    with state.read() as db:
        number = reader_of(db, secret)
        try:
            return account(db, number).email if number is not None else None
        except NoAccount:
            return None


def stop(state: State, secret: str) -> bool:
    """Whoever holds a letter ends all letters to its reader; again and again it does no harm. False where it opens
    nothing."""
    with state.write() as db:
        number = reader_of(db, secret)
        if number is None:
            return False
        choose_nothing(db, number)
        return True
