"""Open the database and do one thing in it, whole or not at all. SQLite by default, PostgreSQL by its address."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoneFree
from sqlalchemy.orm import Session, sessionmaker

from kb.state.errors import StateBusy, StateRefused, StateUnusable
from kb.state.migrating import lock_postgresql, migrate

PATIENCE = 5.0
"""Seconds a writer waits for another one."""
FOLDER_MODE = 0o700
_ONE_WRITER = 0x6B620001  # the number of PostgreSQL's advisory lock that makes its writers come one after another
_NOT_NOW = ("55P03", "40001", "40P01")  # PostgreSQL, appendix A: a lock not had in time, or two that hold each other up
_FULL = "53100"
_BUSY = "The database is busy. Nothing was changed; please try again in a moment."

Clock = Callable[[], float]


class Transaction(Session):
    """One reading, or one change that happens whole or not at all.

    Attributes:
        now: the time all of it happens at, in seconds since 1970.
    """

    now: int


class State:
    """The database of one installation. Safe for many threads; each process has its own.

    It is opened when it is first needed, and then made or brought up to date: a library that only visitors read never
    needs it. `address` is that of `KB_DATABASE_URL`; without one it is SQLite in `state/kb.db` of `home`.
    Without `migrated` it is opened as it is, for what brings tables of its own.
    """

    def __init__(
        self, home: Path, address: str | None = None, clock: Clock = time.time, *, migrated: bool = True
    ) -> None:
        self._folder = home / "state"
        self._address = address
        self._clock = clock
        self._migrated = migrated
        self._opening = threading.Lock()
        self._opened: _Opened | None = None

    @property
    def folder(self) -> Path:
        """Where a library keeps what is neither notes nor index, wherever its database is."""
        return self._folder

    def open(self) -> Engine:
        """Open it now. Raises StateRefused for an address that is none and a database of a newer program,
        StateUnusable where it cannot be reached or written; then the next use tries again."""
        with self._opening, _in_plain_words():
            if self._opened is None:
                self._opened = _Opened(_open(self._folder, self._address, self._migrated))
            return self._opened.engine

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A consistent look at the database. Raises StateUnusable."""
        with _in_plain_words(), self._session(writes=False) as reading:
            yield reading
            reading.rollback()

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """A change: kept where the block ends well, forgotten where it raises. Writers come one after another, so what
        a block has read stays true until it ends. Raises StateBusy, StateUnusable."""
        with _in_plain_words(), self._session(writes=True) as writing:
            dialect = writing.connection().dialect.name  # and with it the transaction begins, now
            if dialect == "postgresql":
                lock_postgresql(writing.connection(), _ONE_WRITER, PATIENCE)
            yield writing
            writing.commit()

    def wipe(self) -> None:
        """Leave nothing on disk of what was deleted. SQLite overwrites it, and this empties its log; what PostgreSQL
        keeps of it is for its own vacuum. Raises StateBusy while others read all the time."""
        engine = self.open()
        if engine.dialect.name != "sqlite":
            return
        with _in_plain_words(), engine.connect() as connection:
            cursor = connection.connection.cursor()
            (busy, *_) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            cursor.close()
        if busy:
            raise StateBusy(_BUSY)

    def close(self) -> None:
        with self._opening:
            if self._opened is not None:
                self._opened.engine.dispose()
                self._opened = None

    def _session(self, *, writes: bool) -> Transaction:
        if self._opened is None:
            self.open()
        opened = self._opened
        assert opened is not None
        session = opened.writing() if writes else opened.reading()
        session.now = int(self._clock())
        return session


class _Opened:
    """The database, and how a transaction of each kind is begun in it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        writing = engine.execution_options(kb_writes=True)
        reading = engine
        if engine.dialect.name == "postgresql":  # one look for the whole of it, as SQLite has it by itself
            reading = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self.reading = sessionmaker(reading, class_=Transaction, expire_on_commit=False)
        self.writing = sessionmaker(writing, class_=Transaction, expire_on_commit=False)


def _open(folder: Path, address: str | None, migrated: bool) -> Engine:
    if address is not None:
        engine = _engine(_url(address))
        return _migrated(engine, None) if migrated else engine
    try:
        folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        (folder / "kb.db").touch(mode=0o600)  # what SQLite puts beside it gets the same mode
        engine = _engine(URL.create("sqlite", database=str(folder / "kb.db")))
        if migrated:
            _migrated(engine, folder)
        for path in folder.glob("kb.db*"):
            path.chmod(0o600)
    except OSError as error:
        raise StateUnusable(f"The folder {folder} cannot be written: {error.strerror or error}.") from None
    return engine


def _migrated(engine: Engine, folder: Path | None) -> Engine:
    try:
        migrate(engine, folder)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _url(address: str) -> URL:
    url: URL | None
    try:
        url = make_url(address)
        if url.drivername in ("postgresql", "postgres"):  # as most people write it
            url = url.set(drivername="postgresql+psycopg")
    except ArgumentError:
        url = None
    if url is None or url.get_backend_name() != "postgresql":
        raise StateRefused(
            "KB_DATABASE_URL is not the address of a database that can be used. "
            "It looks like postgresql://user:password@host/name; without it, SQLite is used."
        )
    return url


def _engine(url: URL) -> Engine:
    try:
        if url.get_backend_name() != "sqlite":
            patience = {} if "connect_timeout" in url.query else {"connect_timeout": round(PATIENCE)}
            engine = create_engine(url, pool_pre_ping=True, pool_timeout=PATIENCE, connect_args=patience)
            event.listen(engine, "before_cursor_execute", _without_nul, retval=True)
            return engine
        engine = create_engine(url, connect_args={"timeout": PATIENCE}, pool_timeout=PATIENCE)
    except ModuleNotFoundError:
        raise StateRefused(
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


def _without_nul(_: Connection, __: Any, statement: str, sent: Any, ___: Any, ____: bool) -> tuple[str, Any]:
    """PostgreSQL's text can hold every character but this one, which nobody means."""
    return statement, [_cleaned(each) for each in sent] if isinstance(sent, list) else _cleaned(sent)


def _cleaned(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.replace("\0", "\ufffd") if isinstance(value, str) else value for name, value in values.items()}


@contextmanager
def _in_plain_words() -> Iterator[None]:
    try:
        yield
    except NoneFree as error:  # of the connections
        raise StateBusy(_BUSY) from error
    except DatabaseError as error:
        if isinstance(error, IntegrityError):  # ours to have prevented
            raise
        raise _plain(error) from error


def _plain(error: DBAPIError) -> StateUnusable:
    reason = str(error.orig).split("\n")[0].rstrip(".")
    code = getattr(error.orig, "sqlstate", None)  # PostgreSQL's
    if code in _NOT_NOW or (code is None and ("locked" in reason or "busy" in reason)):
        return StateBusy(_BUSY)
    if code == _FULL or (code is None and "full" in reason):
        return StateUnusable("The disk of the database is full. Nothing was changed.")
    return StateUnusable(f"The database cannot be used ({reason}). Nothing was changed.")
