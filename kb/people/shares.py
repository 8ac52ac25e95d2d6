"""Links to one document each, for people without an account: they last for a time, and are counted."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select, update

from kb.model import Audience
from kb.people.secret import digest, new_number, new_secret
from kb.people.tables import ShareRow
from kb.state import Transaction

DAY = 86400
MOST = 20
"""How many there may be to one document."""


@dataclass(frozen=True)
class Share:
    """A link to a document.

    Attributes:
        number: names it in lists, without giving it away.
        document: its id.
        group: slug, or "" for none.
        audience: whom the document was for when the link was made.
        made_by: account number.
        made_at, expires_at: seconds since 1970.
        opened: how often it was.
    """

    number: str
    document: str
    group: str
    audience: Audience
    made_by: int
    made_at: int
    expires_at: int
    opened: int


def make_share(db: Transaction, document: str, group: str, audience: Audience, made_by: int, days: int) -> str:
    """Make one and return its secret, which is kept nowhere: it goes into the address, once."""
    db.execute(delete(ShareRow).where(ShareRow.expires_at <= db.now))
    secret = new_secret()
    db.add(
        ShareRow(
            secret=digest(secret),
            number=new_number(),
            document=document,
            group=group,
            audience=audience,
            made_by=made_by,
            made_at=db.now,
            expires_at=db.now + days * DAY,
            opened=0,
        )
    )
    db.flush()
    return secret


def share_of(db: Transaction, secret: str) -> Share | None:
    """What a link opens; None where it is none, was taken back, or has expired."""
    row = db.get(ShareRow, digest(secret))
    return _share(row) if row is not None and row.expires_at > db.now else None


def note_opening(db: Transaction, number: str) -> None:
    db.execute(update(ShareRow).where(ShareRow.number == number).values(opened=ShareRow.opened + 1))


def shares(db: Transaction, document: str) -> list[Share]:
    """The links to a document that have not expired, newest first."""
    wanted = select(ShareRow).where(ShareRow.document == document, ShareRow.expires_at > db.now)
    return [_share(row) for row in db.scalars(wanted.order_by(ShareRow.made_at.desc(), ShareRow.number))]


def shares_by(db: Transaction, account: int) -> list[Share]:
    """The links that somebody has made and that have not expired, newest first."""
    wanted = select(ShareRow).where(ShareRow.made_by == account, ShareRow.expires_at > db.now)
    return [_share(row) for row in db.scalars(wanted.order_by(ShareRow.made_at.desc(), ShareRow.number))]


def take_share_back(db: Transaction, document: str, number: str) -> bool:
    """From now on it opens nothing. False where there is none of that number."""
    wanted = delete(ShareRow).where(ShareRow.document == document, ShareRow.number == number)
    return db.execute(wanted.returning(ShareRow.number)).first() is not None


def _share(row: ShareRow) -> Share:
    return Share(
        row.number,
        row.document,
        row.group,
        row.audience,
        row.made_by,
        row.made_at,
        row.expires_at,
        row.opened,
    )
