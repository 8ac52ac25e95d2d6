"""Comparing notes/ with what is known of it, and reading what differs."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TypeVar

from kb.library.files import (
    LOOKS,
    PAUSE,
    WHOLE_LIBRARY,
    FileText,
    Listing,
    StillChanging,
    can_be_listed,
    is_document,
    list_file,
    list_files,
    read_text,
    settled,
)
from kb.library.files import reason as reason_of
from kb.library.ledger import State
from kb.library.persistent import PersistentMap
from kb.library.reading import Interpreted, Reading, interpret, unreadable
from kb.library.rules import PathRule
from kb.library.site import Site
from kb.library.spool import Spool
from kb.model import Problem

V = TypeVar("V")

OnRead = Callable[[int], None]
"""Called with the number of documents read since the last call."""

AtHand = Callable[[str, FileText], Interpreted | None]
"""What a file of this path and content is, where it was taken apart a moment ago."""

_FEW = 50  # paths; to look at more of them one by one costs more than to look at everything


def scan(
    notes: Path,
    known: State,
    site: Site,
    paths: Iterable[str] | None,
    spool: Spool,
    on_read: OnRead | None = None,
    at_hand: AtHand | None = None,
) -> State:
    """What notes/ is now. With `paths` only these files and folders are looked at; all else is taken as known.

    Where notes/ itself cannot be listed, perhaps because its drive is not there just now, all stays as it was known.
    """
    digest = _digest(site.rules)
    same_rules = known.rules == digest
    wanted = None if paths is None else {path.strip("/") for path in paths}
    if wanted is None or not same_rules or len(wanted) > _FEW or not can_be_listed(notes):
        wanted, listing = None, list_files(notes)
        if any(problem.path == WHOLE_LIBRARY for problem in listing.problems):
            return replace(known, problems=tuple(listing.problems), site=_digest(site))
    else:
        listing = _found_at(notes, wanted)
    readings: dict[str, Reading | None] = dict.fromkeys(_known_at(known.readings, wanted))
    files: dict[str, int | None] = dict.fromkeys(_known_at(known.files, wanted))
    if gone := readings.keys() - listing.stamps.keys():
        time.sleep(PAUSE * (LOOKS - 1))  # perhaps somebody is putting others in their place
        # To ask for each by its name would find others too, on drives that do not tell capitals apart.
        again = list_files(notes) if wanted is None else _found_at(notes, gone)
        listing.stamps |= {path: stamp for path, stamp in again.stamps.items() if path in gone}
        listing.problems += (each for each in again.problems if each not in listing.problems)
    for path, stamp in listing.stamps.items():
        if not is_document(path):
            files[path] = stamp.size
            continue
        old = known.readings.get(path)
        if old and same_rules and old.stamp == stamp:
            readings[path] = old
            continue
        new = _read(notes, path, old if same_rules else None, site.rules, spool, at_hand)
        if new := new or old:
            readings[path] = new
        if on_read:
            on_read(1)
    problems = dict.fromkeys((*_problems_elsewhere(known, wanted), *listing.problems))
    return State(known.readings.changed(readings), known.files.changed(files), tuple(problems), digest, _digest(site))


def _digest(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()


def unnoticed(notes: Path, known: State, site: Site, step: Callable[[], None]) -> frozenset[str]:
    """The files that are not as they are known, and those that could not be read; "" where it could be any.

    Reads no file. `step` is called for each, a few times.
    """
    listing = list_files(notes, step=step)
    out_of_reach = any(problem.path == WHOLE_LIBRARY for problem in listing.problems)
    same_site = (known.rules, known.site) == (_digest(site.rules), _digest(site))
    if out_of_reach or not same_site or set(listing.problems) != set(known.problems):
        return frozenset({""})
    stamps, found = listing.stamps, set()
    for path, stamp in stamps.items():
        step()
        if is_document(path):
            reading = known.readings.get(path)
            if reading is None or reading.stamp != stamp:
                found.add(path)
        elif known.files.get(path) != stamp.size:
            found.add(path)
    for path in chain(known.readings, known.files):
        step()
        if path not in stamps:
            found.add(path)
    return frozenset(found)


def _known_at(known: PersistentMap[V], paths: set[str] | None) -> list[str]:
    """What is known at these paths and below them; with None all of it."""
    return list(known) if paths is None else [each for path in paths for each in known.at(path)]


def _problems_elsewhere(known: State, paths: set[str] | None) -> list[Problem]:
    if paths is None:
        return []
    folders = tuple(f"{path}/" for path in paths)
    return [each for each in known.problems if each.path not in paths and not each.path.startswith(folders)]


def _found_at(notes: Path, paths: set[str]) -> Listing:
    listing = Listing()
    for path in sorted(paths):
        found = list_file(notes, path)
        listing.stamps |= found.stamps
        listing.problems += found.problems
    return listing


def _read(
    notes: Path,
    path: str,
    old: Reading | None,
    rules: tuple[PathRule, ...],
    spool: Spool,
    at_hand: AtHand | None,
) -> Reading | None:
    """Read one file; None where it is gone again, or still being written and the old reading must do for now."""
    try:
        file = settled(lambda: read_text(notes, path), StillChanging)
    except (FileNotFoundError, StillChanging):
        return None
    except OSError as error:
        new = unreadable(path, reason_of(error))
        return old if old and replace(old, stamp=new.stamp) == new else new
    if old and old.hash == file.hash:
        return replace(old, stamp=file.stamp)
    reading, passages = (at_hand and at_hand(path, file)) or interpret(path, file, rules)
    spool.put(path, file.hash, passages)
    return reading
