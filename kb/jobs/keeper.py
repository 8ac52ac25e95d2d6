"""Keeps the index in step with the folder while a server runs."""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

from kb.jobs.progress import Progress
from kb.jobs.rest import Rest
from kb.search import IndexUnusable

BREATH = 0.02
"""Seconds between two batches of the history: whoever waits to write comes first."""

QUIET = 3.0
"""Seconds without a change until what small changes left apart is put together: whoever is writing does not wait."""

LULL = 10.0
"""Seconds without a change until all is tidied up, which may take as long;"""

OVERDUE = 600.0
"""and after so many seconds it is done where there is no end to the changes."""

FULL_SCAN_EVERY = 60.0
"""Seconds between scans of the whole folder: what the watcher missed (a network drive, an overflow) is found then."""

COMPARE_EVERY = 3600.0
"""Seconds between comparisons of folder, record and index, which nothing should ever find out of step."""

RETRY_EVERY = 5.0
"""Seconds until what failed is tried again."""

FOLLOW_EVERY = 0.5
"""Seconds between looks of a process that only follows."""

_CANNOT_WRITE = (
    "The index cannot be written ({}), so what changed in the notes is not found yet. "
    "It is tried again every few seconds."
)

log = logging.getLogger("kb")


class Refresh(Protocol):
    """What brings index and catalog up to date; kb.usecases.in_step.refresh.Refresher."""

    def everything(self, progress: Progress | None = None) -> object: ...

    def paths(self, paths: frozenset[str]) -> object: ...

    def rebuild(self) -> object:
        """Make the index anew, whatever it is like."""

    @property
    def trouble(self) -> str | None:
        """A sentence where the folder cannot be read just now."""

    def verify(self) -> object:
        """Look whether the index is as it was written."""

    def merge(self) -> object:
        """Put together what small changes left apart in the index."""

    def tidy(self) -> object:
        """Tidy up what is kept, at a time when nobody waits."""

    def warm(self) -> object:
        """Read what searches need once, so that the first one does not wait for it."""

    def record(self, progress: Progress | None = None) -> bool:
        """Keep some of what is not in the history yet. True where more is left."""

    def read_files(self, progress: Progress | None = None) -> bool:
        """Read some of the attached files that were not read yet. True where more are left."""

    def unnoticed(self, step: Callable[[], None]) -> frozenset[str]:
        """Paths that have changed, although nobody told; others write meanwhile. `step` is called again and again."""

    def in_step(self) -> bool:
        """Does the catalog of this process cover every file of the folder, as it is now?"""


Watch = Callable[[Path, Callable[[frozenset[str]], None], threading.Event], None]
"""Calls back with paths below the folder that changed, until the event is set; kb.library.watch."""


