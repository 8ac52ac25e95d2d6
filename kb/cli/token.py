"""kb token."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer
from rich.markup import escape

from kb.cli.accounts import Email, accounts_of, day, groups_of_library, instant
from kb.cli.shared import AsJson, err, out, print_json, settings

app = typer.Typer(no_args_is_help=True, help="Look after the keys with which programs act for somebody.")


class Scope(StrEnum):
    """What a token may do."""

    read = "read"
    write = "write"


@app.command()
def create(
    email: Email,
    name: Annotated[str, typer.Option(help="What it is for, so that it can be told from others.", show_default=False)],
    scope: Annotated[Scope, typer.Option(help="Whether it may only read, or change things too.", show_default=False)],
    group: Annotated[
        list[str] | None, typer.Option(help="A group it opens, instead of all of theirs; may be repeated.")
    ] = None,
    days: Annotated[int | None, typer.Option(help="How long it works. Without this it never ends.")] = None,
) -> None:
    """Make a token and print it, and nothing else, on the output. It is shown this once and kept nowhere."""
    chosen = settings()
    with accounts_of(chosen) as state:
        from kb.usecases.people.accounts import groups_named
        from kb.usecases.people.tokens import create_token

        catalog = groups_of_library(chosen, group)
        groups = groups_named(catalog, group) if catalog and group else None
        token = create_token(state, email, name, scope.value, groups=groups, days=days)
    sys.stdout.write(f"{token}\n")
    err.print("Keep it as you would a password: it is not shown again.", style="dim")


@app.command(name="list")
def list_tokens(email: Email, as_json: AsJson = False) -> None:
    """The tokens of somebody, newest first."""
    with accounts_of(settings()) as state:
        from kb.usecases.people.tokens import tokens_of

        tokens = tokens_of(state, email)
    if as_json:
        print_json({"tokens": [
            {
                "name": token.name,
                "scope": token.scope,
                "groups": None if token.groups is None else sorted(token.groups),
                "made_at": instant(token.made_at),
                "expires_at": instant(token.expires_at),
                "used_at": instant(token.used_at),
            }
            for token in tokens
        ]})  # fmt: skip
        return
    for token in tokens:
        opens = "all groups" if token.groups is None else ", ".join(sorted(token.groups))
        times = f"made {day(token.made_at)}, ends {day(token.expires_at)}, last used {day(token.used_at)}"
        out.print(f"{escape(token.name)}  [dim]{token.scope}, {escape(opens)}; {times}[/]")
    if not tokens:
        out.print(f"{escape(email)} has no tokens.", style="dim")


@app.command()
def revoke(
    email: Email, name: Annotated[str, typer.Argument(help="What the token is called.", show_default=False)]
) -> None:
    """Take a token back: from now on it opens nothing."""
    with accounts_of(settings()) as state:
        from kb.usecases.people.tokens import take_back

        take_back(state, email, name)
    out.print(f"“{escape(name)}” opens nothing any more.")
