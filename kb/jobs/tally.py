"""Notes what happens beside requests: searches that found nothing, documents that were read. A database that is busy,
full or gone slows and breaks none of them.

What is noted waits in memory for a moment and is written together, so that whoever asks for nonsense all day long does
not keep the database busy. What cannot be written is forgotten.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from kb.state import State, StateUnusable, Transaction

PAUSE = 1.0
"""Seconds that what was noted waits for more."""
MOST_WAITING = 200

log = logging.getLogger("kb")

T = TypeVar("T")


class Tally(Generic[T]):
    """Takes what is to be noted and writes it down, in a thread that starts with the first.

    `write` notes one; `what` says in the log what is not noted just now.
    """

    def __init__(self, state: State, write: Callable[[Transaction, T], None], what: str, pause: float = PAUSE) -> None:
        self._state = state
        self._note = write
        self._what = what
        self._pause = pause
        self._waiting: list[T] = []
        self._changed = threading.Condition()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._failed = False

    def note(self, one: T) -> None:
        """Take one; returns at once. Of very many at once some are not noted."""
        with self._changed:
            if self._stopping.is_set() or len(self._waiting) >= MOST_WAITING:
                return
            self._waiting.append(one)
            self._changed.notify()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="tally", daemon=True)
                self._thread.start()

    def stop(self, patience: float = 2.0) -> None:
        """Write what waits, for at most so many seconds, and end."""
        with self._changed:
            self._stopping.set()
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(patience)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._stopping.is_set())
            self._stopping.wait(self._pause)
            with self._changed:
                taken, self._waiting = self._waiting, []
            if taken:
                self._write(taken)
            elif self._stopping.is_set():
                return

    def _write(self, taken: list[T]) -> None:
        try:
            with self._state.write() as db:
                for one in taken:
                    self._note(db, one)
            self._failed = False
        except StateUnusable as error:
            if not self._failed:  # once, however often it goes on
                log.warning("%s just now: %s", self._what, error)
            self._failed = True
        except Exception:  # a bug; requests go on, and so does noting
            log.exception("noting beside requests failed")