class Keeper:
    """Runs the upkeep in a thread of its own, and knows how far the first run is.

    `lock` names the file that only the process which keeps the index holds; None where there is nothing to share, as
    with an index in memory. `notice` is a sentence for the pages that holds as long as the server runs, or None.
    `settle` is called once all that stays is in memory, and again where it has been made anew.
    """

    def __init__(
        self,
        refresh: Refresh,
        watch: Watch,
        notes: Path,
        lock: Path | None,
        notice: str | None,
        settle: Callable[[], object] | None = None,
    ) -> None:
        self._notice = notice
        self._settle = settle
        self._trouble: str | None = None
        self._refresh = refresh
        self._watch = watch
        self._notes = notes
        self._lock = FileLock(lock) if lock else None
        self._progress = Progress("Indexing")
        self._ready = threading.Event()
        self._damaged = threading.Event()
        self._stopping = threading.Event()
        self._changed: queue.SimpleQueue[frozenset[str]] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)

    @property
    def ready(self) -> bool:
        return self._ready.is_set()

    @property
    def done(self) -> int:
        return self._progress.done

    @property
    def total(self) -> int:
        return self._progress.total

    @property
    def notice(self) -> str | None:
        """What the pages should say: of what is wrong just now, else of what holds as long as the server runs."""
        return self._trouble or self._refresh.trouble or self._notice

    def start(self, patience: float) -> None:
        """Begin, and wait at most `patience` seconds for the first run to be done."""
        self._thread.start()
        self._ready.wait(patience)

    def mend(self) -> None:
        """Make the index anew soon: a reader met one that cannot be used."""
        self._ready.clear()
        self._damaged.set()
        self._changed.put(frozenset())

    def stop(self) -> None:
        self._stopping.set()
        self._changed.put(frozenset())
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def _run(self) -> None:
        while not self._stopping.is_set():
            if self._becomes_keeper():
                try:
                    self._keep()
                finally:
                    if self._lock:
                        self._lock.release()
            elif self._damaged.is_set():
                self._rebuild()
            elif not self._ready.is_set() and self._carefully(self._refresh.in_step):
                self._ready.set()
                self._warm()
            self._stopping.wait(FOLLOW_EVERY)

    def _becomes_keeper(self) -> bool:
        if self._lock is None:
            return True
        try:
            self._lock.acquire(blocking=False)
        except (Timeout, OSError):
            return False
        return True

    def _keep(self) -> None:
        watcher = threading.Thread(target=self._watching, name="watcher", daemon=True)
        watcher.start()
        behind = not self._carefully(lambda: self._refresh.everything(self._progress))
        scanner = threading.Thread(target=self._scanning, name="scanner", daemon=True)
        scanner.start()
        checked = compared = tidied = time.monotonic()
        untidy = unrecorded = unverified = unread = True
        apart = warm = False
        changed = float("-inf")
        recording, reading = Progress("Keeping the history"), Progress("Reading attached files")
        while not self._stopping.is_set():
            if not (behind or self._damaged.is_set()):
                self._ready.set()
                now = time.monotonic()
                if untidy and (now - changed > LULL or now - tidied > OVERDUE):
                    untidy, tidied = False, now  # what fails is tried again when all is looked at the next time
                    self._carefully(self._refresh.tidy)
                if not warm:
                    warm = True
                    self._warm()
                if unverified:
                    unverified = not self._carefully(self._refresh.verify)
                if unrecorded:
                    unrecorded = self._carefully(partial(self._refresh.record, recording))
                if unread:
                    unread = self._carefully(partial(self._refresh.read_files, reading))
            more = unrecorded or unread
            wait = RETRY_EVERY if behind else BREATH if more else QUIET if apart or untidy else FULL_SCAN_EVERY
            paths = self._next_changes(wait)
            if self._damaged.is_set():
                behind = not self._rebuild()
                warm = False
            elif behind or time.monotonic() - compared > COMPARE_EVERY:
                behind = not self._carefully(self._refresh.everything)
                compared = time.monotonic()
                unread = True
            elif paths:
                behind = not self._carefully(partial(self._refresh.paths, paths))
                unread = apart = True
                changed = time.monotonic()
            elif apart and not more:
                apart = False  # what fails or is too much comes with the next tidying
                self._carefully(self._refresh.merge)
            if time.monotonic() - checked > FULL_SCAN_EVERY:
                untidy = unrecorded = unread = True
                checked = time.monotonic()
        watcher.join(timeout=5)
        scanner.join(timeout=5)

    def _warm(self) -> None:
        if not self._carefully(self._refresh.warm):
            self._say(None)  # the next search meets the same, and is told
        if self._settle:
            self._settle()

    def _rebuild(self) -> bool:
        done = self._carefully(self._refresh.rebuild)
        if done:
            self._damaged.clear()
        return done

    def _watching(self) -> None:
        try:
            self._watch(self._notes, self._changed.put, self._stopping)
        except Exception as error:
            log.exception("watching the folder failed, it is compared every minute instead: %s", error)

    def _scanning(self) -> None:
        """Beside the upkeep, for it takes a while in a large library, and a change that was told does not wait."""
        while not self._stopping.wait(FULL_SCAN_EVERY):
            try:
                paths = self._refresh.unnoticed(Rest(self._stopping))
            except Exception as error:
                log.exception("looking through the folder failed, it is tried again: %s", error)
                continue
            if paths:
                self._changed.put(paths)

    def _next_changes(self, wait: float) -> frozenset[str]:
        """The changes reported since the last look, together; empty when none came in `wait` seconds."""
        paths: frozenset[str] = frozenset()
        with contextlib.suppress(queue.Empty):
            paths = self._changed.get(timeout=wait)
            while True:
                paths |= self._changed.get_nowait()
        return paths

    def _carefully(self, work: Callable[[], object]) -> bool:
        """Do it; a failure is logged and tried again later, it never ends the upkeep. True where it returned truth or
        nothing."""
        try:
            done = work() is not False
        except OSError as error:
            self._say(_CANNOT_WRITE.format((error.strerror or str(error)).lower()))
            return False
        except IndexUnusable as error:
            log.warning("The index cannot be used (%s); it is made anew.", error)
            self.mend()
            return False
        except Exception as error:
            log.exception("keeping the index in step failed, it is tried again: %s", error)
            return False
        self._say(None)
        return done

    def _say(self, trouble: str | None) -> None:
        """Once, however often it is tried again."""
        if trouble and trouble != self._trouble:
            log.error("%s", trouble)
        self._trouble = trouble
