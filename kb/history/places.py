"""Where a history lies, and how one that was made anew takes the place of another."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

REWRITTEN = ".rewritten"
"""What is added to the name of a repository that is whole, and about to take the place of this one."""
REGISTER = "kb-register.db"
"""The database beside it (kb.history.register), which is there once something was kept."""
BEFORE = ".before"
"""What is added to the name of a repository: the old one, to be taken away."""


def settled(folder: Path) -> None:
    """End what a crash while repositories changed places has left unfinished: a whole one is in the place.

    Whoever comes first does it: several may try at once.
    """
    if not folder.exists():
        with suppress(FileNotFoundError, FileExistsError, NotADirectoryError):
            beside(folder, REWRITTEN).rename(folder)


def beside(folder: Path, ending: str) -> Path:
    return folder.with_name(folder.name + ending)


def number_of(file: Path) -> int | None:
    """What tells a file or folder from another one that takes its place; None where there is none."""
    try:
        return file.stat().st_ino
    except (FileNotFoundError, NotADirectoryError):
        return None


def clear(folder: Path) -> None:
    """Take away what a crash while repositories changed places has left, for whoever holds the lock of the library."""
    if folder.exists():
        for ending in (REWRITTEN, BEFORE):
            shutil.rmtree(beside(folder, ending), ignore_errors=True)
