"""Open a library: its notes, its index, and what to say where the index cannot be kept on disk."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kb.library import Library
from kb.search import Index, WhooshIndex
from kb.search.storage.store import MANIFEST

ROOM = 50 * 2**20
"""Bytes that must be free for a first index: enough for some thousand notes."""

log = logging.getLogger("kb")


@dataclass(frozen=True)
class Opened:
    """A library that can be read and searched.

    Attributes:
        folder: where index and ledger are kept; None where they are in memory only, then `notice` says why.
    """

    library: Library
    index: Index
    folder: Path | None
    notice: str | None


def open_library(notes: Path, index: Path) -> Opened:
    """Open what is there, however bad its state: nothing is read of the notes yet, `refresh` does that."""
    why = _unusable(index)
    folder = None if why else index
    notice = None
    if why:
        notice = f"The index folder cannot be written ({why}), so it is kept in memory and made anew at each start."
        log.warning("%s", notice)
    library = Library(notes, folder)
    synonyms = library.site.synonyms
    return Opened(library, WhooshIndex(folder, synonyms=synonyms), folder, notice)


def _unusable(folder: Path) -> str | None:
    """Why nothing can be kept in this folder, in a few words; None where it can."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=folder, prefix=".probe-")
        os.close(descriptor)
        Path(name).unlink()
        full = not (folder / MANIFEST).exists() and shutil.disk_usage(folder).free < ROOM
    except OSError as error:
        return (error.strerror or "it cannot be used").lower()
    return "its disk is almost full" if full else None
