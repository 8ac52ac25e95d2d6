"""Restore a backup into a folder that has no library yet: all of it, or nothing.

Everything is unpacked into a hidden folder beside its place and compared with the manifest; the database is filled
there too. Only then does each folder get its name. Nothing that is there is ever overwritten.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from kb.people.audit import note
from kb.state import State, StateRefused, load
from kb.state.migrating import knows
from kb.usecases.in_step.refresh import Progress
from kb.usecases.looking_after.archive import ACCOUNTS, FOLDERS, BackupUnusable, Manifest, Reader, newer, reading

_BEGINNING = ".kb-restore-"


class NotEmpty(Exception):
    """There is a library at the place, or a part of one; the message says what. Nothing was changed."""


@dataclass(frozen=True)
class Restored:
    """How many files there are now, and when the backup was made (seconds since 1970)."""

    files: int
    made_at: int


def restore(backup: Path, home: Path, address: str | None, progress: Progress | None = None) -> Restored:
    """Make the library of a backup in `home`; accounts go into the database at `address`, None for SQLite.

    Nobody is signed in afterwards, and no one-time link works. Raises BackupUnusable, NotEmpty, OSError, StateUnusable;
    then nothing was changed.
    """
    with reading(backup) as reader:
        manifest = reader.manifest
        if not knows(manifest.revision):
            raise newer(manifest.program)
        _refuse_to_overwrite(home)
        with _working(home) as working:
            _check_room(manifest, working)
            rows = _unpack(reader, working, progress)
            _fill(rows, working, home, address, manifest)
    return Restored(len(manifest.entries) - 1, manifest.made_at)


def _unpack(reader: Reader, working: Path, progress: Progress | None) -> Path:
    """Write and compare every file. Returns where the rows of the database are."""
    entries = reader.manifest.entries
    for name in FOLDERS:
        (working / name).mkdir(mode=0o700 if name == "state" else 0o777)
    if progress:
        progress.begin(len(entries))
    try:
        for entry in entries:
            place = working / entry.path
            place.parent.mkdir(parents=True, exist_ok=True)
            private = entry.path == ACCOUNTS or entry.path.startswith("state/")
            with _new(place, 0o600 if private else 0o666) as file:
                reader.copy(entry, file.write)
            os.utime(place, ns=(entry.mtime_ns, entry.mtime_ns))
            if progress:
                progress.advance(1)
        for path in reader.manifest.empty:
            (working / path).mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError, OverflowError):  # one path below another, a time that is none
        raise BackupUnusable("The backup does not fit into folders of this machine. Nothing was changed.") from None
    finally:
        if progress:
            progress.end()
    return working / ACCOUNTS


def _fill(rows: Path, working: Path, home: Path, address: str | None, manifest: Manifest) -> None:
    """Fill the database, and give everything its place."""
    state = State(working, address, migrated=False)
    day = datetime.fromtimestamp(manifest.made_at, UTC).date().isoformat()
    try:
        with state.write() as db:
            with rows.open("rb") as file:
                load(db.connection(), file)
            note(db, None, "library restored", detail=day)
            db.flush()
            if address is not None:  # elsewhere: both are there, or neither
                _move(working, home)
    except StateRefused as error:
        raise BackupUnusable(str(error)) from error
    finally:
        state.close()
    if address is None:
        _move(working, home)


def _move(working: Path, home: Path) -> None:
    os.sync()
    moved: list[str] = []
    try:
        for name in FOLDERS:
            (working / name).rename(home / name)  # only ever in the place of nothing, or of an empty folder
            moved.append(name)
    except BaseException:
        for name in moved:
            (home / name).rename(working / name)
        raise


def _refuse_to_overwrite(home: Path) -> None:
    for name in FOLDERS:
        place = home / name
        if place.is_symlink() or (place.exists() and not place.is_dir()):
            raise NotEmpty(f"{place} is no folder. Nothing was changed.")
        if place.is_dir() and any(place.iterdir()):
            raise NotEmpty(
                f"There is something in {place} already, and a restore never overwrites anything. "
                "Set KB_HOME to a new folder, or move this one away first. Nothing was changed."
            )


def _check_room(manifest: Manifest, working: Path) -> None:
    free = shutil.disk_usage(working).free
    if manifest.size > free:
        raise NotEmpty(
            f"The backup needs {manifest.size / 1e6:,.0f} MB, and there are {free / 1e6:,.0f} MB free. "
            "Nothing was changed."
        )


@contextmanager
def _working(home: Path) -> Iterator[Path]:
    """A hidden folder in the library's own, which is gone at the end; so is the library's, where it was made for it."""
    is_new = not home.exists()
    home.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(prefix=_BEGINNING, dir=home, ignore_cleanup_errors=True) as working:
            yield Path(working)
    except BaseException:
        if is_new:
            with suppress(OSError):
                home.rmdir()
        raise


def _new(path: Path, mode: int) -> IO[bytes]:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    return os.fdopen(os.open(path, flags, mode), "wb")
