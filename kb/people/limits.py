"""How often something may be tried: kept in the database, so that starting the server anew forgives nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import delete, func, select

from kb.people.tables import AttemptRow
from kb.state import Transaction

MINUTE, HOUR, DAY = 60, 3600, 86400


@dataclass(frozen=True)
class Limit:
    """At most `most` tries within `within` seconds, counted back from each try (a sliding window)."""

    name: str
    most: int
    within: int


SIGN_IN_HERE = Limit("sign-in from one place to one account", 10, 15 * MINUTE)
SIGN_IN_ACCOUNT = Limit("sign-in to one account", 50, HOUR)
SIGN_IN_PLACE = Limit("sign-in from one place", 100, HOUR)
MAIL_ACCOUNT = Limit("mails to one address", 5, HOUR)
MAIL_PLACE = Limit("mails asked for from one place", 20, HOUR)
INVITE = Limit("invitations by one account", 100, DAY)
SIGN_ON_PLACE = Limit("single sign-on from one place", 300, HOUR)
LINK_PLACE = Limit("one-time links tried from one place", 60, HOUR)
MENTION_PLACE = Limit("webmentions from one place", 60, HOUR)
MENTION_HOST = Limit("webmentions of one site", 30, HOUR)
MENTION_ALL = Limit("webmentions", 1000, HOUR)


class TooMany(Exception):
    """This was tried too often.

    Attributes:
        wait: seconds until it may be tried again.
    """

    def __init__(self, wait: int) -> None:
        minutes = max(1, round(wait / MINUTE))
        super().__init__(f"That was tried too often. Please wait {minutes} minute{'s'[: minutes > 1]} and try again.")
        self.wait = wait


def check_limit(db: Transaction, limit: Limit, *who: str) -> None:
    """Raises TooMany where this was tried too often by, or for, `who`. Does not count as a try."""
    key = _key(limit, who)
    recent = (AttemptRow.key == key) & (AttemptRow.at > db.now - limit.within) & (AttemptRow.at <= db.now + MINUTE)
    if (db.scalar(select(func.count()).where(recent)) or 0) < limit.most:
        return
    newest = select(AttemptRow.at).where(recent).order_by(AttemptRow.at.desc()).limit(limit.most)
    first_that_counts = list(db.scalars(newest))[-1]
    raise TooMany(max(1, first_that_counts + limit.within - db.now))


def count_try(db: Transaction, limit: Limit, *who: str) -> None:
    """Note a try, and forget those that no limit asks for any more."""
    db.execute(delete(AttemptRow).where(AttemptRow.at <= db.now - DAY))
    db.add(AttemptRow(key=_key(limit, who), at=db.now))
    db.flush()


def take(db: Transaction, limit: Limit, *who: str) -> None:
    """Check and count in one. Raises TooMany, and then it did not count."""
    check_limit(db, limit, *who)
    count_try(db, limit, *who)


def forget(db: Transaction, limit: Limit, *who: str) -> None:
    """It went well: earlier tries no longer count."""
    db.execute(delete(AttemptRow).where(AttemptRow.key == _key(limit, who)))


def _key(limit: Limit, who: tuple[str, ...]) -> str:
    return hashlib.sha256("\0".join((limit.name, *who)).encode("utf-8", "replace")).hexdigest()
