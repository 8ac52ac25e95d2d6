"""Keys with which programs act for somebody: named, limited, shown once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import delete, select

from kb.people.secret import digest, new_number, new_secret
from kb.people.tables import TokenRow
from kb.state import Transaction

Scope = Literal["read", "write"]
PREFIX = "kb_"
"""What every token begins with, so that one left lying about is recognised."""
LONGEST_NAME = 100
MOST = 50
"""How many tokens somebody may have."""
NOTED_EVERY = 3600
DAY = 86400


class TokenRefused(ValueError):
    """A token like this cannot be made; the message says why."""


@dataclass(frozen=True)
class Token:
    """A key of somebody.

    Attributes:
        scope: "read", or "write" too.
        groups: the slugs of the only groups it opens; None for all of theirs.
        expires_at, used_at: seconds since 1970; None for never.
    """

    number: str
    account: int
    name: str
    scope: Scope
    groups: frozenset[str] | None
    made_at: int
    expires_at: int | None
    used_at: int | None


def make_token(
    db: Transaction,
    account: int,
    name: str,
    scope: Scope,
    *,
    groups: Collection[str] | None = None,
    days: int | None = None,
) -> str:
    """Make a token and return it; it is kept nowhere. `days` until it stops working, None for never.

    Raises TokenRefused for a name that is empty or in use, for days that are none, or where there are too many.
    """
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise TokenRefused("Give the token a name, so that you know later what it was for.")
    if days is not None and not 1 <= days <= 3650:
        raise TokenRefused("A token can last from one day to ten years.")
    names = list(db.scalars(select(TokenRow.name).where(TokenRow.account == account)))
    if name in names:
        raise TokenRefused(f"There is a token called “{name}” already.")
    if len(names) >= MOST:
        raise TokenRefused(f"You have {MOST} tokens, which is the most. Take one back that you no longer need.")
    secret = PREFIX + new_secret()
    db.add(
        TokenRow(
            secret=digest(secret),
            number=new_number(),
            account=account,
            name=name,
            scope=scope,
            groups=None if groups is None else " ".join(sorted(groups)),
            made_at=db.now,
            expires_at=None if days is None else db.now + days * DAY,
        )
    )
    db.flush()
    return secret


def token_of(db: Transaction, secret: str) -> Token | None:
    """What a token opens; None where it is none, was taken back, or has expired."""
    row = db.get(TokenRow, digest(secret)) if secret.startswith(PREFIX) else None
    if row is None or (row.expires_at is not None and row.expires_at <= db.now):
        return None
    return _token(row)


def note_use(db: Transaction, token: Token) -> None:
    """Write down that a token was used just now."""
    row = db.scalar(select(TokenRow).where(TokenRow.number == token.number))
    if row is not None:
        row.used_at = max(row.used_at or 0, db.now)


def is_due(db: Transaction, token: Token) -> bool:
    """Is it time to write down that a token was used?"""
    return token.used_at is None or db.now - token.used_at >= NOTED_EVERY


def tokens(db: Transaction, account: int) -> list[Token]:
    """All tokens of somebody, newest first; expired ones too, so that they can be seen and removed."""
    wanted = select(TokenRow).where(TokenRow.account == account).order_by(TokenRow.made_at.desc(), TokenRow.name)
    return [_token(row) for row in db.scalars(wanted)]


def revoke_token(db: Transaction, account: int, number: str) -> bool:
    """Take a token of somebody back. False where there is none of that number."""
    wanted = delete(TokenRow).where(TokenRow.account == account, TokenRow.number == number)
    return db.execute(wanted.returning(TokenRow.number)).first() is not None


def revoke_tokens(db: Transaction, account: int) -> None:
    """Take all tokens of somebody back."""
    db.execute(delete(TokenRow).where(TokenRow.account == account))


def rename_group_opened(db: Transaction, old: str, new: str) -> None:
    """A group goes by another slug: tokens that are for some groups are for that."""
    for row in db.scalars(select(TokenRow).where(TokenRow.groups.is_not(None))).all():
        groups = (row.groups or "").split()
        row.groups = " ".join(dict.fromkeys(new if group == old else group for group in groups))
    db.flush()


def _token(row: TokenRow) -> Token:
    scope: Scope = "write" if row.scope == "write" else "read"
    groups = None if row.groups is None else frozenset(row.groups.split())
    return Token(row.number, row.account, row.name, scope, groups, row.made_at, row.expires_at, row.used_at)
