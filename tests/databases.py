"""Databases for tests: SQLite in a folder, and a real PostgreSQL server that lives as long as the tests do."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from kb.state import State
from tests.served import Server

ACCOUNT = "postgres"
"""Whose process the server is where the tests are root's: it refuses to be root's itself."""
PROGRAMS = Path("/usr/lib/postgresql")
"""Where Debian has them, each version in its own folder."""


class Database:
    """One database, which any number of programs may open: SQLite in the folder of a library, or PostgreSQL.

    Attributes:
        address: what KB_DATABASE_URL says; None for SQLite.
    """

    def __init__(self, home: Path, address: str | None = None) -> None:
        self.address = address
        self._home = home
        self._opened: list[State] = []

    def state(self, **options: Any) -> State:
        """Opens it once more, as another process would; it is closed with the test."""
        self._opened.append(State(self._home, self.address, **options))
        return self._opened[-1]

    def kept(self) -> bytes:
        """All that somebody reads who has got hold of it."""
        if self.address is None:
            self.end()
            return b"".join(path.read_bytes() for path in (self._home / "state").iterdir())
        with self.state().read() as db:
            tables = db.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
            rows = [db.scalars(text(f"SELECT CAST(t AS text) FROM {table} t")).all() for table in tables]
        return "\n".join(row for each in rows for row in each).encode()

    def end(self) -> None:
        for each in self._opened:
            each.close()


class PostgreSQLServer:
    """A running server. It is reached by a socket in its folder, so that no port of the machine is taken."""

    def __init__(self, folder: Path, process: subprocess.Popen[bytes]) -> None:
        self._folder = folder
        self._process = process
        self._numbers = count(1)

    def address(self, name: str) -> str:
        return f"postgresql://{ACCOUNT}@/{name}?host={self._folder}"

    def new(self) -> str:
        """Make an empty database, and give its address."""
        name = f"test{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE template0")
        return self.address(name)

    def answers(self) -> bool:
        assert self._process.poll() is None, (self._folder / "log").read_text()
        try:
            self._run("SELECT 1")
        except OperationalError:
            return False
        return True

    def _run(self, command: str) -> None:
        address = make_url(self.address("postgres")).set(drivername="postgresql+psycopg")
        with create_engine(address, poolclass=NullPool, isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text(command))


@contextmanager
def postgresql() -> Iterator[PostgreSQLServer]:
    """A new server. It sorts as people in an office do, not as bytes, and never waits for the disk."""
    folder = Path(tempfile.mkdtemp(prefix="kb-postgresql-"))
    programs = max(PROGRAMS.glob("*/bin"), key=lambda path: int(path.parent.name))
    as_whom: dict[str, Any] = {"cwd": folder}
    if os.getuid() == 0:
        shutil.chown(folder, ACCOUNT, ACCOUNT)
        as_whom |= {"user": ACCOUNT, "group": ACCOUNT, "extra_groups": []}
    data = folder / "data"
    made = [programs / "initdb", "-D", data, "-U", ACCOUNT, "-A", "trust", "-E", "UTF8", "--no-sync"]
    made += ["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en"]
    subprocess.run(made, check=True, stdout=subprocess.DEVNULL, **as_whom)
    told = {"listen_addresses": "", "unix_socket_directories": folder, "fsync": "off", "max_connections": "200"}
    options = [word for name, value in told.items() for word in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([programs / "postgres", "-D", data, *options], stderr=log, **as_whom)
    try:
        server = PostgreSQLServer(folder, process)
        assert Server.until(server.answers, within=60), (folder / "log").read_text()
        yield server
    finally:
        process.send_signal(signal.SIGQUIT)  # at once: nothing of it is needed any more
        process.wait(timeout=30)
        shutil.rmtree(folder)
