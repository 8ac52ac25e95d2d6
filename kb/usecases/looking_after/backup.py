"""Make a backup: notes, own templates and accounts in one file, while the server runs and people write.

Each file is copied as it was at one instant, then what was added meanwhile: what the newest version in the history
needs was there before it, so it is in the backup too. The database is copied as it was at one instant after that, so
whoever is named in a document has an account. Where files were renamed or removed meanwhile, all is copied again: else
a document could be missing, or be there twice.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import kb.drafts.tables  # their rows are copied too
import kb.people.outside_tables  # noqa: F401
from kb.library.copying import Folder, files_of, read_whole
from kb.library.files import is_disk_full, reason
from kb.library.writing import sync_folder
from kb.people.audit import note
from kb.people.tables import FLEETING
from kb.state import State, dump
from kb.usecases.in_step.refresh import Progress
from kb.usecases.looking_after.archive import ACCOUNTS, FOLDERS, Entry, Writer, is_database, reading
from kb.usecases.looking_after.known_backups import remember

_TIMES = 5  # that all is copied where files are renamed meanwhile
_IN_MEMORY = 8_000_000  # bytes of the accounts that are not put on disk on their way


class NoPlace(Exception):
    """A backup cannot be put there; the message says why."""


@dataclass
class BackedUp:
    """What was done.

    Attributes:
        files, size: how many are in it, and their bytes.
        left_out: what cannot be in a backup (links, pipes), with the reason; paths begin with the folder.
        problems: what should have been in it, with the reason.
    """

    files: int = 0
    size: int = 0
    left_out: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


def make_backup(home: Path, state: State, target: Path, progress: Progress | None = None) -> BackedUp:
    """Write a backup of the library in `home` to `target`, read it back, and only then give it its name.

    Raises NoPlace where there is something already or where it would be in itself, OSError, StateUnusable; then there
    is no file.
    """
    _check_place(home, target)
    temporary = target.with_name(f".kb-{secrets.token_hex(8)}.tmp")
    try:
        done = _copied(home, state, temporary, progress)
        _verify(temporary, progress)
        with state.write() as db:
            note(db, None, "backup made", detail=target.name)
            _take_name(temporary, target)
            with suppress(OSError):  # it is a good backup all the same
                remember(home, target)
    finally:
        if progress:
            progress.end()
        temporary.unlink(missing_ok=True)
    sync_folder(target.parent)
    return done


def _copied(home: Path, state: State, temporary: Path, progress: Progress | None) -> BackedUp:
    for _ in range(_TIMES):
        began, done = int(time.time()), BackedUp()
        paths, empty = _listed(home, done)
        if progress:
            progress.begin(len(paths))
        with _private(temporary) as file, Writer(file) as writer:
            _copy(home, paths, writer, temporary.parent, done, progress)
            later, _ = _listed(home, BackedUp())
            _copy(home, sorted(set(later) - set(paths)), writer, temporary.parent, done, None)
            revision = _copy_accounts(writer, state, temporary.parent)
            writer.end(revision, began, empty)
            file.flush()
            os.fsync(file.fileno())
        if set(paths) <= set(later):
            return done
    done.problems["notes"] = "files were renamed or removed all the while, so some may be missing or there twice"
    return done


def _copy(
    home: Path, paths: list[str], writer: Writer, beside: Path, done: BackedUp, progress: Progress | None
) -> None:
    for path in paths:
        try:
            with read_whole(home / path, beside) as whole:
                writer.add(Entry(path, whole.size, whole.sha256, whole.mtime_ns), whole.file)
                done.files, done.size = done.files + 1, done.size + whole.size
        except FileNotFoundError:
            pass  # removed or renamed: seen when all is listed again
        except OSError as error:
            if is_disk_full(error) or error.errno == errno.EFBIG:
                raise
            done.problems[path] = reason(error)
        if progress:
            progress.advance(1)


def _copy_accounts(writer: Writer, state: State, beside: Path) -> str:
    with tempfile.SpooledTemporaryFile(_IN_MEMORY, dir=str(beside)) as rows:
        with state.read() as db:
            revision = dump(db.connection(), rows, without=FLEETING)
        size = rows.tell()
        rows.seek(0)
        digest = hashlib.file_digest(rows, "sha256").hexdigest()
        rows.seek(0)
        writer.add(Entry(ACCOUNTS, size, digest, time.time_ns()), rows)
    return revision


def _verify(temporary: Path, progress: Progress | None) -> None:
    """Read it back. Raises BackupUnusable where the disk did not keep what was written."""
    with reading(temporary) as reader:
        if progress:
            progress.begin(len(reader.manifest.entries))
        for entry in reader.manifest.entries:
            reader.copy(entry, lambda _: None)
            if progress:
                progress.advance(1)


def _listed(home: Path, done: BackedUp) -> tuple[list[str], list[str]]:
    """Every file that belongs into a backup, and every empty folder."""
    paths: list[str] = []
    empty: list[str] = []
    for name in FOLDERS:
        found: Folder = files_of(home / name)
        paths += [path for each in found.files if not is_database(path := f"{name}/{each}")]
        empty += [f"{name}/{each}" for each in found.empty]
        done.left_out |= {f"{name}/{path}": why for path, why in found.left_out.items()}
        done.problems |= {f"{name}/{path}": why for path, why in found.problems.items()}
    return paths, empty


def _check_place(home: Path, target: Path) -> None:
    if os.path.lexists(target):
        raise _taken(target)
    if not (home / "notes").is_dir():
        raise NoPlace(f"There is no library in {home.resolve()}: it has no notes folder. Set KB_HOME to its folder.")
    for name in FOLDERS:
        if target.resolve().is_relative_to((home / name).resolve()):
            raise NoPlace(f"{target} would be in the backup itself. Choose a place outside {home / name}.")


def _private(path: Path) -> IO[bytes]:
    """A new file that only its owner may read: it holds all that is not public, and hashes of passwords."""
    flags = os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    return os.fdopen(os.open(path, flags, 0o600), "w+b")


def _take_name(temporary: Path, target: Path) -> None:
    """Give a file its name; nobody else's file loses its own."""
    try:
        target.hardlink_to(temporary)
    except FileExistsError:
        raise _taken(target) from None
    except OSError:  # drives such as many have in their pocket know no second name for a file
        if os.path.lexists(target):
            raise _taken(target) from None
        temporary.rename(target)


def _taken(target: Path) -> NoPlace:
    return NoPlace(f"{target} is there already, and a backup never takes the place of anything. Choose another name.")
