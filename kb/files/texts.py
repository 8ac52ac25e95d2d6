"""The texts of attached files, kept in a small database beside the index: read once for each content.

All of it is derived: where it is missing, damaged or of another version, the files are read again.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import orjson

from kb.files.page import Page
from kb.library.files import Stamp

_FORMAT = 1  # to be raised whenever the text of the same file may come out differently
_TABLES = f"""
BEGIN;
CREATE TABLE file (
    path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime INTEGER NOT NULL, hash TEXT NOT NULL, found INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE text (hash TEXT PRIMARY KEY, pages BLOB NOT NULL, why TEXT NOT NULL, kept INTEGER NOT NULL) WITHOUT ROWID;
PRAGMA user_version = {_FORMAT};
COMMIT;
"""
_NAME = "texts.db"

T = TypeVar("T")


@dataclass(frozen=True)
class FileText:
    """What there is to search in a file.

    Attributes:
        why: where there is nothing, the reason as a sentence.
        kept: that is no fault of the file, such as one that was scanned.
    """

    pages: tuple[Page, ...]
    why: str = ""
    kept: bool = False


class Texts:
    """The texts kept in `folder`, in memory where that is None. Safe for threads; one process at a time writes."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._opened: sqlite3.Connection | None = None

    @classmethod
    def copy(cls, folder: Path) -> Texts:
        """What is kept in a folder, to go on with in memory: there nothing is written."""
        kept, own = cls(folder), cls(None)
        try:
            with own._lock, suppress(sqlite3.DatabaseError):
                here, there = own._open(make=True), kept._open(make=False)
                if here and there:
                    there.backup(here)
        finally:
            kept.close()
        return own

    def of(self, path: str, stamp: Stamp) -> FileText | None:
        """The text of the file that lies at `path` below notes/; None where it was not read as it is now."""
        select = "SELECT pages, why, kept FROM file JOIN text USING (hash) WHERE path = ? AND size = ? AND mtime = ?"
        return self._one(select, (path, stamp.size, stamp.mtime_ns))

    def with_hash(self, digest: str) -> FileText | None:
        """The text of any file of this content (SHA-256)."""
        return self._one("SELECT pages, why, kept FROM text WHERE hash = ?", (digest,))

    def stamps(self) -> dict[str, Stamp]:
        """What each file was like when its text was read and came to be found."""
        rows = self._asked(
            lambda database: database.execute("SELECT path, size, mtime FROM file WHERE found").fetchall()
        )
        return {path: Stamp(size, mtime) for path, size, mtime in rows or ()}

    def put(self, path: str, stamp: Stamp, digest: str, text: FileText) -> None:
        """Keep what was read. Raises OSError."""
        pages = orjson.dumps([[page.label, page.text] for page in text.pages])

        def write(database: sqlite3.Connection) -> None:
            database.execute("INSERT OR REPLACE INTO text VALUES (?, ?, ?, ?)", (digest, pages, text.why, text.kept))
            row = (path, stamp.size, stamp.mtime_ns, digest)
            database.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, 0)", row)

        self._written(write)

    def found(self, paths: Iterable[str]) -> None:
        """The search finds what was put for these paths. Raises OSError."""
        rows = [(path,) for path in paths]
        self._written(lambda database: database.executemany("UPDATE file SET found = 1 WHERE path = ?", rows))

    def forget(self, why: str) -> None:
        """Drop the files in which there was nothing for this reason: they are to be read again. Raises OSError."""
        drop = "DELETE FROM file WHERE hash IN (SELECT hash FROM text WHERE why = ?)"

        def write(database: sqlite3.Connection) -> None:
            database.execute(drop, (why,))
            database.execute("DELETE FROM text WHERE why = ?", (why,))

        if self._folder is None or (self._folder / _NAME).exists():
            self._written(write)

    def only(self, paths: Iterable[str]) -> None:
        """Drop what is kept of all other paths, and texts that no file has any more. Raises OSError."""
        rows = [(path,) for path in paths]

        def drop(database: sqlite3.Connection) -> None:
            database.execute("CREATE TEMP TABLE IF NOT EXISTS there (path TEXT PRIMARY KEY)")
            database.execute("DELETE FROM there")
            database.executemany("INSERT OR IGNORE INTO there VALUES (?)", rows)
            database.execute("DELETE FROM file WHERE path NOT IN (SELECT path FROM there)")
            database.execute("DELETE FROM text WHERE hash NOT IN (SELECT hash FROM file)")

        if self._folder is None or (self._folder / _NAME).exists():
            self._written(drop)

    def close(self) -> None:
        with self._lock:
            self._close()

    def _one(self, select: str, values: tuple[Any, ...]) -> FileText | None:
        row = self._asked(lambda database: database.execute(select, values).fetchone())
        if row is None:
            return None
        pages, why, kept = row
        return FileText(tuple(Page(label, text) for label, text in orjson.loads(pages)), why, bool(kept))

    def _asked(self, ask: Callable[[sqlite3.Connection], T]) -> T | None:
        """What reads ask; what cannot be read was never kept."""
        with self._lock, suppress(sqlite3.DatabaseError, orjson.JSONDecodeError):
            database = self._open(make=False)
            return ask(database) if database else None
        return None

    def _written(self, write: Callable[[sqlite3.Connection], object]) -> None:
        with self._lock:
            try:
                self._write(write)
            except sqlite3.OperationalError as error:
                raise OSError(str(error)) from error
            except sqlite3.DatabaseError:  # damaged: nothing is in it that the files do not say
                self._drop()
                self._write(write)

    def _write(self, write: Callable[[sqlite3.Connection], object]) -> None:
        database = self._open(make=True)
        assert database is not None
        with database:  # one transaction
            write(database)

    def _open(self, *, make: bool) -> sqlite3.Connection | None:
        if self._opened is None:
            file = self._folder / _NAME if self._folder else None
            if file and not make and not file.exists():
                return None
            database = sqlite3.connect(file or ":memory:", timeout=5.0, check_same_thread=False)
            try:
                database.execute("PRAGMA secure_delete=ON")  # what is purged is not to stay in the file
                if database.execute("PRAGMA user_version").fetchone()[0] != _FORMAT:
                    if not make and file:
                        database.close()
                        return None
                    for table in ("file", "text"):
                        database.execute(f"DROP TABLE IF EXISTS {table}")
                    database.executescript(_TABLES)
            except BaseException:
                database.close()
                raise
            self._opened = database
        return self._opened

    def _drop(self) -> None:
        self._close()
        if self._folder:
            for ending in ("", "-journal"):
                with suppress(FileNotFoundError):
                    (self._folder / f"{_NAME}{ending}").unlink()

    def _close(self) -> None:
        if self._opened is not None:
            self._opened.close()
            self._opened = None
