"""Who is in which group, as member or as lead, and who asks to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import delete, func, select, update

from kb.people.accounts import NoAccount, called
from kb.people.outside_tables import NewsChoiceRow
from kb.people.tables import AccountRow, MembershipRow, RequestRow
from kb.state import Transaction

Role = Literal["member", "lead"]
LONGEST_MESSAGE = 500
_OF_GROUP: tuple[type[MembershipRow] | type[RequestRow] | type[NewsChoiceRow], ...] = (
    MembershipRow,
    RequestRow,
    NewsChoiceRow,
)
"""What somebody is, asks to be and wants to hear in a group."""


class LastLead(ValueError):
    """This would leave the group without a lead."""


@dataclass(frozen=True)
class Member:
    """Somebody in a group: account number, what to call them, their email, role, since when (seconds since 1970)."""

    account: int
    name: str
    email: str
    role: Role
    since: int


@dataclass(frozen=True)
class Membership:
    """What somebody is in one group, since when (seconds since 1970)."""

    group: str
    role: Role
    since: int


@dataclass(frozen=True)
class Count:
    """How many are in a group, who leads it by name, and how many ask to join."""

    members: int = 0
    leads: tuple[str, ...] = ()
    asking: int = 0


@dataclass(frozen=True)
class Request:
    """Somebody who asks to join a group, with a few words of theirs."""

    account: int
    name: str
    email: str
    group: str
    message: str
    since: int


def members(db: Transaction, group: str) -> list[Member]:
    """All of a group: leads first, then by name."""
    rows = db.execute(
        select(MembershipRow, AccountRow)
        .join(AccountRow, AccountRow.number == MembershipRow.account)
        .where(MembershipRow.group == group, ~AccountRow.disabled)
    )
    found = [Member(a.number, called(a.name, a.email), a.email, _role(m.role), m.made_at) for m, a in rows]
    return sorted(found, key=lambda member: (member.role != "lead", member.name.casefold(), member.account))


def memberships(db: Transaction, account: int) -> list[Membership]:
    """The groups somebody is in, by slug."""
    rows = db.scalars(select(MembershipRow).where(MembershipRow.account == account).order_by(MembershipRow.group))
    return [Membership(row.group, _role(row.role), row.made_at) for row in rows]


def counted(db: Transaction) -> dict[str, Count]:
    """For each group that anybody is in, or asks to join, by slug. Shut accounts do not count."""
    able = select(AccountRow.number).where(~AccountRow.disabled)
    leads: dict[str, list[str]] = {}
    wanted = (
        select(MembershipRow.group, AccountRow)
        .join(AccountRow, AccountRow.number == MembershipRow.account)
        .where(MembershipRow.role == "lead", ~AccountRow.disabled)
        .order_by(AccountRow.name, AccountRow.email)
    )
    for group, row in db.execute(wanted):
        leads.setdefault(group, []).append(called(row.name, row.email))
    members, asking = (
        dict(db.execute(select(table.group, func.count()).where(table.account.in_(able)).group_by(table.group)).all())
        for table in (MembershipRow, RequestRow)
    )
    return {
        group: Count(members.get(group, 0), tuple(leads.get(group, ())), asking.get(group, 0))
        for group in members.keys() | asking.keys()
    }


def led_groups(db: Transaction) -> frozenset[str]:
    """The groups that have a lead, by slug. Shut accounts do not count."""
    able = select(AccountRow.number).where(~AccountRow.disabled)
    wanted = select(MembershipRow.group).where(MembershipRow.role == "lead", MembershipRow.account.in_(able))
    return frozenset(db.scalars(wanted))


def groups_of(db: Transaction, account: int) -> dict[str, Role]:
    """The groups somebody is in, by slug, with their role."""
    return {each.group: each.role for each in memberships(db, account)}


def groups_of_all(db: Transaction, accounts: set[int]) -> dict[int, dict[str, Role]]:
    """The same for many at once; who is in no group is not in it."""
    found: dict[int, dict[str, Role]] = {}
    wanted = select(MembershipRow).where(MembershipRow.account.in_(accounts)).order_by(MembershipRow.group)
    for row in db.scalars(wanted):
        found.setdefault(row.account, {})[row.group] = _role(row.role)
    return found


def role_in(db: Transaction, account: int, group: str) -> Role | None:
    """What somebody is in a group, None where they are not in it."""
    row = db.get(MembershipRow, (account, group))
    return _role(row.role) if row else None


def set_member(db: Transaction, account: int, group: str, role: Role = "member") -> None:
    """Take somebody into a group, or give them another role in it; what they asked for is answered by that.

    Raises NoAccount, and LastLead where the only lead would become a member.
    """
    if db.get(AccountRow, account) is None:
        raise NoAccount("There is no such account.")
    row = db.get(MembershipRow, (account, group))
    if row is None:
        db.add(MembershipRow(account=account, group=group, role=role, made_at=db.now))
    elif row.role != role:
        if role == "member":
            _leave_a_lead(db, account, group)
        row.role = role
    withdraw_request(db, account, group)
    db.flush()


def remove_member(db: Transaction, account: int, group: str, *, even_last_lead: bool = False) -> bool:
    """Take somebody out of a group, and end its mails to them. False where they were not in it. Raises LastLead for the
    only lead; an admin, or somebody erasing their account, may leave a group without one (`even_last_lead`)."""
    row = db.get(MembershipRow, (account, group))
    if row is None:
        return False
    if row.role == "lead" and not even_last_lead:
        _leave_a_lead(db, account, group)
    db.delete(row)
    db.execute(delete(NewsChoiceRow).where(NewsChoiceRow.account == account, NewsChoiceRow.group == group))
    db.flush()
    return True


def ask_to_join(db: Transaction, account: int, group: str, message: str = "") -> bool:
    """Put somebody into a group's queue. False where they are in it, or in the group, already."""
    if db.get(MembershipRow, (account, group)) or db.get(RequestRow, (account, group)):
        return False
    words = " ".join(message.split())[:LONGEST_MESSAGE]
    db.add(RequestRow(account=account, group=group, message=words, made_at=db.now))
    db.flush()
    return True


