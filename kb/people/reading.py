"""When somebody read a document last: kept for them alone, so that they can be shown what changed since."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select

from kb.people.tables import AccountRow, ReadMarkRow
from kb.state import Transaction

SITTING = 3600
"""Seconds: what is read again within them is read in the same sitting."""
KEPT = 400 * 86400


@dataclass(frozen=True)
class Read:
    """Somebody, by the number of their account, has read a document at a time (seconds since 1970)."""

    account: int
    document: str
    at: int


@dataclass(frozen=True)
class Mark:
    """When it was read last; `before_at`: in the sitting before, None where there was none."""

    read_at: int
    before_at: int | None


def note_read(db: Transaction, read: Read) -> None:
    """Note that a document was read, by an account that is still there."""
    row = db.get(ReadMarkRow, (read.account, read.document))
    if row is not None:
        if read.at - row.read_at >= SITTING:
            row.before_at = row.read_at
        row.read_at = max(row.read_at, read.at)
    elif db.get(AccountRow, read.account) is not None:
        db.execute(delete(ReadMarkRow).where(ReadMarkRow.read_at < db.now - KEPT))
        db.add(ReadMarkRow(account=read.account, document=read.document, read_at=read.at, before_at=None))
        db.flush()


def mark_of(db: Transaction, account: int, document: str) -> Mark | None:
    """When somebody read a document; None where they have not."""
    row = db.get(ReadMarkRow, (account, document))
    return Mark(row.read_at, row.before_at) if row else None


def reads_of(db: Transaction, account: int) -> list[Read]:
    """What somebody has read, and when last."""
    wanted = select(ReadMarkRow).where(ReadMarkRow.account == account).order_by(ReadMarkRow.read_at)
    return [Read(row.account, row.document, row.read_at) for row in db.scalars(wanted)]
