"""Invite somebody into a group, and join with an invitation.

A link that a page has shown says nothing about whose an address is: a lead could use it as well. So an invitation that
goes out by mail has a second secret, which only the mail holds; whoever comes with that one reads those mails.
"""

from __future__ import annotations

from dataclasses import dataclass

from kb.library import Catalog
from kb.people.accounts import account, account_of, clean_email, create_account, set_proven
from kb.people.audit import note
from kb.people.limits import INVITE, LINK_PLACE, take
from kb.people.links import (
    OneTimeLink,
    drop_invitations,
    invitations_to,
    look_at_link,
    make_link,
    use_link,
    withdraw_invitation,
)
from kb.people.memberships import Role, role_in, set_member
from kb.people.sessions import begin_session
from kb.state import State, Transaction
from kb.usecases.people.membership import NotChanged, acting, group_there, leads
from kb.usecases.people.setting_up import LinkUnusable


class InvitationVoid(Exception):
    """The invitation is there, but cannot be used; the message is a sentence that says why and what to do."""


@dataclass(frozen=True)
class Invited:
    """A new invitation: the secret to show, the one to mail (None where nothing is mailed), and whom it is for."""

    shown: str
    to_mail: str | None
    email: str | None
    role: Role


@dataclass(frozen=True)
class Invitation:
    """What somebody holds who came with a link: into which group (slug and title), as what, for which address."""

    group: str
    title: str
    role: Role
    email: str | None


def invite(state: State, by: int, group: str, email: str, role: Role, *, by_mail: bool) -> Invited:
    """Make an invitation for one address, or ("") for whoever is given the link. An earlier one for this address stops
    working. Raises NotALead, NotAnAddress, NotChanged for somebody who is in the group already, TooMany."""
    address = clean_email(email) if email.strip() else None
    with state.write() as db:
        acting(db, by, group)
        take(db, INVITE, str(by))
        if address is not None:
            there = account_of(db, address)
            now = role_in(db, there.number, group) if there else None
            if now is not None and now in (role, "lead"):
                raise NotChanged(f"{address} is in this group already, as {now}.")
            drop_invitations(db, group, address)
        shown = make_link(db, "join", email=address, group=group, role=role, made_by=by)
        to_mail = None
        if by_mail and address is not None:
            to_mail = make_link(db, "join", email=address, group=group, role=role, made_by=by, mailed=True)
        note(db, by, "invited", group=group, detail=role)
        return Invited(shown, to_mail, address, role)


def withdraw(state: State, by: int, group: str, number: str, email: str = "") -> None:
    """Take an invitation back; with its address, all that were sent to that. Raises NotALead."""
    with state.write() as db:
        acting(db, by, group)
        gone = drop_invitations(db, group, email) if email else withdraw_invitation(db, group, number)
        if gone:
            note(db, by, "invitation withdrawn", group=group)


def look_at(state: State, catalog: Catalog, secret: str, place: str) -> Invitation:
    """What this link invites to. It still works afterwards. Raises LinkUnusable, InvitationVoid, TooMany."""
    with state.write() as db:
        take(db, LINK_PLACE, place)
        return _checked(db, catalog, look_at_link(db, secret, "join"))


def join(state: State, catalog: Catalog, number: int, secret: str) -> str:
    """Take the invitation as somebody who has an account; gives the group's slug.

    Raises LinkUnusable; InvitationVoid, and then the link still works.
    """
    with state.write() as db:
        link = use_link(db, secret, "join")
        invitation = _checked(db, catalog, link)
        own = account(db, number)
        if invitation.email is not None and invitation.email != own.email:
            raise InvitationVoid(
                f"This invitation is for {invitation.email}, and you are signed in as {own.email}. "
                "Sign out and open it again, or ask for one to your address."
            )
        now = role_in(db, number, invitation.group)
        if now is not None and now in (invitation.role, "lead"):
            raise InvitationVoid(f"You are in {invitation.title} already, as {now}.")
        _let_in(db, number, invitation, mailed=link is not None and link.mailed)
        return invitation.group


def join_as_new(
    state: State, catalog: Catalog, secret: str, email: str, name: str, password: str, browser: str
) -> tuple[str, str]:
    """Make an account and take the invitation with it; gives the group's slug and the secret of the session.

    Raises LinkUnusable; InvitationVoid, NotAnAddress, NotAPassword, AccountExists, and then the link still works.
    """
    with state.write() as db:
        link = use_link(db, secret, "join")
        invitation = _checked(db, catalog, link)
        made = create_account(db, invitation.email or email, name, password)
        note(db, made.number, "account made", account=made.number, detail="invited")
        _let_in(db, made.number, invitation, mailed=link is not None and link.mailed)
        note(db, made.number, "signed in", account=made.number)
        return invitation.group, begin_session(db, made.number, browser)


def is_invited(db: Transaction, catalog: Catalog, email: str) -> bool:
    """Is there an invitation for this address that can be used?"""
    for link in invitations_to(db, email):
        try:
            _checked(db, catalog, link)
        except (LinkUnusable, InvitationVoid):
            continue
        return True
    return False


def _let_in(db: Transaction, number: int, invitation: Invitation, *, mailed: bool) -> None:
    set_member(db, number, invitation.group, invitation.role)
    if invitation.email is not None:
        drop_invitations(db, invitation.group, invitation.email)
        if mailed:
            set_proven(db, number)
    note(db, number, "member added", account=number, group=invitation.group, detail=f"{invitation.role}, invited")


def _checked(db: Transaction, catalog: Catalog, link: OneTimeLink | None) -> Invitation:
    """Who was removed from leading a group must not come back by an invitation they made before."""
    if link is None or link.group is None or link.role is None:
        raise LinkUnusable
    group = group_there(catalog, link.group)
    if group is None:
        raise InvitationVoid("The group that this invitation is for is not there any more.")
    if link.made_by is None or not leads(db, link.made_by, link.group):
        raise InvitationVoid(
            f"Whoever made this invitation does not lead {group.title} any more, so it does not work. "
            "Ask one of its leads for a new one."
        )
    return Invitation(link.group, group.title, link.role, link.email)
