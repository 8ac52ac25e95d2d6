"""Where the originals of drafts lie, and the files that belong to their texts: `state/drafts/{id}/`."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import BinaryIO

from kb.library.writing import sync_folder

_ID = re.compile(r"[0-9a-f]{24}")
_HALF_DONE = re.compile(r"\.kb-[0-9a-f]{16}\.tmp")
_ORIGINAL = "original"
_FILES = "files"
_TAKEN = "taken.md"
_ROOM = 100_000_000
"""Bytes that stay free whatever is taken in: the database and the notes need some."""


class Shelf:
    """The folders of all drafts of one library, below its `state` folder. Raises OSError where it cannot be written;
    then nothing is left behind.
    """

    def __init__(self, state: Path) -> None:
        self._folder = state / "drafts"

    @property
    def is_used(self) -> bool:
        """Has there ever been a draft?"""
        return self._folder.is_dir()

    def has_room(self, size: int) -> bool:
        """Is there room on the disk for a file of so many bytes, and some beside it?"""
        there = next((each for each in (self._folder, *self._folder.parents) if each.is_dir()), None)
        return there is None or shutil.disk_usage(there).free > size + _ROOM

    def put(self, draft: str, original: BinaryIO | str, files: Iterable[tuple[str, bytes]], taken: str) -> None:
        """Lay down a draft's original (a file, or the id of a draft that has the same), the files of its text, and the
        text as it was taken out of the original; they are on disk when this returns."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        making = self._folder / f".kb-{secrets.token_hex(8)}.tmp"
        try:
            (making / _FILES).mkdir(mode=0o700, parents=True)
            if isinstance(original, str):
                (making / _ORIGINAL).hardlink_to(self._folder / original / _ORIGINAL)
            else:
                original.seek(0)
                with _new(making / _ORIGINAL) as target:
                    shutil.copyfileobj(original, target, 1 << 20)
                    _sync(target)
            for name, data in [(_TAKEN, taken.encode()), *((f"{_FILES}/{name}", data) for name, data in files)]:
                with _new(making / name) as target:
                    target.write(data)
                    _sync(target)
            sync_folder(making / _FILES)
            sync_folder(making)
            making.rename(self._folder / draft)
        except BaseException:
            shutil.rmtree(making, ignore_errors=True)
            raise
        sync_folder(self._folder)

    def original(self, draft: str) -> Path | None:
        """The file as it came."""
        return self._there(draft, _ORIGINAL)

    def file(self, draft: str, name: str) -> Path | None:
        """A file that belongs to the text, by a name that its draft knows."""
        return self._there(draft, f"{_FILES}/{name}")

    def taken(self, draft: str) -> str:
        """The text as it was taken out of the original, "" where that is not known."""
        path = self._there(draft, _TAKEN)
        return path.read_text() if path else ""

    def remove(self, *drafts: str) -> None:
        """Destroy all of these drafts; what is not there need not be."""
        for draft in drafts:
            if _ID.fullmatch(draft):
                going = self._folder / f".kb-{secrets.token_hex(8)}.tmp"
                with contextlib.suppress(OSError):
                    (self._folder / draft).rename(going)  # whoever makes a picture of it finds nowhere to put that
                    shutil.rmtree(going, ignore_errors=True)

    def strays(self, known: Collection[str], older_than: float) -> list[str]:
        """Destroy what belongs to no draft, where it has lain there for so many seconds; gives the names."""
        gone = []
        for path in self._folder.iterdir() if self._folder.is_dir() else ():
            ours = _ID.fullmatch(path.name) or _HALF_DONE.fullmatch(path.name)
            if ours and path.name not in known and time.time() - path.stat().st_mtime > older_than:
                shutil.rmtree(path, ignore_errors=True)
                gone.append(path.name)
        return gone

    def _there(self, draft: str, name: str) -> Path | None:
        path = self._folder / draft / name
        return path if _ID.fullmatch(draft) and path.is_file() and not path.is_symlink() else None


def _new(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb")


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
