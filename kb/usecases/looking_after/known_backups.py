"""Which backups there are: those that `kb backup` has made here, and those that lie beside them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from kb.library import write_atomically
from kb.usecases.looking_after.archive import BackupUnusable, reading
from kb.usecases.looking_after.purging import Purge

_KNOWN = "backups.json"


@dataclass(frozen=True)
class Holding:
    """A backup, and in words why it holds something, or that nobody can tell."""

    file: Path
    why: str


def remember(home: Path, backup: Path) -> None:
    """Note where a backup was put. Raises OSError."""
    known = [*(path for path in _known(home) if path != backup.resolve()), backup.resolve()]
    write_atomically(home / "state" / _KNOWN, json.dumps([str(path) for path in known], indent=1).encode())


def holding(home: Path, purge: Purge) -> list[Holding]:
    """The backups that still hold what is purged here."""
    known = _known(home)
    places = {home.resolve(), home.resolve().parent, *(path.parent for path in known)}
    beside = {file for place in places if place.is_dir() for file in place.glob("*.zip")}
    found = [Holding(path, why) for path in sorted(beside | set(known)) if (why := _why(path, purge, path in known))]
    return [each for each in found if each.why]


def gone(home: Path) -> list[Path]:
    """The backups that are not where they were put: deleted, or somewhere else."""
    return [path for path in _known(home) if not path.exists()]


def _why(path: Path, purge: Purge, is_known: bool) -> str:
    try:
        with reading(path) as reader:
            there = {entry.path for entry in reader.manifest.entries}
            if any(f"notes/{each}" in there for each in (*purge.paths, *purge.files)):
                return "its file is in it"
            if purge.since and reader.manifest.made_at >= purge.since and "state/history.git/HEAD" in there:
                return "earlier versions are in it"
            return ""
    except FileNotFoundError:
        return ""
    except (BackupUnusable, OSError):
        return "it cannot be read, so nobody can tell" if is_known else ""


def _known(home: Path) -> list[Path]:
    try:
        return [Path(str(each)) for each in json.loads((home / "state" / _KNOWN).read_bytes())]
    except (OSError, ValueError, TypeError):
        return []
