"""The ledger: what was read, kept in the index folder, so that a start reads only what has changed since.

A log of lines that only grows, and a small head file that says which log counts and how long it is. The head is swapped
in one step after the log is on disk, so whoever follows sees all of a change or nothing of it, and what a crash left
behind the length is never read. Once half of a log is out of date it is written anew. All of it is derived: where it is
missing, damaged or of another version, every file is read again.
"""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from kb import __version__
from kb.library.persistent import PersistentMap
from kb.library.reading import Reading
from kb.library.records import as_record, as_row, from_record, from_row
from kb.library.writing import write_atomically
from kb.model import Problem

_FORMAT = 7  # to be raised whenever a reading of the same file may come out differently
_VERSION = f"{_FORMAT} {__version__}"
_HEAD = "ledger.json"
_GARBAGE = 100  # lines out of date that never matter

log = logging.getLogger("kb")


@dataclass(frozen=True)
class State:
    """What is known of notes/ at one moment; nobody changes one that others may hold.

    Attributes:
        readings: of every document, by path.
        files: sizes of all other files, by path.
        problems: of files and folders that are no documents.
        rules: a digest of the path rules that the readings were made with.
        site: a digest of all of kb.yml, so that those who follow learn when it changes.
    """

    readings: PersistentMap[Reading] = field(default_factory=PersistentMap)
    files: PersistentMap[int] = field(default_factory=PersistentMap)
    problems: tuple[Problem, ...] = ()
    rules: str = ""
    site: str = ""


class Ledger:
    """Keeps a State in a folder; with None for a folder, or where it cannot be written, it keeps nothing.

    One thread at a time reads or writes; any may ask for the head as it is now.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._log = ""  # its name; "" while nothing of ours is there
        self._length = 0
        self._lines = 0
        self._head: bytes | None = None

    def read(self, known: State) -> State | None:
        """What has been written since the last call, as `known` with all that on top; None where there is nothing."""
        if self._folder is None:
            return None
        for _ in range(3):  # a log may be written anew between the two reads
            try:
                return self._read(self._folder, known)
            except FileNotFoundError as error:
                why: Exception = error
                self._head = None
            except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
                why = error
                break
        log.warning("the record of what was read cannot be used (%s): every file is read again", why)
        self._log = ""
        return None

    @property
    def head(self) -> bytes | None:
        """What the head said when the ledger was last read or written by this process."""
        return self._head

    def head_now(self) -> bytes | None:
        """What it says now: the same, as long as there is nothing to read. None where there is none."""
        try:
            return (self._folder / _HEAD).read_bytes() if self._folder else None
        except OSError:
            return None

    def write(self, before: State, after: State) -> None:
        """Keep `after`, where `before` is what was kept last. A failure costs only time at the next start."""
        if self._folder is None:
            return
        lines = list(_differences(before, after))
        try:
            live = len(after.readings) + len(after.files) + 3
            if self._log and self._lines + len(lines) <= 2 * live + _GARBAGE:
                self._append(self._folder, lines)
            else:
                self._rewrite(self._folder, list(_differences(State(), after)))
        except OSError as error:
            log.warning("the record of what was read cannot be kept: %s", error.strerror or error)
            self._log = ""

    def forget(self) -> None:
        """Write all of it anew the next time, into another file."""
        self._log = ""

    def _read(self, folder: Path, known: State) -> State | None:
        try:
            raw = (folder / _HEAD).read_bytes()
        except FileNotFoundError:
            return None
        if raw == self._head:
            return None
        self._head = raw  # also where it turns out to be damaged: that is said once
        head = orjson.loads(raw)
        if head["version"] != _VERSION:
            raise ValueError("it is of another version")
        same = head["log"] == self._log and head["length"] >= self._length
        start = self._length if same else 0
        lines = _lines_of(folder / str(head["log"]), start, head["length"])
        state = _apply(known if same else State(), lines)
        self._log, self._length = head["log"], head["length"]
        self._lines = len(lines) + (self._lines if same else 0)
        return state

    def _append(self, folder: Path, lines: list[bytes]) -> None:
        if lines:
            self._put(folder, self._log, self._length, lines)
            self._lines += len(lines)

    def _rewrite(self, folder: Path, lines: list[bytes]) -> None:
        name = f"ledger-{secrets.token_hex(6)}.jsonl"
        self._put(folder, name, 0, lines)
        self._lines = len(lines)
        for old in folder.glob("ledger-*.jsonl"):
            if old.name != name:
                with contextlib.suppress(OSError):
                    old.unlink()

    def _put(self, folder: Path, name: str, start: int, lines: list[bytes]) -> None:
        data = b"".join(line + b"\n" for line in lines)
        descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o666)
        with os.fdopen(descriptor, "wb") as file:
            file.truncate(start)
            file.seek(start)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        head = orjson.dumps({"version": _VERSION, "log": name, "length": start + len(data)})
        write_atomically(folder / _HEAD, head)
        self._log, self._length, self._head = name, start + len(data), head


def _lines_of(path: Path, start: int, end: int) -> list[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        data = file.read(end - start)
    if len(data) != end - start or (data and not data.endswith(b"\n")):
        raise ValueError("it is shorter than it should be")
    return data.split(b"\n")[:-1]


def _differences(before: State, after: State) -> Iterable[bytes]:
    """The lines that turn one state into the other: a letter that says what is meant, and values."""
    for path in after.readings.differing(before.readings):
        reading = after.readings.get(path)
        yield orjson.dumps(["d", as_record(reading)] if reading else ["D", path])
    for path in after.files.differing(before.files):
        if path not in after.files:
            yield orjson.dumps(["F", path])
        elif before.files.get(path) != after.files[path]:
            yield orjson.dumps(["f", path, after.files[path]])
    if before.problems != after.problems:
        yield orjson.dumps(["p", [as_row(problem) for problem in after.problems]])
    if before.rules != after.rules:
        yield orjson.dumps(["r", after.rules])
    if before.site != after.site:
        yield orjson.dumps(["s", after.site])


def _apply(state: State, lines: Iterable[bytes]) -> State:
    readings: dict[str, Reading | None] = {}
    files: dict[str, int | None] = {}
    problems, rules, site = state.problems, state.rules, state.site
    for line in lines:
        what, *values = orjson.loads(line)
        match what:
            case "d":
                reading = from_record(values[0])
                readings[reading.path] = reading
            case "D":
                readings[values[0]] = None
            case "f":
                files[values[0]] = values[1]
            case "F":
                files[values[0]] = None
            case "p":
                problems = tuple(from_row(row) for row in values[0])
            case "r":
                rules = values[0]
            case "s":
                site = values[0]
            case _:
                raise ValueError(f"it has a line of an unknown kind, {what}")
    return State(state.readings.changed(readings), state.files.changed(files), problems, rules, site)
