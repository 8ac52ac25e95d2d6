"""How a library is: files to mend, the index, the room on its disks. For whoever looks after it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kb.library import Catalog
from kb.model import Problem
from kb.search import Index, IndexState, IndexUnusable
from kb.usecases.in_step.reading_files import FileReader
from kb.usecases.looking_after.checking import known_problems
from kb.usecases.looking_after.purging import unfinished

PER_PAGE = 100
_WORST_FIRST = ("error", "warning", "note")
_LITTLE = 500 * 2**20
"""Bytes below which a disk is called almost full: an index that is made anew needs room beside the old one."""


@dataclass(frozen=True)
class Problems:
    """One page of what is wrong, the worst first; `counts` of each severity, on all pages."""

    found: list[Problem]
    counts: dict[str, int]
    page: int
    pages: int


@dataclass(frozen=True)
class Disk:
    """A disk that something of the library lies on: bytes free and in all, and what lies there, in words."""

    holds: tuple[str, ...]
    free: int
    total: int

    @property
    def almost_full(self) -> bool:
        return self.free < _LITTLE


def problems(catalog: Catalog, files: FileReader, page: int = 1, *, links: bool = False) -> Problems:
    """What is wrong with files as they were read last; with `links` also which links lead nowhere. A page beyond the
    last one is the last one."""
    every = sorted(known_problems(catalog, files, links=links).problems, key=lambda p: _WORST_FIRST.index(p.severity))
    pages = max(1, -(-len(every) // PER_PAGE))
    page = min(max(page, 1), pages)
    counts = {severity: sum(p.severity == severity for p in every) for severity in _WORST_FIRST}
    return Problems(every[(page - 1) * PER_PAGE : page * PER_PAGE], counts, page, pages)


def index_state(index: Index) -> IndexState | None:
    """The index as it is; None where it cannot be used just now."""
    try:
        return index.state()
    except IndexUnusable:
        return None


def left_undone(state: Path) -> list[str]:
    """What is to be done in the state folder, as sentences."""
    begun = unfinished(state)
    found = []
    if begun:
        passage = f" --passage {begun.anchor}" if begun.anchor else ""
        found.append(f"A purge was broken off. Give it again: kb purge {begun.documents[0]}{passage}")
    found += [
        f"The history was damaged and put aside as {aside.name}. Where a backup holds a better one, use that "
        "instead; then delete this."
        for aside in sorted(state.glob("history-damaged-*.git"))
    ]
    return found


def disks(places: Iterable[tuple[str, Path | None]]) -> list[Disk]:
    """The disks of these folders, each once; a folder that is not there, or not reached, is left out."""
    found: dict[int, tuple[list[str], Path]] = {}
    for name, folder in places:
        try:
            if folder is not None:
                found.setdefault(folder.stat().st_dev, ([], folder))[0].append(name)
        except OSError:
            continue
    there = ((tuple(names), shutil.disk_usage(folder)) for names, folder in found.values())
    return [Disk(names, usage.free, usage.total) for names, usage in there]
