"""Links that work once and for a time: to set up, to sign in, to choose a new password, to join a group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import delete, select, update

from kb.people.memberships import Role
from kb.people.secret import digest, new_number, new_secret
from kb.people.tables import LinkRow
from kb.state import Transaction

Purpose = Literal["setup", "sign-in", "reset", "join"]

MINUTE, HOUR, DAY = 60, 3600, 86400
LASTING: dict[Purpose, int] = {"setup": DAY, "sign-in": 15 * MINUTE, "reset": HOUR, "join": 14 * DAY}
"""Seconds from being made until it stops working."""


@dataclass(frozen=True)
class OneTimeLink:
    """What a link is for.

    Attributes:
        number: names it in lists, without giving it away.
        email: the only address it is for; None where whoever holds it may use it.
        group, role: what it lets somebody into (purpose "join").
        account: whose password or sign-in it is.
        made_by: account number of who made it; None where their account is gone.
        mailed: it was shown to nobody and went out by mail alone, so whoever has it reads the mails to `email`.
    """

    number: str
    purpose: Purpose
    email: str | None
    group: str | None
    role: Role | None
    account: int | None
    made_by: int | None
    made_at: int
    expires_at: int
    mailed: bool = False


def make_link(
    db: Transaction,
    purpose: Purpose,
    *,
    email: str | None = None,
    group: str | None = None,
    role: Role | None = None,
    account: int | None = None,
    made_by: int | None = None,
    mailed: bool = False,
    lasting: int | None = None,
) -> str:
    """Make one and return its secret, which is kept nowhere: it goes into the address, once. `lasting`: seconds, where
    they are others than LASTING has for the purpose."""
    db.execute(delete(LinkRow).where(LinkRow.expires_at <= db.now))
    secret = new_secret()
    row = LinkRow(
        secret=digest(secret),
        number=new_number(),
        purpose=purpose,
        email=email,
        group=group,
        role=role,
        account=account,
        made_by=made_by,
        mailed=mailed,
        made_at=db.now,
        expires_at=db.now + (lasting or LASTING[purpose]),
    )
    db.add(row)
    db.flush()
    return secret


def look_at_link(db: Transaction, secret: str, purpose: Purpose) -> OneTimeLink | None:
    """What a link is for, None where it does not work (any more). It still works afterwards."""
    row = db.get(LinkRow, digest(secret))
    if row is None or row.purpose != purpose or row.expires_at <= db.now:
        return None
    return _link(row)


def use_link(db: Transaction, secret: str, purpose: Purpose) -> OneTimeLink | None:
    """The same, and it has stopped working. Of two who use it at once, one gets None."""
    link = look_at_link(db, secret, purpose)
    if link is None:
        return None
    gone = db.execute(delete(LinkRow).where(LinkRow.secret == digest(secret)).returning(LinkRow.number))
    return link if gone.first() else None


def invitations(db: Transaction, group: str) -> list[OneTimeLink]:
    """The invitations into a group that still work, newest first."""
    wanted = (
        select(LinkRow)
        .where(LinkRow.purpose == "join", LinkRow.group == group, LinkRow.expires_at > db.now)
        .order_by(LinkRow.made_at.desc(), LinkRow.number)
    )
    return [_link(row) for row in db.scalars(wanted)]


def invitations_by(db: Transaction, account: int) -> list[OneTimeLink]:
    """The invitations somebody has made that still work, newest first. What went out by mail is the same invitation as
    what the page showed, so it is left out."""
    wanted = (
        select(LinkRow)
        .where(LinkRow.purpose == "join", LinkRow.made_by == account, ~LinkRow.mailed, LinkRow.expires_at > db.now)
        .order_by(LinkRow.made_at.desc(), LinkRow.number)
    )
    return [_link(row) for row in db.scalars(wanted)]


def links_for(db: Transaction, account: int) -> list[OneTimeLink]:
    """The links that sign somebody in, or let them choose a password, and still work; newest first."""
    wanted = select(LinkRow).where(LinkRow.account == account, LinkRow.expires_at > db.now)
    return [_link(row) for row in db.scalars(wanted.order_by(LinkRow.made_at.desc(), LinkRow.number))]


def invitations_to(db: Transaction, email: str) -> list[OneTimeLink]:
    """The invitations for this address that still work, into any group."""
    wanted = select(LinkRow).where(LinkRow.purpose == "join", LinkRow.email == email, LinkRow.expires_at > db.now)
    return [_link(row) for row in db.scalars(wanted)]


def withdraw_invitation(db: Transaction, group: str, number: str) -> bool:
    """Take an invitation into this group back. False where there is none of that number."""
    wanted = delete(LinkRow).where(LinkRow.purpose == "join", LinkRow.group == group, LinkRow.number == number)
    return db.execute(wanted.returning(LinkRow.number)).first() is not None


def rename_group_invited(db: Transaction, old: str, new: str) -> None:
    """A group goes by another slug: who is invited is so to that."""
    db.execute(update(LinkRow).where(LinkRow.group == old).values(group=new))


def drop_invitations(db: Transaction, group: str, email: str | None = None) -> bool:
    """No invitation into this group works any more, of those for this address, or (None) of all. False where there was
    none."""
    wanted = delete(LinkRow).where(LinkRow.purpose == "join", LinkRow.group == group)
    if email is not None:
        wanted = wanted.where(LinkRow.email == email)
    return db.execute(wanted.returning(LinkRow.number)).first() is not None


def drop_links(db: Transaction, purpose: Purpose, account: int | None = None) -> None:
    """No link for this purpose works any more, of this account, or (None) of all."""
    wanted = delete(LinkRow).where(LinkRow.purpose == purpose)
    db.execute(wanted if account is None else wanted.where(LinkRow.account == account))


def _link(row: LinkRow) -> OneTimeLink:
    return OneTimeLink(
        row.number,
        row.purpose,  # type: ignore[arg-type]
        row.email,
        row.group,
        "lead" if row.role == "lead" else "member" if row.role else None,
        row.account,
        row.made_by,
        row.made_at,
        row.expires_at,
        row.mailed,
    )
