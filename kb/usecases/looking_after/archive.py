"""The one file of a backup: a zip archive with a manifest.

Zip, because its table of contents can be read before anything else (a restore knows what it will be asked to write, and
how much of it, before it writes), because each file in it has a checksum of its own, and because every computer opens
it without this program. Paths in it begin with the folder of the library they belong to; `accounts.jsonl` has the rows
of the database (kb.state.copying).
"""

from __future__ import annotations

import errno
import hashlib
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import orjson

from kb import __version__

FORMAT = 1
FOLDERS = ("notes", "templates", "state")
"""What a library is made of, index apart: that is made anew from the notes."""
ACCOUNTS = "accounts.jsonl"
_MANIFEST = "manifest.json"
_DAMAGED = "This is no backup of Knowledge Club, or it is damaged. Nothing was changed."
_LARGEST_MANIFEST = 200_000_000
_CHUNK = 1 << 20
_REGULAR, _KIND = 0o100000, 0o170000


class BackupUnusable(Exception):
    """This file cannot be restored; the message says why. Nothing was changed."""


@dataclass(frozen=True)
class Entry:
    """A file of a backup: its path in it, bytes, SHA-256 as 64 hexadecimal digits, when it was changed."""

    path: str
    size: int
    sha256: str
    mtime_ns: int


@dataclass(frozen=True)
class Manifest:
    """What a backup says about itself.

    Attributes:
        program: the version that made it.
        revision: of the tables that the accounts are from.
        made_at: seconds since 1970.
        entries: every file of it, but this one.
        empty: folders in which there is nothing; a repository of git has some.
    """

    program: str
    revision: str
    made_at: int
    entries: tuple[Entry, ...]
    empty: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many bytes it holds when it is unpacked."""
        return sum(entry.size for entry in self.entries)


class Writer:
    """Writes a backup into an open file, file by file."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
        self._entries: list[Entry] = []

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError, ValueError):  # what has failed already fails again here
            self._zip.close()

    def add(self, entry: Entry, file: IO[bytes]) -> None:
        self._write(entry.path, entry.mtime_ns / 1e9, entry.size, file)
        self._entries.append(entry)

    def end(self, revision: str, made_at: int, empty: list[str]) -> None:
        """Write what is in it, and the table of contents."""
        said = {
            "format": FORMAT,
            "program": __version__,
            "revision": revision,
            "made_at": made_at,
            "empty": empty,
            "files": [vars(entry) for entry in self._entries],
        }
        with self._zip.open(_information(_MANIFEST, made_at), "w") as target:
            target.write(orjson.dumps(said, option=orjson.OPT_INDENT_2))
        self._zip.close()

    def _write(self, path: str, changed: float, size: int, file: IO[bytes]) -> None:
        with self._zip.open(_information(path, changed), "w", force_zip64=size > 2**30) as target:
            while chunk := file.read(_CHUNK):
                target.write(chunk)


class Reader:
    """Reads a backup. What it is asked for is what the manifest says, or BackupUnusable is raised."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._zip = archive
        self.manifest = _manifest(archive)
        _compare(archive.infolist(), self.manifest)

    def copy(self, entry: Entry, write: Callable[[bytes], object]) -> None:
        """Hand on a file piece by piece; it is good where this returns."""
        digest, size = hashlib.sha256(), 0
        with _damage(), self._zip.open(entry.path) as file:
            while chunk := file.read(_CHUNK):
                size += len(chunk)
                digest.update(chunk)
                if size <= entry.size:
                    write(chunk)
        if (size, digest.hexdigest()) != (entry.size, entry.sha256):
            raise BackupUnusable(f"{entry.path} in the backup is damaged. Nothing was changed.")


@contextmanager
def reading(path: Path) -> Iterator[Reader]:
    """Open a backup. Raises OSError where it cannot be read, BackupUnusable where it is none, or of another time."""
    with path.open("rb") as file:
        with _damage():
            archive = zipfile.ZipFile(file)
        with archive:
            yield Reader(archive)


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    with _damage():
        if archive.getinfo(_MANIFEST).file_size > _LARGEST_MANIFEST:
            raise ValueError
        with archive.open(_MANIFEST) as file:
            said: dict[str, Any] = orjson.loads(file.read(_LARGEST_MANIFEST))
        if said["format"] != FORMAT:
            raise newer(said["program"])
        entries = tuple(
            Entry(str(each["path"]), int(each["size"]), str(each["sha256"]), int(each["mtime_ns"]))
            for each in said["files"]
        )
        empty = tuple(str(path) for path in said["empty"])
        return Manifest(str(said["program"]), str(said["revision"]), int(said["made_at"]), entries, empty)


def newer(program: object) -> BackupUnusable:
    """The backup was made by a newer program than this one."""
    shown = str(program)[:40]
    return BackupUnusable(
        f"The backup was made by a newer Knowledge Club ({shown}); this is {__version__}. "
        "Install the newer one first. Nothing was changed."
    )


def _compare(there: list[zipfile.ZipInfo], manifest: Manifest) -> None:
    """Is in it just what the manifest says, and nothing that could be written anywhere else than into a library?"""
    told = {entry.path: entry.size for entry in manifest.entries}
    found = {info.filename: info.file_size for info in there if info.filename != _MANIFEST}
    if len(told) != len(manifest.entries) or len(there) != len(found) + 1 or told != found or ACCOUNTS not in told:
        raise BackupUnusable("The backup does not hold what its manifest says. Nothing was changed.")
    strange = [info.filename for info in there if info.external_attr >> 16 & _KIND not in (0, _REGULAR)]
    strange += [path for path in (*found, *manifest.empty) if path != ACCOUNTS and not _is_ours(path)]
    if strange:
        shown = "".join(letter if letter.isprintable() else "�" for letter in strange[0][:200])
        raise BackupUnusable(f"The backup holds “{shown}”, which is no file of a library. Nothing was changed.")


def _is_ours(path: str) -> bool:
    parts = path.split("/")
    safe = path.isprintable() and "\\" not in path and not {"", ".", ".."} & set(parts)
    return safe and len(parts) > 1 and parts[0] in FOLDERS and not is_database(path)


def is_database(path: str) -> bool:
    """Is this a file of SQLite's? What is in it is copied row by row."""
    return path.startswith("state/kb.db")


@contextmanager
def _damage() -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, LookupError, ValueError, TypeError, OverflowError) as error:
        raise BackupUnusable(_DAMAGED) from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # that is a place before the beginning of the file, where nothing can be read
            raise
        raise BackupUnusable(_DAMAGED) from error
    except (NotImplementedError, RuntimeError) as error:  # ways to pack and to encrypt that we never use
        raise BackupUnusable("This was not packed by Knowledge Club. Nothing was changed.") from error


def _information(path: str, changed: float) -> zipfile.ZipInfo:
    moment = time.gmtime(min(max(changed, 315532800), 4354819198))  # from 1980 to 2107: all that zip can tell
    information = zipfile.ZipInfo(path, moment[:6])
    information.compress_type = zipfile.ZIP_DEFLATED
    information.external_attr = (_REGULAR | 0o600) << 16
    return information
