"""Who is in a group: give roles, remove, leave; ask to join, and answer who asks.

Whoever acts is looked up again within the change itself: of two leads who remove each other at once, the second one is
no lead any more.
"""

from __future__ import annotations

from dataclasses import dataclass

from kb.library import Catalog
from kb.library.building import speaks_for
from kb.model import CHATHAM_HOUSE, Group
from kb.people.accounts import Account, NoAccount, account
from kb.people.audit import note
from kb.people.limits import INVITE, take
from kb.people.links import OneTimeLink, invitations
from kb.people.memberships import (
    Member,
    Request,
    Role,
    ask_to_join,
    members,
    remove_member,
    requests,
    requests_of,
    role_in,
    set_member,
    withdraw_request,
)
from kb.state import State, Transaction


class NotChanged(Exception):
    """What was asked for was not done; the message is a sentence that says why."""


class NotALead(NotChanged):
    """Whoever asked for this may not (any more)."""

    def __init__(self) -> None:
        super().__init__("You do not lead this group any more, so nothing was changed.")


@dataclass(frozen=True)
class People:
    """All that the people of one group are: its members, who asks to be one, who was invited.

    Attributes:
        working: numbers of the accounts whose invitations work: those who may invite still.
    """

    members: list[Member]
    requests: list[Request]
    invitations: list[OneTimeLink]
    working: frozenset[int]


@dataclass(frozen=True)
class Place:
    """What somebody is to a group: their role in it, else whether they wait for an answer."""

    role: Role | None = None
    waits: bool = False


def group_there(catalog: Catalog, group: str) -> Group | None:
    """A group, whoever may see it; None where no document is in one of this slug."""
    found = catalog.group(group, catalog.audiences)
    return found if found and found.slug == group else None


def under_the_rule(catalog: Catalog, group: str) -> bool:
    """Is it one whose members are known to its leads alone? So it is where its page cannot be read: it may say so."""
    found = group_there(catalog, group)
    documents = (*found.documents, *([found.home] if found.home else [])) if found else ()
    unclear = any(r.facts.closed and speaks_for(r) == group for r in catalog.sources.readings.values())
    return unclear or any(document.rule == CHATHAM_HOUSE for document in documents)


def may_ask(group: Group) -> bool:
    """Does its page say `joining: ask`? Without that one comes in by invitation."""
    return group.home is not None and (group.home.value("joining") or "").casefold() == "ask"


def people_of(state: State, group: str) -> People:
    with state.read() as db:
        invited = invitations(db, group)
        working = frozenset(link.made_by for link in invited if link.made_by and leads(db, link.made_by, group))
        return People(members(db, group), requests(db, {group}), invited, working)


def place_in(state: State, group: str, number: int) -> Place:
    with state.read() as db:
        return Place(role_in(db, number, group), group in requests_of(db, number))


def give_role(state: State, by: int, group: str, number: int, role: Role) -> None:
    """Raises NotALead, NotChanged for somebody who is not in the group, LastLead."""
    with state.write() as db:
        acting(db, by, group)
        if (before := role_in(db, number, group)) is None:
            raise NotChanged("They are not in this group any more, so nothing was changed.")
        if before != role:
            set_member(db, number, group, role)
            note(db, by, "role changed", account=number, group=group, detail=role)


def remove(state: State, by: int, group: str, number: int) -> None:
    """Take somebody out; nothing happens where they are out already. Raises NotALead, LastLead (never for an admin)."""
    with state.write() as db:
        actor = acting(db, by, group)
        if remove_member(db, number, group, even_last_lead=actor.admin):
            note(db, by, "member removed", account=number, group=group)


def leave(state: State, number: int, group: str) -> None:
    """Raises LastLead."""
    with state.write() as db:
        if remove_member(db, number, group):
            note(db, number, "left the group", account=number, group=group)


def ask(state: State, number: int, group: str, message: str) -> list[str]:
    """Put somebody into the queue; gives the addresses of those to tell: none where they asked or are in already.

    Raises TooMany.
    """
    with state.write() as db:
        if role_in(db, number, group) or group in requests_of(db, number):
            return []
        take(db, INVITE, "asking", str(number))
        ask_to_join(db, number, group, message)
        note(db, number, "asked to join", account=number, group=group)
        return [member.email for member in members(db, group) if member.role == "lead"]


def answer(state: State, by: int, group: str, number: int, *, let_in: bool) -> str:
    """Let somebody in who asks, or refuse them; gives their address.

    Raises NotALead, and NotChanged where they do not ask any more.
    """
    with state.write() as db:
        acting(db, by, group)
        if not withdraw_request(db, number, group):
            raise NotChanged("They do not ask to join any more: somebody else has answered, or their account is gone.")
        if let_in:
            set_member(db, number, group)
            note(db, by, "member added", account=number, group=group, detail="member, had asked")
        else:
            note(db, by, "request refused", account=number, group=group)
        return account(db, number).email


def acting(db: Transaction, by: int, group: str) -> Account:
    """Whoever acts for a group, as they are now. Raises NotALead."""
    if not leads(db, by, group):
        raise NotALead
    return account(db, by)


def leads(db: Transaction, number: int, group: str) -> bool:
    """May this account act for the group: its lead, or an admin, and not shut?"""
    try:
        found = account(db, number)
    except NoAccount:
        return False
    return not found.disabled and (found.admin or role_in(db, number, group) == "lead")
