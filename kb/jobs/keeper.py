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

FULL_SCAN_EVERY = 60.0
"""Seconds between scans of the whole folder: what the watcher missed (a network drive, an overflow) is found then."""

FOLLOW_EVERY = 0.5
"""Seconds between looks of a process that only follows."""

log = logging.getLogger("kb")


class Refresh(Protocol):
    """What brings index and catalog up to date; kb.usecases.refresh.Refresher."""

    def everything(self, progress: Progress | None = None) -> object: ...

    def paths(self, paths: frozenset[str]) -> object: ...

    def in_step(self) -> bool:
        """Does the catalog of this process cover every file of the folder, as it is now?"""


Watch = Callable[[Path, Callable[[frozenset[str]], None], threading.Event], None]
"""Calls back with paths below the folder that changed, until the event is set; kb.library.watch."""


class Keeper:
    """Runs the upkeep in a thread of its own, and knows how far the first run is.

    `lock` names the file that only the process which keeps the index holds; None where there is nothing to share, as
    with an index in memory. `notice` is a sentence for the pages, or None.
    """

    def __init__(self, refresh: Refresh, watch: Watch, notes: Path, lock: Path | None, notice: str | None) -> None:
        self.notice = notice
        self._refresh = refresh
        self._watch = watch
        self._notes = notes
        self._lock = FileLock(lock) if lock else None
        self._progress = Progress("Indexing")
        self._ready = threading.Event()
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

    def start(self, patience: float) -> None:
        """Begin, and wait at most `patience` seconds for the first run to be done."""
        self._thread.start()
        self._ready.wait(patience)

    def mend(self) -> None:
        """Compare everything again soon: a reader met an index that cannot be used."""
        self._ready.clear()
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
            elif self._carefully(self._refresh.in_step):
                self._ready.set()
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
        if self._carefully(lambda: self._refresh.everything(self._progress)):
            self._ready.set()
        scanned = time.monotonic()
        while not self._stopping.is_set():
            if paths := self._next_changes(FULL_SCAN_EVERY if self.ready else 5.0):
                self._carefully(partial(self._refresh.paths, paths))
            if not self.ready or time.monotonic() - scanned > FULL_SCAN_EVERY:
                if self._carefully(self._refresh.everything):
                    self._ready.set()
                scanned = time.monotonic()
        watcher.join(timeout=5)

    def _watching(self) -> None:
        self._carefully(lambda: self._watch(self._notes, self._changed.put, self._stopping))

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
            return work() is not False
        except Exception as error:
            log.exception("keeping the index in step failed, it is tried again: %s", error)
            return False
