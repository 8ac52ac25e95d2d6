"""Take a database to the tables of this program: at start, one process at a time, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, inspect, text

from kb.state.errors import StateBusy, StateRefused

if TYPE_CHECKING:
    from alembic.config import Config

SCRIPTS = Path(__file__).parent / "migrations"
HEAD = "0001"
"""The revision this program works with: the newest in migrations/versions/ (a test holds the two together)."""
_PATIENCE = 60.0
_LOCK = 0x6B620002  # the number of PostgreSQL's advisory lock for migrations


def migrate(engine: Engine, folder: Path | None) -> None:
    """Bring the tables up to date. `folder` is where SQLite's lock file goes; PostgreSQL has locks of its own.

    Raises StateRefused where the database was made by a newer program, StateBusy where another process is at it for
    more than a minute. An interrupted migration leaves the database as it was.
    """
    with engine.connect() as connection:
        if revision_of(connection) == HEAD:  # as nearly always: then Alembic need not even be imported
            return
    with _alone(engine, folder), engine.execution_options(kb_writes=True).begin() as connection:
        revision = revision_of(connection)
        if revision != HEAD:
            upgrade(connection, revision)


def upgrade(connection: Connection, revision: str | None, to: str = "head") -> None:
    """Take tables of one revision (None: there are none) to another, in the transaction of this connection.

    Raises StateRefused for tables of a newer program.
    """
    from alembic import command

    if revision is not None and not knows(revision):
        raise StateRefused(
            "The database was made by a newer Knowledge Club than this one. Nothing was changed; "
            "start the newer program, or restore a backup made by this one."
        )
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def knows(revision: str) -> bool:
    """Are tables of this revision of this program or an older one?"""
    from alembic.script import ScriptDirectory

    return revision in {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    return config


def revision_of(connection: Connection) -> str | None:
    """Which tables there are, None where there are none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


@contextmanager
def _alone(engine: Engine, folder: Path | None) -> Iterator[None]:
    if folder is not None:
        try:
            with FileLock(folder / "migrate.lock", timeout=_PATIENCE):
                yield
        except Timeout:
            raise StateBusy("Another process is bringing the database up to date. Try again in a minute.") from None
        return
    with engine.connect() as connection:
        lock_postgresql(connection, _LOCK, _PATIENCE)
        yield


def lock_postgresql(connection: Connection, number: int, patience: float) -> None:
    """Hold the advisory lock of this number until the transaction ends; wait for it no longer than so many seconds."""
    connection.execute(text("SELECT set_config('lock_timeout', :wait, true)"), {"wait": f"{round(patience * 1000)}ms"})
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": number})
