"""The one key with which somebody's feed reader and calendar read what they may read: for feeds and calendars alone."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select

from kb.people.secret import digest, new_secret
from kb.people.tables import FeedKeyRow
from kb.state import Transaction

NOTED_EVERY = 86_400


@dataclass(frozen=True)
class FeedKey:
    """When a key was made and, to the day, last used (None for never); seconds since 1970."""

    account: int
    made_at: int
    used_at: int | None


def make_feed_key(db: Transaction, account: int) -> str:
    """A new key, in the place of one there may have been, and return it; it is kept nowhere."""
    drop_feed_key(db, account)
    secret = new_secret()
    db.add(FeedKeyRow(secret=digest(secret), account=account, made_at=db.now))
    db.flush()
    return secret


def feed_key_of(db: Transaction, secret: str) -> FeedKey | None:
    """Whose key this is; None where it is none (any more)."""
    row = db.get(FeedKeyRow, digest(secret))
    return FeedKey(row.account, row.made_at, row.used_at) if row else None


def feed_key(db: Transaction, account: int) -> FeedKey | None:
    """What there is of the key of somebody, None where they have none."""
    row = db.scalar(select(FeedKeyRow).where(FeedKeyRow.account == account))
    return FeedKey(row.account, row.made_at, row.used_at) if row else None


def is_due(db: Transaction, key: FeedKey) -> bool:
    """Is it time to write down that a key was used?"""
    return key.used_at is None or db.now - key.used_at >= NOTED_EVERY


def note_use(db: Transaction, key: FeedKey) -> None:
    row = db.scalar(select(FeedKeyRow).where(FeedKeyRow.account == key.account))
    if row is not None:
        row.used_at = max(row.used_at or 0, db.now)


def drop_feed_key(db: Transaction, account: int) -> bool:
    """From now on it opens nothing. False where there was none."""
    wanted = delete(FeedKeyRow).where(FeedKeyRow.account == account)
    return db.execute(wanted.returning(FeedKeyRow.account)).first() is not None
