"""Copying a folder while people work in it: which files are in it, and each of them whole."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from kb.library.files import Stamp, StillChanging, printable, reason

_PASSING = re.compile(r"\.kb-\w+\.tmp|.*\.lock")
"""Names of files that only matter to the process that is writing them."""
_TRIES = 10  # at a file that somebody is writing
_PAUSE = 0.05  # seconds, and twice, three times as many after the next tries
_IN_MEMORY = 8_000_000  # bytes of a file that are not put on disk on their way
_CHUNK = 1 << 20


@dataclass
class Folder:
    """The files of a folder, hidden ones too.

    Attributes:
        files: paths below it, with `/`, in order.
        empty: folders in which there is nothing.
        left_out: what cannot be part of a copy (a link, a pipe), with the reason.
        problems: what should have been part of it, with the reason.
    """

    files: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Whole:
    """A file as it was at one instant: `file` stands at its beginning; `sha256` as 64 hexadecimal digits."""

    file: IO[bytes]
    size: int
    sha256: str
    mtime_ns: int


def files_of(folder: Path) -> Folder:
    """Everything in a folder and below; nothing where there is no such folder."""
    found = Folder()
    if folder.is_symlink() or folder.exists():
        _look_into(folder, "", found)
    return found


@contextmanager
def read_whole(path: Path, beside: Path) -> Iterator[Whole]:
    """One file, such as nobody wrote to while it was read; a large one is kept in the folder `beside` meanwhile.

    Raises OSError where it cannot be read, StillChanging where somebody writes to it all the time.
    """
    with tempfile.SpooledTemporaryFile(_IN_MEMORY, dir=str(beside)) as copy:
        for number in range(1, _TRIES + 1):
            copy.seek(0)
            copy.truncate()
            digest = hashlib.sha256()
            with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
                before = os.fstat(file.fileno())
                if not stat.S_ISREG(before.st_mode):
                    raise OSError("it is not a file")
                while chunk := file.read(_CHUNK):
                    digest.update(chunk)
                    copy.write(chunk)
                after = os.fstat(file.fileno())
            if Stamp.of(before) == Stamp.of(after) and copy.tell() == before.st_size:
                copy.seek(0)
                yield Whole(copy, before.st_size, digest.hexdigest(), before.st_mtime_ns)
                return
            time.sleep(_PAUSE * number)
    raise StillChanging(0, "somebody writes to it all the time")


def _look_into(folder: Path, below: str, found: Folder) -> None:
    try:
        with os.scandir(folder) as entries:
            there = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        found.problems[printable(below) or "."] = reason(error)
        return
    if below and not there:
        found.empty.append(below)
    for entry in there:
        path = f"{below}/{entry.name}" if below else entry.name
        if entry.is_symlink():
            found.left_out[printable(path)] = "it is a link"
        elif entry.is_dir(follow_symlinks=False):
            _look_into(folder / entry.name, path, found)
        elif not entry.is_file(follow_symlinks=False):
            found.left_out[printable(path)] = "it is a pipe or a device"
        elif printable(path) != path:
            found.problems[printable(path)] = "its name holds characters that cannot be shown; rename it"
        elif not _PASSING.fullmatch(entry.name):
            found.files.append(path)
