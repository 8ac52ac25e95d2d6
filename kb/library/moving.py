"""Files and folders of the library that change their place, so that nothing is ever written over."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path, PurePosixPath

from kb.library.files import SITE_FILES
from kb.library.writing import OutsideLibrary, place, sync_folder

_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))})
_LONGEST_NAME = 200  # bytes; a name of 255 leaves no room for a temporary file beside it


def is_device(stem: str) -> bool:
    """Does Windows take a file of this name for a device, whatever its ending?"""
    return stem.casefold() in _DEVICES


def checked_name(path: str) -> str:
    """A path, in Unicode's normal form C, whose every part can be a name everywhere. Raises OutsideLibrary."""
    path = unicodedata.normalize("NFC", path)
    for part in PurePosixPath(path).parts:
        if part == "..":
            raise OutsideLibrary(f"“{path}” is not a place in the library")
        if any(character in '<>:"|?*' for character in part) or part != part.strip() or part.endswith("."):
            raise OutsideLibrary(f"“{part}” cannot be the name of a file on every computer")
        if is_device(part.partition(".")[0]):
            raise OutsideLibrary(f"“{part}” is the name of a device on Windows")
        if len(part.encode()) > _LONGEST_NAME:
            raise OutsideLibrary("A name of a file is too long")
    if path in SITE_FILES:
        raise OutsideLibrary(f"{path} stays where it is")
    return path


def moved_to(path: str, moves: Iterable[tuple[str, str]]) -> str:
    """Where what was at `path` is after files and folders moved, each from where to where."""
    for start, end in moves:
        if path == start or path.startswith(f"{start}/"):
            return end + path[len(start) :]
    return path


def move_path(notes: Path, start: str, end: str) -> None:
    """Let what is at `start` be at `end`; folders on the way are made, and those left empty are taken away.

    What was done in part is done to its end. Raises FileExistsError where there is something else already,
    FileNotFoundError where there is nothing to be moved, OutsideLibrary, OSError.
    """
    source, target = place(notes, start), place(notes, end)
    if start == end:
        return
    if source.is_symlink():
        raise OutsideLibrary(f"{start} is a link, and stays where it is")
    if not source.exists():
        if target.exists():
            return
        raise FileNotFoundError(2, "there is no such file", start)
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        if target.exists() and not (target.is_dir() and source.samefile(target)):
            raise FileExistsError(17, "there is something already", end)
        source.rename(target)
    elif target.exists() and source.samefile(target) and not is_second_name(source, target):
        source.rename(target)  # one name, written in other letters, on a disk that takes them for the same
    else:
        if not target.exists() or not source.samefile(target):
            target.hardlink_to(source)  # unlike a rename this refuses to take the place of another file
        source.unlink()
    sync_folder(target.parent)
    sync_folder(source.parent)
    clear_folders(notes, start)


def is_second_name(source: Path, target: Path) -> bool:
    """Are these two names of one file, both on the disk? Not one name that it finds under other letters as well."""
    if not source.samefile(target):
        return False
    if not source.parent.samefile(target.parent):
        return True
    names = {each.name for each in source.parent.iterdir()}
    return source.name != target.name and {source.name, target.name} <= names


def clear_folders(notes: Path, path: str) -> None:
    """Take away the folders above `path` that are empty."""
    folder = (notes / path).parent
    with suppress(OSError):
        while folder != notes:
            folder.rmdir()  # raises where there is anything in it
            folder = folder.parent
