"""Does, at a start and then every hour, what nobody asks for: destroys what has expired, ends what was broken off."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from kb.state import StateUnusable

EVERY = 3600.0
AGAIN = 60.0
"""Seconds until it is tried again where it failed."""

log = logging.getLogger("kb")


class Sweeper:
    """Runs `work` in a thread. Each process has one: the work may be done twice at a time, and does no harm then."""

    def __init__(self, work: Callable[[], object], every: float = EVERY, again: float = AGAIN) -> None:
        self._work = work
        self._every = every
        self._again = again
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sweeper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, patience: float = 5.0) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(patience)

    def _run(self) -> None:
        done = True
        while not self._stopping.is_set():
            done = self._carefully(told=not done)
            self._stopping.wait(self._every if done else self._again)

    def _carefully(self, *, told: bool) -> bool:
        """Do it; `told`: that it fails is in the log already."""
        try:
            self._work()
        except (OSError, StateUnusable) as error:
            if not told:
                log.error("What has expired cannot be removed just now: %s", error)
            return False
        except Exception:  # a bug; serving goes on
            log.exception("removing what has expired failed")
            return False
        return True
