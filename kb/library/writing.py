"""Writing a file of the library so that a crash at any instant leaves either the old text or the new one."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import hashlib
import os
import re
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path

_TEMPORARY = re.compile(r"\.kb-[0-9a-f]{16}\.tmp")
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_RENAMEAT2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)  # Linux alone has it


class OutsideLibrary(ValueError):
    """A path that does not name a place in the library."""


class Stale(Exception):
    """The file has changed since it was read, so nothing was written over it."""


def place(notes: Path, path: str) -> Path:
    """Where `path` (below notes/, with `/`) lies on disk.

    Raises OutsideLibrary for everything that could lead elsewhere: an absolute path, `..`, a backslash, an empty or
    hidden name, a control character, or a folder on the way that is a link.
    """
    parts = path.split("/")
    for part in parts:
        if not part or part.startswith(".") or "\\" in part or not part.isprintable():
            raise OutsideLibrary(f"“{path}” is not a place in the library")
    target = notes.joinpath(*parts)
    if not target.parent.resolve().is_relative_to(notes.resolve()):
        raise OutsideLibrary(f"“{path}” leads out of the library")
    return target


def write_atomically(target: Path, data: bytes, *, overwrite: bool = True) -> None:
    """Make `data` the contents of `target`, whose folder exists; an existing file keeps its mode.

    It is on disk when this returns. Raises OSError where it cannot be (the disk is full, the folder is read-only) and
    FileExistsError where there is a file and `overwrite` is False; then nothing has changed and nothing is left behind.
    """
    with _beside(target, data) as written:
        if overwrite:
            written.replace(target)
        else:
            target.hardlink_to(written)  # unlike a rename this refuses to take the place of another file
    sync_folder(target.parent)


def write_new(target: Path, data: bytes) -> None:
    """Write a file that is not there yet, with its folders. Raises FileExistsError where it is, OSError as above."""
    target.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(target, data, overwrite=False)


def read_revision(target: Path) -> tuple[bytes, str]:
    """What is in a file, and the revision that stands for it; both empty where there is no file.

    Raises OutsideLibrary for a link, which is never followed, OSError for what cannot be read.
    """
    if target.is_symlink():
        raise OutsideLibrary(f"{target.name} is a link, and what it leads to is not written")
    try:
        content = target.read_bytes()
    except FileNotFoundError:
        return b"", ""
    return content, hashlib.sha256(content).hexdigest()[:32]


def write_revision(target: Path, data: bytes, revision: str) -> None:
    """Replace a file that is still what it was at this revision; with "" write one that is not there yet.

    Raises Stale, and what `read_revision` and `write_atomically` raise; then nothing has changed. What another program
    writes at the same moment is not written over, where the system can exchange two files at once.
    """
    if read_revision(target)[1] != revision:
        raise Stale
    try:
        if not revision:
            write_new(target, data)
            return
        with _beside(target, data) as written:
            _take_the_place(written, target, data, revision)
    except (FileExistsError, FileNotFoundError):
        raise Stale from None
    sync_folder(target.parent)


def remove_revision(target: Path, revision: str) -> None:
    """Take a file away that is still what it was at this revision. Raises Stale, OutsideLibrary, OSError."""
    aside = _name_beside(target)
    try:
        target.rename(aside)
    except FileNotFoundError:
        raise Stale from None
    try:
        if read_revision(aside)[1] != revision:
            raise Stale
    except BaseException:
        _give_back(aside, target)
        raise
    aside.unlink()
    sync_folder(target.parent)


def temporaries(notes: Path) -> Iterator[Path]:
    """What was being written when a process was killed; and what is being written just now."""
    for folder, folders, files in os.walk(notes):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(folder, name) for name in files if _TEMPORARY.fullmatch(name))


def sync_folder(folder: Path) -> None:
    """Make the names in a folder outlive a power cut. Some network drives cannot; they keep their own promises."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def _beside(target: Path, data: bytes) -> Iterator[Path]:
    """A file with `data`, on disk, in the folder of `target` and with its mode; it is gone again afterwards."""
    temporary = _name_beside(target)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            if (mode := _mode(target)) is not None:
                os.fchmod(file.fileno(), mode)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        yield temporary
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def _name_beside(target: Path) -> Path:
    return target.with_name(f".kb-{secrets.token_hex(8)}.tmp")


def _take_the_place(written: Path, target: Path, data: bytes, revision: str) -> None:
    """Put `written` where `target` is, if that is still what it was: it comes out whole, and is looked at then."""
    ours = written.stat().st_ino
    if not _exchanged(written, target):
        if read_revision(target)[1] != revision:
            raise Stale
        written.replace(target)
        return
    try:
        if read_revision(written)[1] != revision:
            raise Stale
    except BaseException:
        _exchanged(written, target)
        _keep_newer(written, target, data, ours)
        raise


def _keep_newer(came_out: Path, target: Path, data: bytes, ours: int) -> None:
    """What somebody wrote in the instant in which ours was there, in its place or at its end, stays."""
    status = came_out.lstat()
    now = came_out.read_bytes() if stat.S_ISREG(status.st_mode) else None
    if status.st_ino == ours and now == data:
        return
    if status.st_ino == ours and now is not None and now.startswith(data):
        with target.open("ab") as file:
            file.write(now[len(data) :])
    else:
        _exchanged(came_out, target)


def _give_back(aside: Path, target: Path) -> None:
    """What was taken away too early; what is there by now is newer and stays."""
    try:
        target.hardlink_to(aside)
        aside.unlink()
    except FileExistsError:
        aside.unlink()
    except OSError:  # not every drive has a second name for a file, and not everybody may give it one
        if os.path.lexists(target):
            aside.unlink()
        else:
            aside.rename(target)


def _exchanged(one: Path, other: Path) -> bool:
    """Let two files change their places, at once (renameat2(2)); False where the system or the drive cannot.

    Raises OSError, FileNotFoundError where one is not there.
    """
    if _RENAMEAT2 is None:
        return False
    if _RENAMEAT2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP):
        return False
    raise OSError(number, os.strerror(number), str(other))


def _mode(target: Path) -> int | None:
    try:
        return stat.S_IMODE(target.lstat().st_mode) if not target.is_symlink() else None
    except FileNotFoundError:
        return None
