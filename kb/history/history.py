"""The history of a library: what is kept of each change, and what can be asked of it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from kb.history.records import FROM_OUTSIDE, HASH, Line, Revision, hash_of, message
from kb.history.register import Register
from kb.history.repository import Repository, blob_name
from kb.history.rewriting import Erasure, Rewriting, clear
from kb.library import write_atomically

_RENAMED_WITHIN = 10  # seconds between a file that went and the one it became

Clock = Callable[[], float]


class HistoryUnusable(Exception):
    """The history cannot be read just now."""


@dataclass(frozen=True)
class Change:
    """What a document says from now on, or that it is gone (`content` None, `hash` of what it said last); with
    `attached` the same of a file, whose `document` is the one it is attached to.

    Attributes:
        audience: for whom it is now; where it is gone, for whom it was.
        hash: of the file, SHA-256 in hexadecimal.
        group: that it is in, "" for none. ruled: it is under the Chatham House Rule.
    """

    path: str
    document: str
    audience: str
    hash: str
    content: bytes | None
    attached: bool = False
    group: str = ""
    ruled: bool = False


@dataclass(frozen=True)
class _Intent:
    path: str
    hash: str | None
    by: int
    why: str


class History:
    """The history kept in `folder`. One process at a time records; any number read.

    A save tells what it is going to write with `begin`. Whatever happens then, the next `record` of just this text
    gives it its author: also after a crash between the two.
    """

    def __init__(self, folder: Path, clock: Clock = time.time) -> None:
        self._folder = folder
        self._repository = Repository(folder)
        self._register = Register(folder / Register.NAME, self._repository)
        self._intent = folder / "kb-saving.json"
        self._clock = clock
        self._recording = threading.Lock()

    @property
    def exists(self) -> bool:
        """Has anything been kept yet?"""
        return self._repository.head is not None

    def begin(self, path: str, content: bytes | None, by: int, why: str) -> None:
        """Say who is going to write this (or with None take the file away), and why. Raises OSError and
        HistoryUnusable: then do not."""
        try:
            if content is not None:
                self._repository.keep(content)
            else:
                self._repository.make()
        except OSError:
            raise
        except Exception as error:  # whatever is wrong with a repository, dulwich says in many ways
            raise HistoryUnusable(f"{type(error).__name__}: {error}") from error
        intent = {"path": path, "hash": hash_of(content) if content is not None else None, "by": by, "why": why}
        write_atomically(self._intent, json.dumps(intent).encode())

    def forget(self) -> None:
        """What was begun will not be written."""
        with suppress(FileNotFoundError):
            self._intent.unlink()

    def record(self, changes: Iterable[Change]) -> int:
        """Keep what differs from what was recorded last; gives how many documents that is. Raises OSError."""
        with self._recording:
            self._register.catch_up()
            changes = tuple(changes)
            latest = self._register.latest_at(each.path for each in changes)
            new = [each for each in changes if _differs(each, latest.get(each.path))]
            intent = self._read_intent()
            own = [each for each in new if intent and _is_meant(each, intent)]
            if intent and own:
                self._commit(own, latest, intent.by, intent.why)
                self._register.catch_up()
                self.forget()
            if others := [each for each in new if each not in own]:
                self._commit(others, latest, None, FROM_OUTSIDE)
                self._register.catch_up()
            return len(new)

    def latest(self) -> dict[str, Revision]:
        """What was recorded last for each path that is not gone, whoever may read it."""
        with self._recording:
            self._register.catch_up()
            return self._register.latest()

    def revisions(self, documents: Sequence[str]) -> list[Revision]:
        """All versions of a document by its ids, newest first. Raises HistoryUnusable."""
        try:
            return self._register.of_documents(documents)
        except OSError as error:
            raise HistoryUnusable(str(error)) from error

    def files(self, documents: Sequence[str]) -> list[Revision]:
        """All kept versions of the files attached to a document, by its ids, newest first; each says the `path` it had.

        The name of one is found nowhere else among them. Raises HistoryUnusable.
        """
        try:
            return self._register.of_files(documents)
        except OSError as error:
            raise HistoryUnusable(str(error)) from error

    def gone(self, limit: int = 500) -> list[Revision]:
        """Documents that were taken away, newest first, also those that are back. Raises HistoryUnusable."""
        try:
            return self._register.gone(limit)
        except OSError as error:
            raise HistoryUnusable(str(error)) from error

    def since(self, at: int) -> list[Revision]:
        """All versions from this second on, oldest first, also of what is gone. Raises HistoryUnusable."""
        try:
            return self._register.since(at)
        except OSError as error:
            raise HistoryUnusable(str(error)) from error

    def groups_made(self) -> dict[str, int]:
        """When each group was made last, of those made with a form: what was before under its slug is not its own.
        Raises HistoryUnusable."""
        try:
            return self._register.made()
        except OSError as error:
            raise HistoryUnusable(str(error)) from error

    def first_readable(self) -> list[tuple[str, str, int]]:
        """When each document was there first for each audience that it ever had: `(id, audience, seconds since 1970)`.
        Raises HistoryUnusable."""
        try:
            return self._register.first_readable()
        except OSError as error:
            raise HistoryUnusable(str(error)) from error

    def content(self, revision: Revision) -> bytes:
        """The whole file as it was. Raises HistoryUnusable."""
        try:
            return self._repository.read(revision.blob)
        except Exception as error:  # whatever is wrong with a repository, dulwich says in many ways
            raise HistoryUnusable(f"{type(error).__name__}: {error}") from error

    def with_hash(self, documents: Sequence[str], digest: str) -> bytes | None:
        """What a document said when it had this hash; None where that was not kept."""
        with suppress(HistoryUnusable):
            for each in self.revisions(documents):
                if each.hash == digest[:HASH] and len(digest) >= HASH:
                    return self.content(each)
        return None

    def renamed_to(self, versions: Sequence[Revision]) -> set[str]:
        """The ids of documents that went away just when one of these versions came with the same words: their files
        were renamed before they had an id of their own. Raises HistoryUnusable."""
        came: dict[str, list[int]] = {}
        for each in versions:
            came.setdefault(each.blob, []).append(each.at)
        return {
            each.document
            for each in self.gone(-1)
            if any(abs(each.at - at) <= _RENAMED_WITHIN for at in came.get(each.blob, ()))
        }

    def rewriting(self, erasure: Erasure) -> Rewriting:
        """Begin to make the history anew without something. Raises HistoryUnusable."""
        try:
            return Rewriting(self._folder, erasure)
        except Exception as error:  # whatever is wrong with a repository, dulwich says in many ways
            raise HistoryUnusable(f"{type(error).__name__}: {error}") from error

    def tidy(self) -> None:
        """Put together what many small commits left apart. For whoever holds the lock of the library."""
        clear(self._folder)
        self._repository.tidy()

    def close(self) -> None:
        self._register.close()
        self._repository.close()

    def _commit(self, changes: Sequence[Change], latest: dict[str, Revision], by: int | None, why: str) -> None:
        lines = [_line(each, latest.get(each.path)) for each in changes]
        files = {each.path: each.content for each in changes}
        self._repository.commit(files, by, message(why, lines), int(self._clock()))

    def _read_intent(self) -> _Intent | None:
        try:
            told = json.loads(self._intent.read_bytes())
            return _Intent(str(told["path"]), told["hash"], int(told["by"]), str(told["why"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None


def _differs(change: Change, last: Revision | None) -> bool:
    if change.content is None or last is None:
        return (change.content is None) != (last is None)
    return (change.document, change.audience, change.hash[:HASH]) != (last.document, last.audience, last.hash)


def _is_meant(change: Change, intent: _Intent) -> bool:
    return change.path == intent.path and intent.hash == (change.hash if change.content is not None else None)


def _line(change: Change, last: Revision | None) -> Line:
    if change.content is not None:
        digest, blob = change.hash[:HASH], blob_name(change.content)
        line = Line(change.document, change.audience, digest, blob, change.path)
        return replace(line, attached=change.attached, group=change.group, ruled=change.ruled)
    assert last is not None
    line = Line(last.document, last.audience, last.hash, last.blob, last.path, gone=True)
    return replace(line, attached=change.attached, group=last.group, ruled=last.ruled)
