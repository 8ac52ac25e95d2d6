"""What `kb user` and `kb token` share: the database of accounts, and names of groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from kb.cli.shared import loading, stop

if TYPE_CHECKING:
    from kb.library import Catalog
    from kb.settings import Settings
    from kb.state import State

Email = Annotated[str, typer.Argument(help="The email address of the account.", show_default=False)]


@contextmanager
def accounts_of(settings: Settings) -> Iterator[State]:
    """The database of a library; what cannot be done in it ends the command with a sentence."""
    with loading():
        from kb.people.accounts import AccountExists, LastAdmin, NoAccount, NotAnAddress
        from kb.people.memberships import LastLead
        from kb.people.passwords import NotAPassword
        from kb.people.tokens import TokenRefused
        from kb.state import State
        from kb.usecases.people.accounts import AccountRefused, NoSuchGroup
        from kb.usecases.people.tokens import NoToken

    refusals = (AccountExists, LastAdmin, NoAccount, NotAnAddress, LastLead, NotAPassword, TokenRefused)
    database = settings.home / "state" / "kb.db"
    if settings.database_url is None and not settings.notes.is_dir() and not database.exists():
        stop(f"There is no library in {settings.home.resolve()}: it has no notes folder. Set KB_HOME to its folder.")
    state = State(settings.home, settings.database_url)
    try:
        yield state
    except (*refusals, AccountRefused, NoSuchGroup, NoToken) as error:
        stop(str(error))
    finally:
        state.close()


def groups_of_library(settings: Settings, *names: Sequence[str] | None) -> Catalog | None:
    """The catalog to look names of groups up in, as the notes are now; None where none of these lists names any."""
    if not any(names):
        return None
    from kb.library import Library

    return Library(settings.notes).changes().catalog


def day(seconds: int | None) -> str:
    """A time as the day it is on, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat() if seconds is not None else "never"


def instant(seconds: int | None) -> str | None:
    """A time for programs."""
    return datetime.fromtimestamp(seconds, UTC).isoformat() if seconds is not None else None
