"""Writing a file of the library so that a crash at any instant leaves either the old text or the new one."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path

_TEMPORARY = re.compile(r"\.kb-[0-9a-f]{16}\.tmp")


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
    temporary = target.with_name(f".kb-{secrets.token_hex(8)}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            if (mode := _mode(target)) is not None:
                os.fchmod(file.fileno(), mode)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if overwrite:
            temporary.replace(target)
        else:
            target.hardlink_to(temporary)  # unlike a rename this refuses to take the place of another file
            temporary.unlink()
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
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

    Raises Stale, and what `read_revision` and `write_atomically` raise; then nothing has changed.
    """
    if read_revision(target)[1] != revision:
        raise Stale
    if revision:
        write_atomically(target, data)
        return
    try:
        write_new(target, data)
    except FileExistsError:
        raise Stale from None


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


def _mode(target: Path) -> int | None:
    try:
        return stat.S_IMODE(target.lstat().st_mode) if not target.is_symlink() else None
    except FileNotFoundError:
        return None
