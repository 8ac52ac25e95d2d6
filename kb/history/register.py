"""Which versions each document has: a small database made from the commits, and anew where it is lost."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from kb.history.places import number_of
from kb.history.records import GROUP_MADE, Line, Revision, author_of, parts, revision_name
from kb.history.repository import Repository, Told

_FORMAT = 4
_TABLES = f"""
BEGIN;
DROP TABLE IF EXISTS revision;
DROP TABLE IF EXISTS latest;
DROP TABLE IF EXISTS head;
DROP TABLE IF EXISTS made;
CREATE TABLE revision (
    number INTEGER PRIMARY KEY, document TEXT NOT NULL, path TEXT NOT NULL, audience TEXT NOT NULL, hash TEXT NOT NULL,
    at INTEGER NOT NULL, author INTEGER, why TEXT NOT NULL, blob TEXT NOT NULL, gone INTEGER NOT NULL,
    attached INTEGER NOT NULL, name TEXT NOT NULL, in_group TEXT NOT NULL, ruled INTEGER NOT NULL,
    commit_name TEXT NOT NULL
);
CREATE INDEX revision_document ON revision (document, number);
CREATE INDEX revision_gone ON revision (number) WHERE gone AND NOT attached;
CREATE TABLE latest (path TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE head (commit_name TEXT NOT NULL);
CREATE TABLE made (in_group TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
PRAGMA user_version = {_FORMAT};
COMMIT;
"""
_AT_ONCE = 500
"""Ids in one question: SQLite takes so many."""
_COLUMNS = "name, document, path, audience, hash, at, author, why, blob, gone, in_group, ruled, commit_name"


class Register:
    """The database beside a repository. Safe for threads; whoever writes commits brings it up to date."""

    def __init__(self, file: Path, repository: Repository) -> None:
        self._file = file
        self._repository = repository
        self._lock = threading.Lock()
        self._opened: sqlite3.Connection | None = None
        self._is: int | None = None

    def catch_up(self) -> None:
        """Take in the commits since the last one that is in here. Raises OSError."""
        with self._lock:
            try:
                self._catch_up()
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):
                    raise OSError(str(error)) from error
                self._drop()  # damaged: nothing is in it that the commits do not say
                self._catch_up()

    def of_documents(self, documents: Sequence[str]) -> list[Revision]:
        """All versions of documents by their ids, newest first."""
        return self._of(documents, "NOT attached")

    def of_files(self, documents: Sequence[str]) -> list[Revision]:
        """All versions of the files attached to documents, newest first."""
        return self._of(documents, "attached")

    def latest(self) -> dict[str, Revision]:
        """The newest version of each document that is not gone, by its path."""
        select = f"SELECT {_COLUMNS} FROM latest JOIN revision USING (path, number) WHERE NOT attached"  # noqa: S608
        rows = self._asked(select)
        return {each.path: each for each in rows}

    def latest_at(self, paths: Iterable[str]) -> dict[str, Revision]:
        """The newest version at a few paths, also of attached files."""
        select = f"SELECT {_COLUMNS} FROM latest JOIN revision USING (path, number) WHERE path = ?"  # noqa: S608
        return {each.path: each for path in paths for each in self._asked(select, (path,))}

    def gone(self, limit: int) -> list[Revision]:
        """The documents that were taken away last and are not back, newest first; all of them below zero."""
        back = "later.document = revision.document AND later.number > revision.number AND NOT later.attached"
        return self._asked(
            f"SELECT {_COLUMNS} FROM revision WHERE gone AND NOT attached AND NOT EXISTS "  # noqa: S608
            f"(SELECT 1 FROM revision AS later WHERE {back} AND NOT later.gone) ORDER BY number DESC LIMIT ?",
            (limit,),
        )

    def changed_since(self, at: int) -> list[tuple[str, int]]:
        """The documents with a version from this second on, their own or of a file of theirs, and when the last was."""
        return self._rows("SELECT document, MAX(at) FROM revision WHERE at >= ? AND NOT gone GROUP BY document", (at,))

    def first_readable(self, documents: Sequence[str] | None) -> list[tuple[str, str, int]]:
        """When each document (None: all) was there first for each audience it ever had: `(document, audience, at)`."""
        select = "SELECT document, audience, MIN(at) FROM revision WHERE NOT (gone OR attached) {} GROUP BY 1, 2"
        if documents is None:
            return self._rows(select.format(""))
        found: list[tuple[str, str, int]] = []
        for start in range(0, len(documents), _AT_ONCE):
            some = documents[start : start + _AT_ONCE]
            found += self._rows(select.format(f"AND document IN ({', '.join('?' * len(some))})"), some)
        return found

    def made(self) -> dict[str, int]:
        """When each group was made last that was made here."""
        return dict(self._rows("SELECT in_group, at FROM made"))

    def close(self) -> None:
        with self._lock:
            self._close()

    def _of(self, documents: Sequence[str], which: str) -> list[Revision]:
        holes = ", ".join("?" * len(documents))
        return self._asked(
            f"SELECT {_COLUMNS} FROM revision WHERE document IN ({holes}) AND {which} ORDER BY number DESC",  # noqa: S608
            documents,
        )

    def _asked(self, select: str, values: Sequence[object] = ()) -> list[Revision]:
        return [_revision(*row) for row in self._rows(select, values)]

    def _rows(self, select: str, values: Sequence[object] = ()) -> list[Any]:
        with self._lock:
            try:
                database = self._open(make=False)
                return database.execute(select, values).fetchall() if database else []
            except sqlite3.DatabaseError as error:
                raise OSError(str(error)) from error

    def _catch_up(self) -> None:
        head = self._repository.head
        if head is None:
            return
        database = self._open(make=True)
        assert database is not None
        known = next((row[0] for row in database.execute("SELECT commit_name FROM head")), None)
        if known == head:
            return
        new = list(self._repository.since(known))
        with database:  # one transaction
            if known is not None and not self._follows(known, new):
                database.execute("DELETE FROM revision")
                database.execute("DELETE FROM latest")
                database.execute("DELETE FROM made")
            for told in reversed(new):
                why, lines = parts(told.message)
                for line in lines:
                    _add(database, told, why, line)
            database.execute("DELETE FROM head")
            database.execute("INSERT INTO head VALUES (?)", (head,))

    def _follows(self, known: str, new: list[Told]) -> bool:
        """Is what is in here what came before the new commits? Not where history was rewritten."""
        return not new or new[-1].parent == known

    def _open(self, *, make: bool) -> sqlite3.Connection | None:
        if self._opened is not None and self._is != number_of(self._file):
            self._close()  # the whole history was rewritten
        if self._opened is None:
            if not make and not self._file.exists():
                return None
            database = sqlite3.connect(self._file, timeout=5.0, check_same_thread=False)
            try:
                database.execute("PRAGMA journal_mode=WAL")
                database.execute("PRAGMA synchronous=NORMAL")  # what a power cut takes is made again from the commits
                if database.execute("PRAGMA user_version").fetchone()[0] != _FORMAT:
                    if not make:
                        database.close()
                        return None
                    database.executescript(_TABLES)
            except BaseException:
                database.close()
                raise
            self._opened, self._is = database, number_of(self._file)
        return self._opened

    def _drop(self) -> None:
        self._close()
        for ending in ("", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                self._file.with_name(self._file.name + ending).unlink()

    def _close(self) -> None:
        if self._opened is not None:
            self._opened.close()
            self._opened = None


def _revision(*told: Any) -> Revision:
    return replace(Revision(*told), gone=bool(told[-4]), ruled=bool(told[-2]))


def _add(database: sqlite3.Connection, told: Told, why: str, line: Line) -> None:
    by = author_of(told.author)
    if why == GROUP_MADE and by is not None and not line.gone and not _is_there(database, line.path):
        database.execute("INSERT OR REPLACE INTO made VALUES (?, ?)", (line.group, told.at))
    name = revision_name(line, told.at, by)
    row = (
        line.document,
        line.path,
        line.audience,
        line.hash,
        told.at,
        by,
        why,
        line.blob,
        line.gone,
        line.attached,
        name,
        line.group,
        line.ruled,
        told.id,
    )
    number = database.execute(
        "INSERT INTO revision (document, path, audience, hash, at, author, why, blob, gone, attached, name, "
        "in_group, ruled, commit_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        row,
    ).lastrowid
    if line.gone:
        database.execute("DELETE FROM latest WHERE path = ?", (line.path,))
    else:
        database.execute("INSERT OR REPLACE INTO latest VALUES (?, ?)", (line.path, number))


def _is_there(database: sqlite3.Connection, path: str) -> bool:
    return database.execute("SELECT 1 FROM latest WHERE path = ?", (path,)).fetchone() is not None
