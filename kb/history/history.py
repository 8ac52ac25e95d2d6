"""The history of a library: what is kept of each change, and what can be asked of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from kb.history.intents import Intent, Intents, Step
from kb.history.mending import mend
from kb.history.packing import pack
from kb.history.places import REGISTER, clear
from kb.history.records import FROM_OUTSIDE, HASH, Line, Revision, hash_of, message, moves_in, parts
from kb.history.register import Register
from kb.history.repository import Repository, blob_name
from kb.history.rewriting import Erasure, Rewriting

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
class Together:
    """What was changed in one go, whoever may read which of it.

    Attributes:
        moves: files and folders that changed their place, each from where to where.
        before: for each path what the file there said before; None where there was none.
        after: for each path the hash of what it said then; None where it was gone.
    """

    moves: tuple[tuple[str, str], ...]
    before: dict[str, bytes | None]
    after: dict[str, str | None]


class History:
    """The history kept in `folder`. One process at a time records; any number read.

    A save tells what it is going to write with `begin`. Whatever happens then, the next `record` of just this text
    gives it its author: also after a crash between the two.
    """

    def __init__(self, folder: Path, clock: Clock = time.time) -> None:
        self._folder = folder
        self._repository = Repository(folder)
        self._register = Register(folder / REGISTER, self._repository)
        self._intents = Intents(folder / "kb-saving.json")
        self._clock = clock
        self._recording = threading.Lock()

    @property
    def exists(self) -> bool:
        """Has anything been kept yet? Raises HistoryUnusable."""
        try:
            return self._repository.head is not None
        except Exception as error:  # whatever is wrong with a repository, dulwich says in many ways
            raise HistoryUnusable(f"{type(error).__name__}: {error}") from error

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
        self._intents.tell(Intent({path: hash_of(content) if content is not None else None}, by, why))

    @contextmanager
    def telling(self, path: str, content: bytes | None, by: int, why: str) -> Iterator[None]:
        """`begin`, and `forget` it where what is done within fails. Raises what `begin` raises."""
        self.begin(path, content, by, why)
        try:
            yield
        except BaseException:
            self.forget()
            raise

    def begin_several(
        self,
        moves: Sequence[tuple[str, str]],
        writes: Iterable[tuple[str, str, bytes | None]],
        by: int | None,
        why: str,
        also: Mapping[str, str | None],
    ) -> None:
        """The same for what takes several steps: files and folders that change their place, then files that are
        written there (path, hash of what it says before or "" for nothing, content). A crash leaves it `unfinished`.

        `also`: from the paths of other documents that change by it to the hashes of what they will hold.
        """
        writes = tuple(writes)
        try:
            self._repository.keep_all([content for _, _, content in writes if content is not None])
        except OSError:
            raise
        except Exception as error:
            raise HistoryUnusable(f"{type(error).__name__}: {error}") from error
        steps = [Step(path, before, None if c is None else blob_name(c)) for path, before, c in writes]
        files = dict(also) | {path: None if content is None else hash_of(content) for path, _, content in writes}
        self._intents.tell(Intent(files, by, why, tuple(moves), tuple(steps)))

    def unfinished(self) -> Intent | None:
        """What was begun, takes several steps, and is not recorded yet."""
        intent = self._intents.told()
        return intent if intent and intent.several else None

    def kept(self, blob: str) -> bytes:
        """What is kept under the name that a step gives. Raises HistoryUnusable."""
        return self._read(blob)

    def forget(self) -> None:
        """What was begun will not be written."""
        self._intents.forget()

    def record(self, changes: Iterable[Change]) -> int:
        """Keep what differs from what was recorded last; gives how many documents that is. Raises OSError."""
        with self._recording:
            self._register.catch_up()
            changes = tuple(changes)
            latest = self._register.latest_at(each.path for each in changes)
            new = [each for each in changes if _differs(each, latest.get(each.path))]
            intent = self._intents.told()
            own = [each for each in new if intent and _is_meant(each, intent)]
            if intent and own:
                self._commit(own, latest, intent.by, intent.why, intent.moves)
                self._register.catch_up()
            if intent and (own or (intent.several and any(_is_meant(each, intent) for each in changes))):
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
        """Documents that were taken away and not brought back, newest first. Raises HistoryUnusable."""
        try:
            return self._register.gone(limit)
        except OSError as error:
            raise HistoryUnusable(str(error)) from error

    def changed_since(self, at: int) -> dict[str, int]:
        """The documents of which a version is from this second on, or of a file of theirs, by id, each with the last
        such time. Raises HistoryUnusable."""
        try:
            return dict(self._register.changed_since(at))
        except OSError as error:
            raise HistoryUnusable(str(error)) from error

    def groups_made(self) -> dict[str, int]:
        """When each group was made last, of those made with a form: what was before under its slug is not its own.
        Raises HistoryUnusable."""
        try:
            return self._register.made()
        except OSError as error:
            raise HistoryUnusable(str(error)) from error

    def first_readable(self, documents: Sequence[str] | None = None) -> list[tuple[str, str, int]]:
        """When each document, or each of these, was there first for each audience that it ever had: `(id, audience,
        seconds since 1970)`. Raises HistoryUnusable."""
        try:
            return self._register.first_readable(documents)
        except OSError as error:
            raise HistoryUnusable(str(error)) from error

    def content(self, revision: Revision) -> bytes:
        """The whole file as it was. Raises HistoryUnusable."""
        return self._read(revision.blob)

    def together(self, revision: Revision) -> Together | None:
        """What was moved and written in one go with this version; None where nothing was moved. Raises
        HistoryUnusable."""
        try:
            told = self._repository.told(revision.commit)
            moves = moves_in(told.message)
            if not moves:
                return None
            lines = parts(told.message)[1]
            before = self._repository.held(told.parent, [each.path for each in lines])
        except Exception as error:
            raise HistoryUnusable(f"{type(error).__name__}: {error}") from error
        return Together(tuple(moves), before, {each.path: None if each.gone else each.hash for each in lines})

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
        if self._repository.head is not None:
            pack(self._folder)

    def mend(self) -> str:
        """Go on from what is good of a damaged history; gives what had to be done, "" for nothing. For whoever holds
        the lock of the library. Raises OSError."""
        done = mend(self._folder)
        if done:
            self.close()
        return done

    def close(self) -> None:
        self._register.close()
        self._repository.close()

    def _read(self, blob: str) -> bytes:
        try:
            return self._repository.read(blob)
        except Exception as error:  # whatever is wrong with a repository, dulwich says in many ways
            raise HistoryUnusable(f"{type(error).__name__}: {error}") from error

    def _commit(
        self,
        changes: Sequence[Change],
        latest: dict[str, Revision],
        by: int | None,
        why: str,
        moves: Sequence[tuple[str, str]] = (),
    ) -> None:
        changes = sorted(changes, key=lambda each: each.content is not None)  # what is moved goes before it comes
        lines = [_line(each, latest.get(each.path)) for each in changes]
        files = {each.path: each.content for each in changes}
        self._repository.commit(files, by, message(why, lines, moves), int(self._clock()))


def _differs(change: Change, last: Revision | None) -> bool:
    if change.content is None or last is None:
        return (change.content is None) != (last is None)
    return (change.document, change.audience, change.hash[:HASH]) != (last.document, last.audience, last.hash)


def _is_meant(change: Change, intent: Intent) -> bool:
    return intent.files.get(change.path, "") == (change.hash if change.content is not None else None)


def _line(change: Change, last: Revision | None) -> Line:
    if change.content is not None:
        digest, blob = change.hash[:HASH], blob_name(change.content)
        line = Line(change.document, change.audience, digest, blob, change.path)
        return replace(line, attached=change.attached, group=change.group, ruled=change.ruled)
    assert last is not None
    line = Line(last.document, last.audience, last.hash, last.blob, last.path, gone=True)
    return replace(line, attached=change.attached, group=last.group, ruled=last.ruled)