def withdraw_request(db: Transaction, account: int, group: str) -> bool:
    """Take somebody out of a group's queue. False where they were not in it."""
    asked = db.get(RequestRow, (account, group))
    if asked is None:
        return False
    db.delete(asked)
    db.flush()
    return True


def requests(db: Transaction, groups: set[str] | None = None) -> list[Request]:
    """Who waits to be let into these groups (None: into any), longest first."""
    wanted = (
        select(RequestRow, AccountRow)
        .join(AccountRow, AccountRow.number == RequestRow.account)
        .where(~AccountRow.disabled)
        .order_by(RequestRow.made_at)
    )
    if groups is not None:
        wanted = wanted.where(RequestRow.group.in_(groups))
    return [_request(r, a) for r, a in db.execute(wanted)]


def requests_by(db: Transaction, account: int) -> list[Request]:
    """What somebody has asked for and waits to be answered, by group."""
    wanted = (
        select(RequestRow, AccountRow)
        .join(AccountRow, AccountRow.number == RequestRow.account)
        .where(RequestRow.account == account)
        .order_by(RequestRow.group)
    )
    return [_request(r, a) for r, a in db.execute(wanted)]


def requests_of(db: Transaction, account: int) -> set[str]:
    """The groups somebody waits for."""
    return {request.group for request in requests_by(db, account)}


def empty_group(db: Transaction, group: str) -> None:
    """Nobody is in a group of this slug any more, or asks to be: another one of the same name begins afresh."""
    for table in _OF_GROUP:
        db.execute(delete(table).where(table.group == group))
    db.flush()


def copy_group(db: Transaction, old: str, new: str) -> None:
    """Whoever is in a group is in the one of another slug as well, as what they are; who is in it already stays so."""
    there = set(db.scalars(select(MembershipRow.account).where(MembershipRow.group == new)))
    for row in db.scalars(select(MembershipRow).where(MembershipRow.group == old)).all():
        if row.account not in there:
            db.add(MembershipRow(account=row.account, group=new, role=row.role, made_at=row.made_at))
    db.flush()


def rename_group(db: Transaction, old: str, new: str) -> None:
    """A group goes by another slug: its members, requests and who hears of it go along. Who is in both keeps what they
    are in `new`."""
    for table in _OF_GROUP:
        there = select(table.account).where(table.group == new)
        db.execute(delete(table).where(table.group == old, table.account.in_(there)))
        db.execute(update(table).where(table.group == old).values(group=new))
    db.flush()


def _leave_a_lead(db: Transaction, account: int, group: str) -> None:
    others = (
        select(MembershipRow.account)
        .join(AccountRow, AccountRow.number == MembershipRow.account)
        .where(MembershipRow.group == group, MembershipRow.role == "lead", ~AccountRow.disabled)
        .where(MembershipRow.account != account)
        .limit(1)
    )
    if db.scalar(others) is None:
        raise LastLead("This is the only lead of the group. Make somebody else a lead first.")


def _request(row: RequestRow, of: AccountRow) -> Request:
    return Request(of.number, called(of.name, of.email), of.email, row.group, row.message, row.made_at)


def _role(text: str) -> Role:
    return "lead" if text == "lead" else "member"
