"""The folder `notes/`: which files are in it, and the text of one.

Only names below the folder go in and out, with `/`. Hidden files and `node_modules` are not part of a library, and
symbolic links are never followed: one that leads out would publish what nobody put here, and one that stays inside
leads to what is read under its own name.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from kb.model import Problem

Found = TypeVar("Found")

LARGEST = 5_000_000
"""Bytes of a document that are read; what lies beyond is neither searched nor shown."""

WHOLE_LIBRARY = "."
"""The path in a problem that is about notes/ itself."""

LOOKS = 3
"""At a file that somebody is writing, before it counts as what it is then."""

PAUSE = 0.02
"""Seconds between these looks."""

SITE_FILES = ("kb.yml", "kb.yaml")
_ENDINGS = (".md", ".markdown")
_SKIPPED = frozenset({"node_modules"})
_DEEPEST = 100  # folders in folders; deeper ones come from a mistake, and paths have an end


@dataclass(frozen=True)
class Stamp:
    """What tells a changed file from an unchanged one without reading it: `size` in bytes, `mtime_ns`."""

    size: int
    mtime_ns: int

    @classmethod
    def of(cls, status: os.stat_result) -> Stamp:
        return cls(status.st_size, status.st_mtime_ns)


@dataclass
class Listing:
    """What lies in a folder and below: every file (kb.yml apart) by its path, and problems."""

    stamps: dict[str, Stamp] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    step: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class FileText:
    """A file as it was at one moment.

    Attributes:
        text: decoded, line ends as they are, without a byte order mark.
        hash: of its bytes (the first LARGEST of them and the size), as 64 hexadecimal digits.
        cut: the file is larger than LARGEST and `text` only its beginning.
        problems: `(line or None, message)` pairs about its encoding.
    """

    text: str
    stamp: Stamp
    hash: str
    cut: bool
    problems: tuple[tuple[int | None, str], ...]


class StillChanging(OSError):
    """The file was written to while it was read; whoever writes it will be done in a moment."""


def is_document(path: str) -> bool:
    return path.lower().endswith(_ENDINGS)


def list_files(notes: Path, below: str = "", step: Callable[[], None] = lambda: None) -> Listing:
    """Everything in `notes/`, or in its folder `below`. What cannot be listed is among the problems.

    `step` is called for each file: it may wait a moment, where others come first.
    """
    listing = Listing(step=step)
    _list_folder(notes, below, listing, depth=0)
    return listing


def can_be_listed(notes: Path) -> bool:
    """Is notes/ there? Where it is not, perhaps as its drive is missing, nobody can say that a file is gone."""
    try:
        with os.scandir(notes):
            return True
    except OSError:
        return False


def list_file(notes: Path, path: str) -> Listing:
    """What `path` is now: one file, a folder with all that is in it, or nothing; also nothing where it is hidden."""
    listing = Listing()
    parts = path.split("/")
    if any(_is_skipped(part) for part in parts):
        return listing
    try:
        for parent in range(1, len(parts)):
            if (notes / "/".join(parts[:parent])).is_symlink():
                return listing
        _list_entry(notes, path, os.lstat(notes / path), listing, depth=0)
    except OSError:
        pass  # gone, which is what an empty listing says
    return listing


def _list_folder(notes: Path, folder: str, listing: Listing, depth: int) -> None:
    if depth > _DEEPEST:
        listing.problems.append(Problem(folder, None, "Lies too deep; folders below it are not read.", "error"))
        return
    try:
        with os.scandir(notes / folder if folder else notes) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        message = f"This folder cannot be read: {reason(error)}."
        listing.problems.append(Problem(folder or WHOLE_LIBRARY, None, message, "error"))
        return
    for entry in found:
        listing.step()
        if _is_skipped(entry.name):
            continue
        path = f"{folder}/{entry.name}" if folder else entry.name
        try:
            _list_entry(notes, path, entry.stat(follow_symlinks=False), listing, depth)
        except FileNotFoundError:
            continue  # it went meanwhile
        except OSError as error:
            listing.problems.append(Problem(printable(path), None, f"Cannot be read: {reason(error)}.", "error"))


def _list_entry(notes: Path, path: str, status: os.stat_result, listing: Listing, depth: int) -> None:
    if not path.isprintable():  # nor is what could not be decoded
        message = "The name holds characters that cannot be shown; rename it, then it will be read."
        listing.problems.append(Problem(printable(path), None, message, "error"))
    elif stat.S_ISLNK(status.st_mode):
        listing.problems.append(_link_problem(notes, path))
    elif stat.S_ISDIR(status.st_mode):
        if is_document(path):
            listing.problems.append(Problem(path, None, "Is a folder, although its name looks like a file's.", "note"))
        _list_folder(notes, path, listing, depth + 1)
    elif not stat.S_ISREG(status.st_mode):
        listing.problems.append(Problem(path, None, "Is not a file that can be read (a pipe or a device).", "warning"))
    elif path not in SITE_FILES:
        listing.stamps[path] = Stamp.of(status)


def _link_problem(notes: Path, path: str) -> Problem:
    try:
        inside = (notes / path).resolve().is_relative_to(notes.resolve())
    except (OSError, RuntimeError):  # a link to itself
        return Problem(path, None, "Is a link that leads nowhere.", "warning")
    if inside:
        return Problem(path, None, "Is a link to another place in the library; the file is read there.", "note")
    return Problem(path, None, "Is a link that leads out of the library, so it is not followed.", "warning")


def _is_skipped(name: str) -> bool:
    return name.startswith(".") or name in _SKIPPED


def printable(path: str) -> str:
    """`path` for a message, whatever bytes its name is made of."""
    return "".join(character if character.isprintable() else "�" for character in path)


def is_disk_full(error: OSError) -> bool:
    """Is there no room left, on the disk or in somebody's share of it?"""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def reason(error: OSError) -> str:
    """Why the system refused, in its own few words."""
    return (error.strerror or "unknown reason").lower()


