"""Counts searches that found nothing, beside them: a database that is busy, full or gone slows and breaks none of them.

What is counted waits in memory for a moment and is written together, so that whoever asks for nonsense all day long
does not keep the database busy. What cannot be written is forgotten.
"""

from __future__ import annotations

import logging
import threading

from kb.people.empty_searches import note_empty_search
from kb.state import State, StateUnusable

PAUSE = 1.0
"""Seconds that what was noted waits for more."""
MOST_WAITING = 200

log = logging.getLogger("kb")


class Tally:
    """Takes queries and writes them down in a thread that starts with the first."""

    def __init__(self, state: State, pause: float = PAUSE) -> None:
        self._state = state
        self._pause = pause
        self._waiting: list[str] = []
        self._changed = threading.Condition()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._failed = False

    def note(self, query: str) -> None:
        """Take a query that found nothing; returns at once. Of very many at once some are not counted."""
        with self._changed:
            if self._stopping.is_set() or len(self._waiting) >= MOST_WAITING:
                return
            self._waiting.append(query)
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

    def _write(self, queries: list[str]) -> None:
        try:
            with self._state.write() as db:
                for query in queries:
                    note_empty_search(db, query)
            self._failed = False
        except StateUnusable as error:
            if not self._failed:  # once, however often it goes on
                log.warning("Searches that found nothing are not counted just now: %s", error)
            self._failed = True
        except Exception:  # a bug; searches go on, and so does counting
            log.exception("counting searches that found nothing failed")
