"""Bring index and catalog in step with the folder.

The one way changes come in, whoever made them: an editor, a synchronising program, `git pull`, an import. First the
index takes in what changed, then the catalog's record says so: after a crash between the two the record is behind, and
the next run does the same work again.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from filelock import FileLock, Timeout

from kb.access import audience_of, audiences_of
from kb.files import Texts, clear_renderings
from kb.library import Catalog, Changes, Library
from kb.library.files import WHOLE_LIBRARY
from kb.model import VISITOR
from kb.search import Entry, Index, IndexUnusable, Query
from kb.usecases.in_step.reading_files import FileReader

if TYPE_CHECKING:  # what it needs is much, and a search from the shell does without
    from kb.usecases.in_step.recording import Recorder

BATCH = 300
"""Documents that are put into the history with one commit, where many are not in it yet; more of them where there would
be more than BATCHES: each is a pack of its own, and a history of too many packs is written anew as a whole."""

BATCHES = 30

CERTAIN = 3600.0
"""Seconds for which a history that was compared with the whole library, and was written without trouble since, is not
compared again: of a large library that takes longer than all else there is to do."""

QUICKLY = 1_000
"""Rows of the index that are put together in about a second."""

PATIENCE = 30.0
"""Seconds that somebody who writes waits for others, before they are told that it cannot be done just now: whatever
hangs, a server whose threads all wait for it would answer nobody."""

SETTLING = 0.03
"""Seconds between a change that somebody else made being found and its being recorded: those who read take it over
first, and do not share the interpreter with what can wait."""

log = logging.getLogger("kb")


class Progress(Protocol):
    """Told how much there is to do, and how much of it is done."""

    def begin(self, total: int) -> None: ...

    def advance(self, count: int) -> None: ...

    def end(self) -> None: ...


@dataclass(frozen=True)
class Refreshed:
    """What a run did: documents put into the index, documents taken out, whether it was made anew."""

    put: int
    removed: int
    rebuilt: bool = False


class Refresher:
    """Refreshes one library, one run at a time: among threads, and by a lock in `folder` among processes.

    With a `recorder` what changes is kept in the history: what we write ourselves before it is found, so that whoever
    saved has a version of it; what others write after it, as they wait for nothing else. A run that was killed between
    the two is made up for by the next `record`.
    """

    def __init__(self, library: Library, index: Index, folder: Path | None, recorder: Recorder | None = None) -> None:
        self._library = library
        self._index = index
        self._recorder = recorder
        self.files = FileReader(library, Texts(folder))
        self._unread: dict[str, list[str]] | None = None
        self._unrecorded: list[str] | None = None
        self._kept_as: Catalog | None = None
        self._compared_at = 0.0
        self._batch = BATCH
        self._trouble: str | None = None
        self.folder = folder
        self._running = threading.Lock()
        self._lock = FileLock(folder / "refresh.lock") if folder else None

    def everything(self, progress: Progress | None = None, *, thorough: bool = False) -> Refreshed:
        """Compare the whole folder with the record and the index, and take in what differs.

        `thorough`: an index that is not as it was written is made anew, even where no read has failed on it.
        """
        with self._alone():
            self._library.follow()
            unfinished = self._unfinished()
            changes = self._read(progress)
            if unfinished and self._recorder:
                self._recorder.record(changes.catalog, unfinished)
            wanted = frozenset(document.path for document in changes.catalog.every())
            try:
                indexed = self._index.paths()
                if thorough:
                    self._index.verify()
            except IndexUnusable as why:
                log.info("The index is made from the notes: %s.", why)
                return self._rebuilt(changes, progress)
            put = sorted(set(changes.put) | (wanted - indexed))
            remove = sorted(set(changes.remove) | (indexed - wanted))
            with _shown(progress, len(put)):
                return self._updated(changes, put, remove, progress)

    def paths(self, paths: frozenset[str]) -> Refreshed:
        """Take in what changed at these paths below notes/ (files or folders)."""
        with self._alone():
            self._library.follow()
            changes = self._library.changes(paths | self._unfinished())
            self._look_at(changes)
            with self._keeping():
                try:
                    done = self._updated(changes, changes.put, changes.remove)
                    time.sleep(SETTLING)
                    return done
                finally:
                    self._record(changes)

    def after(self, write: Callable[[], frozenset[str]]) -> Refreshed:
        """Write into the folder while nothing else of ours does, and take in what changed at the paths it returns.

        `write` starts from what is known now, whoever made it known. What it raises is passed on, and nothing is taken
        in. Where the index cannot be written the change holds once it can: the keeper says so, and tries again. Raises
        OSError where others write all the while; then `write` was not called.
        """
        with self._alone(PATIENCE):
            self._library.follow()
            if self._recorder and (unfinished := self._recorder.finish()):  # nothing else is written before
                self._take_in(unfinished)
            return self._take_in(write())

    def erasing(self, erase: Callable[[], frozenset[str]]) -> None:
        """Take something out of the folder with `erase`, which gives the paths, and keep nothing of what was there.

        It is not recorded; index and record are made anew, as files that only grow would still hold it. Raises OSError.
        """
        with self._alone():
            self._library.follow()
            changes = self._library.changes(erase())
            self._library.forget()
            self._rebuilt(changes, None)
            self.files.forget(changes.catalog)
            if self.folder:
                clear_renderings(self.folder)

    def rebuild(self, progress: Progress | None = None) -> Refreshed:
        """Make the index anew from the folder; searches go on meanwhile on the old one."""
        with self._alone():
            self._library.follow()
            return self._rebuilt(self._read(progress), progress)

    def verify(self) -> None:
        """Raises IndexUnusable where the index is not as it was written."""
        self._index.verify()

    def merge(self) -> None:
        """Put together what many small changes left apart in the index, where whoever saves meanwhile waits a moment
        at most."""
        with self._alone():
            self._index.merge(QUICKLY)

    def tidy(self) -> None:
        """The same with all there is in index and history: it may take some seconds, and whoever saves waits."""
        with self._alone():
            self._index.merge()
            if self._recorder and self._recorder.tidy():
                self._kept_as = None

    def warm(self) -> None:
        """Read the index once: the next search is quick."""
        self._index.search(Query(text="the first search is not somebody's"), audiences_of(VISITOR))

    def record(self, progress: Progress | None = None) -> bool:
        """Keep in the history what is not there yet, a few hundred documents at a time. True where more are left.

        So a large library has its history soon after its first start, and who saves meanwhile does not wait.
        """
        if self._recorder is None:
            return False
        with self._alone():
            self._library.follow()
            if self._unrecorded is None:
                if self._kept_as is self._library.catalog and time.monotonic() - self._compared_at < CERTAIN:
                    return False
                self._unrecorded = self._recorder.behind(self._library.catalog)
                if self._unrecorded is None:
                    return False
                self._kept_as, self._compared_at = self._library.catalog, time.monotonic()
                self._batch = max(BATCH, -(-len(self._unrecorded) // BATCHES))
                if progress:
                    progress.begin(len(self._unrecorded))
            now, left = self._unrecorded[: self._batch], self._unrecorded[self._batch :]
            with self._keeping():
                self._recorder.record(self._library.catalog, now)
            self._unrecorded = left or None
        if progress:
            progress.advance(len(now))
            if not left:
                progress.end()
        return bool(left)

    def read_files(self, progress: Progress | None = None) -> bool:
        """Make the text of attached files found that was not read yet, some files at a time. True where more are left.

        It takes seconds for each, so who saves meanwhile does not wait for it.
        """
        if self._unread is None:
            self._library.follow()
            self._unread = self.files.unread(self._library.catalog)
            if progress:
                progress.begin(len(self._unread))
        done, left = self.files.read(list(self._unread))
        documents = {document for path in done for document in self._unread[path]}
        if done:
            with self._alone():
                self._library.follow()
                changes = self._library.changes(documents)
                self._look_at(changes)
                there = {path for path in documents if changes.catalog.by_path(path)}
                with self._keeping():
                    self._record(changes)
                    self._updated(changes, sorted(there | set(changes.put)), changes.remove)
                self.files.found(done)
        if progress:
            progress.advance(len(done))
        self._unread = {path: self._unread[path] for path in left} or None
        if done or left:  # what came meanwhile is looked for once all that was known of is read
            return True
        self.files.forget(self._library.catalog)
        if progress:
            progress.end()
        return False

    def in_step(self) -> bool:
        """Does this process's catalog cover every file of the folder, as it is now? Reads no file."""
        self._library.follow()
        return self._library.is_current()

    def unnoticed(self, step: Callable[[], None] = lambda: None) -> frozenset[str]:
        """Paths to be looked at with `paths`, as nobody told that they have changed; reads no file, and none waits.

        `step` is called for each file, a few times.
        """
        self._library.follow()
        return self._library.unnoticed(step)

    @property
    def trouble(self) -> str | None:
        """A sentence where notes/ itself could not be read the last time; what was known of it still holds."""
        return self._trouble

    def _read(self, progress: Progress | None) -> Changes:
        with _shown(progress, 0):
            changes = self._library.changes(on_read=_advance(progress))
        self._look_at(changes)
        return changes

    def _look_at(self, changes: Changes) -> None:
        whole = next((problem for problem in changes.state.problems if problem.path == WHOLE_LIBRARY), None)
        trouble = f"The notes folder is out of reach just now. {whole.message}" if whole else None
        if trouble and trouble != self._trouble:
            log.warning("%s", trouble)
        self._trouble = trouble

    def _take_in(self, paths: frozenset[str]) -> Refreshed:
        changes = self._library.changes(paths)
        self._look_at(changes)
        with self._keeping():
            self._record(changes)
            try:
                return self._updated(changes, changes.put, changes.remove)
            except OSError as error:
                log.error("What was written is not found yet: the index cannot be written (%s).", error.strerror)
                return Refreshed(0, 0)

    def _unfinished(self) -> frozenset[str]:
        """Finish what a process that was killed has begun; where that cannot be, what is there is taken in anyway."""
        try:
            return self._recorder.finish() if self._recorder else frozenset()
        except OSError as error:
            log.error("A move that was broken off cannot be finished yet (%s).", error.strerror)
            return frozenset()

    def _record(self, changes: Changes) -> None:
        if self._recorder and (paths := (*changes.put, *changes.remove)):
            self._recorder.record(changes.catalog, paths)

    @contextlib.contextmanager
    def _keeping(self) -> Iterator[None]:
        """What is taken in meanwhile is recorded too: a history that had all of it before has all of it after."""
        kept = self._kept_as is self._library.catalog
        yield
        complete = self._recorder is not None and self._recorder.complete
        self._kept_as = self._library.catalog if kept and complete else None

    def _updated(
        self, changes: Changes, put: Sequence[str], remove: Sequence[str], progress: Progress | None = None
    ) -> Refreshed:
        try:
            if put or remove:
                self._index.update(self._entries(changes.catalog, put), remove, _advance(progress))
        except Exception as why:
            if isinstance(why, OSError) and not isinstance(why, FileNotFoundError):
                raise  # a full disk is no damage, and more writing would not help
            log.warning("The index is damaged (%s), so it is made anew from the notes.", why)
            return self._rebuilt(changes, progress)
        self._library.accept(changes)
        return Refreshed(len(put), len(remove))

    def _rebuilt(self, changes: Changes, progress: Progress | None) -> Refreshed:
        paths = [document.path for document in changes.catalog.every()]
        with _shown(progress, len(paths)):
            self._index.rebuild(self._entries(changes.catalog, paths), _advance(progress))
        self._library.accept(changes)
        return Refreshed(len(paths), 0, rebuilt=True)

    def _entries(self, catalog: Catalog, paths: Iterable[str]) -> Iterator[Entry]:
        for path in paths:
            document = catalog.by_path(path)
            if document is not None:
                passages = (*self._library.passages(document), *self.files.passages(document))
                yield Entry(document, audience_of(document), passages)

    @contextlib.contextmanager
    def _alone(self, patience: float = -1) -> Iterator[None]:
        """Raises TimeoutError after `patience` seconds; below zero there is no end to it."""
        if not self._running.acquire(timeout=patience):
            raise _busy()
        with contextlib.ExitStack() as held:
            held.callback(self._running.release)
            if self._lock:
                try:
                    held.enter_context(self._lock.acquire(timeout=patience))
                except Timeout:
                    raise _busy() from None
            yield


def _busy() -> OSError:
    return TimeoutError(errno.ETIMEDOUT, "others are being written all the while")


def _advance(progress: Progress | None) -> Callable[[int], None] | None:
    return progress.advance if progress else None


@contextlib.contextmanager
def _shown(progress: Progress | None, total: int) -> Iterator[None]:
    if progress is None:
        yield
        return
    progress.begin(total)
    try:
        yield
    finally:
        progress.end()
