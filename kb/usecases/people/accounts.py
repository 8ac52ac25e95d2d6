"""Look after accounts, and after the keys of programs: for whoever holds the machine, and for admins.

Whoever does it is written into the audit log as `by`: the number of an admin's account, None for the command line. All
that takes `by` raises NotAnAdmin where that account is none any more.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from kb.drafts import Shelf, ids_by
from kb.library import Catalog
from kb.model import Viewer, slug
from kb.people.accounts import (
    Account,
    NoAccount,
    account,
    account_of,
    accounts,
    create_account,
    erase_account,
    set_admin,
    set_disabled,
)
from kb.people.audit import note
from kb.people.links import LASTING, drop_links, make_link
from kb.people.memberships import LastLead, Role, groups_of, members, remove_member, set_member
from kb.people.sessions import end_sessions
from kb.people.viewing import viewer_of
from kb.state import State, Transaction
from kb.usecases.people.acting import acting_admin


class AccountRefused(ValueError):
    """This cannot be done with this account; the message says why."""


class NoSuchGroup(ValueError):
    """The library has no group of this name; the message says which it may have been."""


@dataclass(frozen=True)
class Listed:
    """An account with its groups, by slug, and its role in each."""

    account: Account
    groups: dict[str, Role]


@dataclass(frozen=True)
class Added:
    """A new account; `secret` is that of the link to choose a password with, None where it has one."""

    account: Account
    secret: str | None


def groups_named(catalog: Catalog, names: Collection[str]) -> list[str]:
    """The slugs of groups, however their names are written. Raises NoSuchGroup."""
    return [_group_named(catalog, name) for name in names]


def groups_to_leave(catalog: Catalog, names: Collection[str]) -> list[str]:
    """The same for groups that the library may not have any more: somebody may still be in one."""
    found = ((name, catalog.group(name, catalog.audiences) if slug(name) else None) for name in names)
    return [group.slug if group else slug(name) or name for name, group in found]


def list_accounts(state: State) -> list[Listed]:
    """All accounts, by email."""
    with state.read() as db:
        return [Listed(each, groups_of(db, each.number)) for each in accounts(db)]


def check_account(state: State, email: str) -> None:
    """Is there an account? Raises NoAccount, with the nearest there is."""
    with state.read() as db:
        account_called(db, email)


def viewer_called(state: State, email: str) -> Viewer:
    """What somebody may see. Raises NoAccount, AccountRefused for a shut account."""
    with state.read() as db:
        found = account_called(db, email)
        if found.disabled:
            raise AccountRefused(f"The account {found.email} is shut, so it sees what any visitor does.")
        return viewer_of(db, found)


def add_account(
    state: State,
    email: str,
    *,
    name: str = "",
    password: str | None = None,
    admin: bool = False,
    groups: Mapping[str, Role] | None = None,
    by: int | None = None,
    to_mail: bool = False,
) -> Added:
    """Make an account; `groups` are slugs. Without a password comes a one-time link to choose one, as in `reset_link`,
    that works as long as an invitation: behind it there is nothing yet to be taken over.

    Raises NotAnAddress, NotAPassword, AccountExists; then nothing was made.
    """
    with state.write() as db:
        acting_admin(db, by)
        made = create_account(db, email, name, password, admin=admin)
        note(db, by, "account made", account=made.number)
        if admin:
            note(db, by, "made admin", account=made.number)
        for group, role in (groups or {}).items():
            _give_role(db, made, group, role, by)
        return Added(made, _reset_link(db, made, to_mail, LASTING["join"]) if password is None else None)


def change_roles(
    state: State,
    email: str,
    *,
    admin: bool | None = None,
    groups: Mapping[str, Role] | None = None,
    leaves: Collection[str] = (),
    by: int | None = None,
) -> Listed:
    """Make somebody an admin or no longer one (None: as it is), give them roles, take them out of groups.

    Whoever becomes an admin, or is none any more, is signed out everywhere. Raises NoAccount, LastAdmin, LastLead,
    AccountRefused; then nothing was changed.
    """
    with state.write() as db:
        found = account_called(db, email)
        acting_admin(db, by, found if admin is not None else None)
        if admin is not None and admin != found.admin:
            set_admin(db, found.number, admin)
            end_sessions(db, found.number)
            note(db, by, "made admin" if admin else "no longer admin", account=found.number)
        for group, role in (groups or {}).items():
            _give_role(db, found, group, role, by)
        for group in leaves:
            _take_out(db, found, group, by)
        return Listed(account(db, found.number), groups_of(db, found.number))


def shut_account(state: State, email: str, *, by: int | None = None) -> list[str]:
    """Let somebody in no more, but keep their account: they are signed out, and their links and tokens open nothing.

    Returns the slugs of groups that have no other lead. Raises NoAccount, LastAdmin.
    """
    with state.write() as db:
        found = account_called(db, email)
        acting_admin(db, by, found)
        alone = leads_alone(db, found)
        if not found.disabled:
            set_disabled(db, found.number, True)
            note(db, by, "account shut", account=found.number)
        return alone


def open_account(state: State, email: str, *, by: int | None = None) -> None:
    """Let somebody in again. Raises NoAccount."""
    with state.write() as db:
        found = account_called(db, email)
        acting_admin(db, by)
        if found.disabled:
            set_disabled(db, found.number, False)
            note(db, by, "account opened", account=found.number)


def sign_out_everywhere(state: State, email: str, *, by: int | None = None) -> None:
    """End all sessions of somebody. Raises NoAccount."""
    with state.write() as db:
        found = account_called(db, email)
        acting_admin(db, by)
        end_sessions(db, found.number)
        note(db, by, "session ended", account=found.number, detail="all")


def reset_link(state: State, email: str, *, by: int | None = None, to_mail: bool = False) -> str:
    """The secret of a one-time link to choose a new password with; the old one works until then, an earlier link does
    not. With `to_mail` it goes out by mail and is shown to nobody. Raises NoAccount, AccountRefused.
    """
    with state.write() as db:
        found = account_called(db, email)
        acting_admin(db, by)
        if found.disabled:
            raise AccountRefused(f"The account {found.email} is shut. Open it first.")
        drop_links(db, "reset", found.number)
        note(db, by, "password reset asked for", account=found.number)
        return _reset_link(db, found, to_mail)


def erase(state: State, email: str, *, by: int | None = None) -> list[str]:
    """Remove an account with all that is theirs; what they wrote stays, by "a former member".

    Returns the slugs of groups that are left without a lead. Raises NoAccount, LastAdmin.
    """
    with state.write() as db:
        found = account_called(db, email)
        acting_admin(db, by, found)
        alone = leads_alone(db, found)
        drafts = ids_by(db, found.number)
        erase_account(db, found.number)
        note(db, by, "account erased", account=found.number)
    Shelf(state.folder).remove(*drafts)
    return alone


def account_called(db: Transaction, email: str) -> Account:
    """The account of an email. Raises NoAccount, with the nearest there is."""
    found = account_of(db, email)
    if found is None:
        near = difflib.get_close_matches(email.strip().lower(), [each.email for each in accounts(db)], 1)
        raise NoAccount(f"There is no account for {email}.{f' Did you mean {near[0]}?' if near else ''}")
    return found


def leads_alone(db: Transaction, of: Account) -> list[str]:
    """The groups of which somebody is the only lead who may sign in."""
    if of.disabled:
        return []
    led = [group for group, role in groups_of(db, of.number).items() if role == "lead"]
    return [g for g in led if not any(m.role == "lead" and m.account != of.number for m in members(db, g))]


def _reset_link(db: Transaction, of: Account, to_mail: bool, lasting: int | None = None) -> str:
    """One that is shown must not prove, when it is used, that the address is theirs: it names none."""
    email = of.email if to_mail else None
    return make_link(db, "reset", account=of.number, email=email, mailed=to_mail, lasting=lasting)


def _give_role(db: Transaction, of: Account, group: str, role: Role, by: int | None) -> None:
    before = groups_of(db, of.number).get(group)
    if before == role:
        return
    with _naming(of, group):
        set_member(db, of.number, group, role)
    note(db, by, "role changed" if before else "member added", account=of.number, group=group, detail=role)


def _take_out(db: Transaction, of: Account, group: str, by: int | None) -> None:
    with _naming(of, group):
        there = remove_member(db, of.number, group)
    if not there:
        raise AccountRefused(f"{of.email} is not in the group {group}.")
    note(db, by, "member removed", account=of.number, group=group)


@contextmanager
def _naming(of: Account, group: str) -> Iterator[None]:
    """Several groups may be changed at once, so the sentence says which one it is about."""
    try:
        yield
    except LastLead:
        raise LastLead(f"{of.email} is the only lead of {group}. Make somebody else its lead first.") from None


def _group_named(catalog: Catalog, name: str) -> str:
    found = catalog.group(name, catalog.audiences) if slug(name) else None
    if found is not None:
        return found.slug
    groups = catalog.groups(catalog.audiences)
    if not groups:
        raise NoSuchGroup(f"There is no group “{name}”: no document of the library is in a group yet.")
    known = {form: group.slug for group in groups for form in (group.slug, slug(group.title))}
    near = dict.fromkeys(known[form] for form in difflib.get_close_matches(slug(name), known, 3, 0.5))
    hint = (
        f"Did you mean {' or '.join(near)}?"
        if near
        else f"There are {', '.join(g.slug for g in groups[:10])}{' …' * (len(groups) > 10)}."
    )
    raise NoSuchGroup(f"There is no group “{name}”. {hint}")