def read_text(notes: Path, path: str) -> FileText:
    """The text of one file, whatever is in it.

    Raises OSError where it cannot be read, StillChanging where it was written to meanwhile. Never follows a link.
    """
    place = notes / path
    with os.fdopen(os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        before = os.fstat(file.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise OSError("not a file")
        data = file.read(LARGEST + 1)
        after = os.fstat(file.fileno())
    now = os.lstat(place)
    stamp = Stamp.of(before)
    if stamp != Stamp.of(after) or stamp != Stamp.of(now) or before.st_ino != now.st_ino:
        raise StillChanging(f"{path} is being written")
    cut = len(data) > LARGEST
    if cut:
        data = data[: data.rfind(b"\n", 0, LARGEST) + 1 or LARGEST]
    text, problems = decode(data)
    if cut:
        size = f"{stamp.size / 1e6:.0f} MB"
        problems.append((None, f"Is {size} long; only its first {LARGEST // 1_000_000} MB are read and searched."))
    digest = hashlib.sha256(data)
    if cut:
        digest.update(str(stamp.size).encode())
    return FileText(text, stamp, digest.hexdigest(), cut, tuple(problems))


def settled(read: Callable[[], Found], *unsettled: type[OSError]) -> Found:
    """What `read` gives of a file, once whoever writes it just now is done: it is tried again where it raises one of
    these, FileNotFoundError for a file that is known to be there.

    Some programs, git is one, take a file away before they put another in its place. Raises what `read` raises.
    """
    for _ in range(LOOKS - 1):
        try:
            return read()
        except unsettled:
            time.sleep(PAUSE)
    return read()


def decode(data: bytes) -> tuple[str, list[tuple[int | None, str]]]:
    """Bytes as text: UTF-8 as a rule; UTF-16 where a mark says so; else Windows-1252, which most old files are."""
    problems: list[tuple[int | None, str]] = []
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
        problems.append((None, "Is saved as UTF-16; it was read, but please save it as UTF-8."))
    else:
        data = data.removeprefix(b"\xef\xbb\xbf")
        try:
            text = data.decode()
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            text = _decode_damaged(data)
            problems.append((line, "Is not saved as UTF-8; some letters may be wrong. Please save it as UTF-8."))
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        text = text.replace("\0", "�")
        problems.append((line, "Holds NUL characters, which no text has; they were replaced by �."))
    return text.removeprefix("\ufeff"), problems


def _decode_damaged(data: bytes) -> str:
    """A UTF-8 file with a few wrong bytes keeps its good letters; anything else is read as Windows-1252."""
    mostly = data.decode(errors="replace")
    bad = mostly.count("�")
    good = sum(1 for character in _beyond_ascii(mostly)) - bad
    return mostly if good > bad else data.decode("cp1252", errors="replace")


def _beyond_ascii(text: str) -> Iterator[str]:
    return (character for character in text if character > "\x7f")
