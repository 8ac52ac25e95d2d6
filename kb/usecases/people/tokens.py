"""Make the keys with which programs act for somebody, see them, take them back."""

from __future__ import annotations

from collections.abc import Collection

from kb.people.accounts import clean_name
from kb.people.audit import note
from kb.people.memberships import groups_of
from kb.people.tokens import Scope, Token, make_token, revoke_token, tokens
from kb.state import State
from kb.usecases.people.accounts import AccountRefused, account_called


class NoToken(LookupError):
    """They have no token of this name; the message says which there are."""


def create_token(
    state: State,
    email: str,
    name: str,
    scope: Scope,
    *,
    groups: Collection[str] | None = None,
    days: int | None = None,
    by: int | None = None,
) -> str:
    """Make a token of somebody and return it; it is kept nowhere. `groups` are slugs, None for all of theirs.

    Raises NoAccount, TokenRefused, AccountRefused for a shut account, and for groups that it would not open.
    """
    with state.write() as db:
        found = account_called(db, email)
        if found.disabled:
            raise AccountRefused(f"The account {found.email} is shut, so a token of it would open nothing.")
        own = groups_of(db, found.number)
        for group in groups or ():
            if group not in own and not found.admin:
                raise AccountRefused(f"{found.email} is not in the group {group}, so a token would not open it.")
        made = make_token(db, found.number, clean_name(name), scope, groups=groups, days=days)
        note(db, by, "token made", account=found.number, detail=scope)  # its name would outlive them in the log
        return made


def tokens_of(state: State, email: str) -> list[Token]:
    """All of somebody, newest first. Raises NoAccount."""
    with state.read() as db:
        return tokens(db, account_called(db, email).number)


def take_back(state: State, email: str, name: str, *, by: int | None = None) -> None:
    """From now on the token of this name opens nothing. Raises NoAccount, NoToken."""
    with state.write() as db:
        found = account_called(db, email)
        there = {token.name: token.number for token in tokens(db, found.number)}
        number = there.get(clean_name(name))
        if number is None:
            names = ", ".join(f"“{each}”" for each in there)
            raise NoToken(f"{found.email} has no token “{name}”. {f'There is {names}.' if there else 'There is none.'}")
        revoke_token(db, found.number, number)
        note(db, by, "token taken back", account=found.number)
