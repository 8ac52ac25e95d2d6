"""Looks at pages elsewhere that say they link here, beside requests. The thread starts with the first of them, and at a
start where some wait; it sleeps until one is due."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Protocol

from kb.state import StateUnusable

LONGEST_SLEEP = 3600.0
PAUSE = 1.0
"""Seconds between two pages: nobody is asked as fast as we can."""

log = logging.getLogger("kb")


class Verifier(Protocol):
    """What looks at one page; kb.usecases.linking.mentioning.Verifier."""

    def look(self) -> bool: ...

    def due(self) -> int | None: ...


class Looker:
    """One thread for each process; a page is taken by one of them."""

    def __init__(self, verifier: Verifier, pause: float = PAUSE, clock: Callable[[], float] = time.time) -> None:
        self._verifier = verifier
        self._pause = pause
        self._clock = clock
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Go on with what waited when the program ended."""
        if self._wait() is not None:
            self.wake()

    def wake(self) -> None:
        """There is a page to look at."""
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="looker", daemon=True)
                self._thread.start()
        self._woken.set()

    def stop(self, patience: float = 12.0) -> None:
        """End after the page that is being looked at."""
        self._stopping.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join(patience)

    def _run(self) -> None:
        while not self._stopping.is_set():
            if self._look():
                self._stopping.wait(self._pause)
                continue
            self._woken.wait(self._wait())
            self._woken.clear()

    def _wait(self) -> float | None:
        """Seconds until a page is due; None where there is none."""
        try:
            due = self._verifier.due()
        except StateUnusable:
            return LONGEST_SLEEP
        return None if due is None else min(LONGEST_SLEEP, max(1.0, due - self._clock()))

    def _look(self) -> bool:
        try:
            return self._verifier.look()
        except StateUnusable as error:
            log.warning("Pages that link here are not looked at just now: %s", error)
        except Exception as error:  # a bug, or a folder that cannot be written; the page is looked at again
            log.error("A page that links here could not be looked at: %s.", type(error).__name__)
            return True
        return False
