"""Whoever looks after the library, looked up again within each change: rights may go while a page is open."""

from __future__ import annotations

from kb.people.accounts import Account, NoAccount, account
from kb.state import Transaction


class NotAnAdmin(Exception):
    """Whoever asked for this may not (any more)."""

    def __init__(self) -> None:
        super().__init__("You do not look after this library any more, so nothing was changed.")


class Yourself(ValueError):
    """What nobody does to their own account, so that no slip locks them out."""

    def __init__(self) -> None:
        super().__init__("This is your own account. Another admin can do that for you.")


def acting_admin(db: Transaction, by: int | None, upon: Account | None = None) -> None:
    """May `by` do this, an admin's account or None for the command line? `upon` must be somebody else.

    Raises NotAnAdmin, Yourself.
    """
    if by is None:
        return
    try:
        found = account(db, by)
    except NoAccount:
        raise NotAnAdmin from None
    if not found.admin or found.disabled:
        raise NotAnAdmin
    if upon is not None and upon.number == by:
        raise Yourself
