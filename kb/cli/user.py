"""kb user."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from kb.cli.accounts import Email, accounts_of, groups_of_library, instant
from kb.cli.shared import AsJson, count, out, print_json, settings, stop

if TYPE_CHECKING:
    from kb.library import Catalog
    from kb.people.memberships import Role
    from kb.settings import Settings
    from kb.usecases.people.accounts import Listed

app = typer.Typer(no_args_is_help=True, help="Look after the people who may sign in.")

Members = Annotated[list[str] | None, typer.Option("--member", help="A group to be a member of; may be repeated.")]
Leads = Annotated[list[str] | None, typer.Option("--lead", help="A group to lead; may be repeated.")]


@app.command()
def add(
    email: Email,
    name: Annotated[str, typer.Option(help="What others see of them.")] = "",
    admin: Annotated[bool, typer.Option("--admin", help="They look after the whole library.")] = False,
    member: Members = None,
    lead: Leads = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Take the password from the first line of the input.")
    ] = False,
) -> None:
    """Make an account. Without a password a link is printed that works once, to choose one."""
    chosen = settings()
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    with accounts_of(chosen) as state:
        from kb.usecases.people.accounts import add_account

        groups = _roles(groups_of_library(chosen, member, lead), member, lead)
        added = add_account(state, email, name=name, password=password, admin=admin, groups=groups)
    out.print(f"{escape(added.account.email)} has an account now{', as an admin' if admin else ''}.")
    if added.secret:
        _print_link(chosen, added.secret, "two weeks")


@app.command(name="list")
def list_users(as_json: AsJson = False) -> None:
    """Everybody who has an account, with their groups."""
    with accounts_of(settings()) as state:
        from kb.usecases.people.accounts import list_accounts

        listed = list_accounts(state)
    if as_json:
        print_json({"accounts": [_for_programs(each) for each in listed]})
        return
    for each in listed:
        out.print(_line(each))
    out.print(f"{count(len(listed), 'account')}.", style="dim")


@app.command()
def role(
    email: Email,
    admin: Annotated[bool | None, typer.Option("--admin/--no-admin", help="They look after the whole library.")] = None,
    member: Members = None,
    lead: Leads = None,
    leave: Annotated[list[str] | None, typer.Option(help="A group they are to be in no more; may be repeated.")] = None,
) -> None:
    """Change what somebody may do. All of it is done, or nothing."""
    if admin is None and not (member or lead or leave):
        stop("Say what is to change: --admin, --no-admin, --member GROUP, --lead GROUP or --leave GROUP.")
    chosen = settings()
    with accounts_of(chosen) as state:
        from kb.usecases.people.accounts import change_roles, groups_to_leave

        catalog = groups_of_library(chosen, member, lead, leave)
        leaves = groups_to_leave(catalog, leave) if catalog and leave else ()
        changed = change_roles(state, email, admin=admin, groups=_roles(catalog, member, lead), leaves=leaves)
    out.print(_line(changed))


@app.command()
def disable(email: Email) -> None:
    """Let somebody in no more, but keep their account. They are signed out at once, everywhere."""
    with accounts_of(settings()) as state:
        from kb.usecases.people.accounts import shut_account

        alone = shut_account(state, email)
    out.print(f"{escape(email)} can sign in no more. To let them in again: kb user enable {escape(email)}")
    _print_alone(alone)


@app.command()
def enable(email: Email) -> None:
    """Let somebody in again who was shut out. They sign in anew."""
    with accounts_of(settings()) as state:
        from kb.usecases.people.accounts import open_account

        open_account(state, email)
    out.print(f"{escape(email)} can sign in again.")


@app.command()
def reset(email: Email) -> None:
    """Print a link with which somebody can choose a new password. The old one works until then."""
    chosen = settings()
    with accounts_of(chosen) as state:
        from kb.usecases.people.accounts import reset_link

        secret = reset_link(state, email)
    _print_link(chosen, secret, "an hour")


@app.command()
def erase(
    email: Email,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove an account with all that is kept about somebody. What they wrote stays, by "a former member"."""
    with accounts_of(settings()) as state:
        from kb.usecases.people.accounts import check_account
        from kb.usecases.people.accounts import erase as erase_account

        check_account(state, email)
        if not yes:
            typer.confirm(f"Erase {email} for good, with their memberships, sessions and tokens?", abort=True)
        alone = erase_account(state, email)
    out.print(f"{escape(email)} is erased.")
    _print_alone(alone)


def _roles(catalog: Catalog | None, member: list[str] | None, lead: list[str] | None) -> dict[str, Role]:
    """The slugs of the groups, with the role in each. Raises NoSuchGroup."""
    if catalog is None:
        return {}
    from kb.usecases.people.accounts import groups_named

    roles: dict[str, Role] = dict.fromkeys(groups_named(catalog, member or ()), "member")
    return roles | dict.fromkeys(groups_named(catalog, lead or ()), "lead")


def _print_link(chosen: Settings, secret: str, within: str) -> None:
    out.print(f"To choose a password, they open this link within {within} (it works once):")
    out.print(f"  {escape(chosen.origin)}/login/reset/{escape(secret)}")


def _print_alone(groups: list[str]) -> None:
    for group in groups:
        out.print(f"{escape(group)} has no lead now. To give it one: kb user role EMAIL --lead {escape(group)}")


def _line(listed: Listed) -> str:
    account = listed.account
    states = [word for word, holds in (("admin", account.admin), ("shut", account.disabled)) if holds]
    roles = [f"{group} (lead)" if role == "lead" else group for group, role in listed.groups.items()]
    about = "  ".join(part for part in (account.name, ", ".join(states), ", ".join(roles)) if part)
    return f"{escape(account.email)}  [dim]{escape(about)}[/]"


def _for_programs(listed: Listed) -> dict[str, Any]:
    account = listed.account
    return {
        "email": account.email,
        "name": account.name,
        "admin": account.admin,
        "disabled": account.disabled,
        "has_password": account.has_password,
        "made_at": instant(account.made_at),
        "groups": listed.groups,
    }
