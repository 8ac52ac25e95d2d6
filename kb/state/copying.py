"""All rows of the database as lines of JSON, and back: the same from SQLite and from PostgreSQL, for either of them.

The first line says which revision the tables are of, and up to which number each has counted, so that no number is
given twice. Each table has a line with its name and columns, then one for each row. An older dump is loaded into tables
of its own time, which are then brought up to date.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator
from typing import IO, Any

import orjson
from sqlalchemy import Connection, Integer, MetaData, Table, func, inspect, select, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from kb.state.errors import StateRefused
from kb.state.migrating import knows, revision_of, upgrade
from kb.state.tables import Base

_OWN = "alembic_version"
_AT_ONCE = 1000  # rows that are written together


def dump(connection: Connection, file: IO[bytes], without: Collection[str] = ()) -> str:
    """Write all rows but those of the tables `without`. Returns the revision of the tables."""
    ours = set(Base.metadata.tables) - set(without)  # PostgreSQL may hold tables of other programs
    tables = [table for table in _tables(connection) if table.name in ours]
    revision = revision_of(connection)
    counted = {str(table.name): number for table in tables if (number := _counted(connection, table))}
    file.write(_line({"revision": revision, "counted": counted}))
    for table in tables:
        file.write(_line({"table": str(table.name), "columns": [str(column.name) for column in table.columns]}))
        for row in connection.execute(select(table).execution_options(yield_per=_AT_ONCE)):
            file.write(_line(list(row)))
    assert revision is not None
    return revision


def load(connection: Connection, file: IO[bytes]) -> None:
    """Fill an empty database with what `dump` has written, and bring its tables up to date.

    Raises StateRefused where it is not empty, and where the lines are not a dump this program can read; whoever calls
    undoes the transaction then.
    """
    try:
        lines = (orjson.loads(line) for line in file)
        first = next(lines)
        revision, counted = str(first["revision"]), dict(first["counted"])
        if not knows(revision):
            raise LookupError(revision)
        there = revision_of(connection)
        if there is None:
            upgrade(connection, None, revision)
        elif there != revision:
            raise StateRefused("The database was made by another version of Knowledge Club. Give it an empty one.")
        tables = {table.name: table for table in _tables(connection)}
        for table, rows in _told(lines, tables):
            if connection.execute(select(func.count()).select_from(table)).scalar_one():
                raise StateRefused("There are accounts in the database already. Nothing was changed.")
            while some := list(itertools.islice(rows, _AT_ONCE)):
                connection.execute(table.insert(), some)
        for name, table in tables.items():
            _count_on(connection, table, int(counted.get(name, 0)))
        upgrade(connection, revision, "head")
    except OperationalError:  # the disk is full, the server is gone: not for what is in the lines
        raise
    except (SQLAlchemyError, ValueError, TypeError, LookupError, StopIteration, AttributeError) as error:
        raise StateRefused("The accounts in this backup cannot be read. Nothing was changed.") from error


def _told(lines: Iterator[Any], tables: dict[str, Table]) -> Iterator[tuple[Table, Iterator[dict[str, Any]]]]:
    """Each table of the lines with its rows, which must be taken before the next one is asked for."""
    heading = next(lines, None)
    while heading is not None:
        table, columns = tables[heading["table"]], heading["columns"]
        if not set(columns) <= set(table.columns.keys()):
            raise LookupError(columns)
        following: list[Any] = []

        def rows(columns: list[str] = columns, following: list[Any] = following) -> Iterator[dict[str, Any]]:
            for line in lines:
                if isinstance(line, dict):
                    following.append(line)
                    return
                if not all(value is None or isinstance(value, str | int) for value in line):
                    raise TypeError(line)
                yield dict(zip(columns, line, strict=True))

        yield table, rows()
        heading = following[0] if following else None


def _tables(connection: Connection) -> list[Table]:
    """As they are in the database, each after those it refers to."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != _OWN]


def _line(value: object) -> bytes:
    return orjson.dumps(value) + b"\n"


def _counted(connection: Connection, table: Table) -> int:
    """The last number that a table has given, 0 where it gives none."""
    if connection.dialect.name == "postgresql":
        name = _sequence(connection, table)
        asked = f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {name}"  # noqa: S608 (PostgreSQL's own name)
        return int(connection.execute(text(asked)).scalar_one()) if name else 0
    if not inspect(connection).has_table("sqlite_sequence"):
        return 0
    wanted = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
    return int(connection.execute(wanted, {"name": table.name}).scalar() or 0)


def _count_on(connection: Connection, table: Table, counted: int) -> None:
    """Let a table go on after this number, and after those in it."""
    if connection.dialect.name == "postgresql":
        if name := _sequence(connection, table):
            [key] = table.primary_key.columns
            last = max(counted, connection.execute(select(func.max(key))).scalar() or 0)
            if last:
                connection.execute(text("SELECT setval(CAST(:name AS regclass), :last)"), {"name": name, "last": last})
    elif counted > _counted(connection, table):
        row = {"name": table.name, "seq": counted}
        connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), row)
        connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)"), row)


def _sequence(connection: Connection, table: Table) -> str | None:
    """What PostgreSQL calls the counter of a table, None where it has none."""
    key = list(table.primary_key.columns)
    if len(key) != 1 or not isinstance(key[0].type, Integer):
        return None
    asked = text("SELECT pg_get_serial_sequence(quote_ident(:table), :column)")
    name = connection.execute(asked, {"table": table.name, "column": key[0].name}).scalar()
    return str(name) if name else None
