"""Open the database and do one thing in it, whole or not at all. SQLite by default, PostgreSQL by its address."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from kb.state.errors import StateBusy, StateUnusable
from kb.state.migrating import migrate

PATIENCE = 5.0
"""Seconds a writer waits for another one."""
FOLDER_MODE = 0o700
_ONE_WRITER = 0x6B620001  # the number of PostgreSQL's advisory lock that makes its writers come one after another

Clock = Callable[[], float]


class Transaction(Session):
    """One reading, or one change that happens whole or not at all.

    Attributes:
        now: the time all of it happens at, in seconds since 1970.
    """

    now: int


class State:
    """The database of one installation. Safe for many threads; each process opens its own."""

    def __init__(self, engine: Engine, clock: Clock = time.time) -> None:
        self.engine = engine
        self._clock = clock
        self._reading = sessionmaker(engine, class_=Transaction, expire_on_commit=False)
        self._writing = sessionmaker(
            engine.execution_options(kb_writes=True), class_=Transaction, expire_on_commit=False
        )

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A consistent look at the database. Raises StateUnusable."""
        with _in_plain_words(), self._reading() as reading:
            reading.now = int(self._clock())
            yield reading
            reading.rollback()

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """A change: kept where the block ends well, forgotten where it raises. Writers come one after another, so what
        a block has read stays true until it ends. Raises StateBusy, StateUnusable."""
        with _in_plain_words(), self._writing() as writing:
            writing.now = int(self._clock())
            if self.engine.dialect.name == "postgresql":
                writing.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ONE_WRITER})
            yield writing
            writing.commit()

    def close(self) -> None:
        self.engine.dispose()


def open_state(home: Path, address: str | None = None, clock: Clock = time.time) -> State:
    """Open the database of the library in `home`, making it or bringing it up to date first.

    `address` is that of `KB_DATABASE_URL`; without one it is SQLite in `state/kb.db`. Raises StateUnusable where it
    cannot be written, or was made by a newer program.
    """
    folder = home / "state"
    url = _url(address, folder)
    try:
        if address is None:
            folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        engine = _engine(url)
        migrate(engine, folder if address is None else None)
        if address is None:
            _for_the_owner_alone(folder)
    except OSError as error:
        raise StateUnusable(f"The folder {folder} cannot be written: {error.strerror or error}.") from None
    except DBAPIError as error:
        raise _plain(error) from None
    return State(engine, clock)


def _url(address: str | None, folder: Path) -> URL:
    if address is None:
        return URL.create("sqlite", database=str(folder / "kb.db"))
    try:
        url = make_url(address)
        if url.drivername in ("postgresql", "postgres"):  # as most people write it
            url = url.set(drivername="postgresql+psycopg")
        url.get_dialect()
    except (ArgumentError, NoSuchModuleError):
        raise StateUnusable(
            "KB_DATABASE_URL is not the address of a database. "
            "It looks like postgresql://user:password@host/name; without it, SQLite is used."
        ) from None
    return url


def _engine(url: URL) -> Engine:
    try:
        if url.get_backend_name() != "sqlite":
            return create_engine(url, pool_pre_ping=True)
        engine = create_engine(url, connect_args={"timeout": PATIENCE})
    except ModuleNotFoundError:
        raise StateUnusable(
            "PostgreSQL needs one more package: install Knowledge Club with its extra, knowledge-club[postgresql]."
        ) from None
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _: Any) -> None:
    """SQLite as a server wants it: readers beside a writer, and what was answered is on the disk."""
    connection.isolation_level = None  # transactions are begun by us: see _begin
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Whoever is going to write says so at once: to find out later that another one was first would be too late."""
    writes = connection.get_execution_options().get("kb_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _for_the_owner_alone(folder: Path) -> None:
    for path in folder.glob("kb.db*"):
        path.chmod(0o600)


@contextmanager
def _in_plain_words() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        raise _plain(error) from error


def _plain(error: DBAPIError) -> StateUnusable:
    reason = str(error.orig).split("\n")[0].rstrip(".")
    if "locked" in reason or "busy" in reason:
        return StateBusy("The database is busy. Nothing was changed; please try again in a moment.")
    if "full" in reason:
        return StateUnusable("The disk of the database is full. Nothing was changed.")
    return StateUnusable(f"The database cannot be used ({reason}). Nothing was changed.")
