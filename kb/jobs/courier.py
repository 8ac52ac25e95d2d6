"""Sends letters with news, in one process at a time of those that serve. What is to be sent lies in the database, so a
restart loses none of it; how it is written and taken is the newsroom's (kb.usecases.reading.newsletters)."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

from kb.history import HistoryUnusable
from kb.jobs.postman import Door
from kb.outward.mail import Mail, message
from kb.outward.smtp import NotSent
from kb.people.news import Letter
from kb.state import StateUnusable

EVERY = 15.0
"""Seconds between looks for something to tell."""

log = logging.getLogger("kb")


class Newsroom(Protocol):
    """Where letters are written; kb.usecases.reading.newsletters.Newsroom."""

    def compose(self) -> int: ...

    def take(self) -> Letter | None: ...

    def mail(self, letter: Letter) -> Mail | None: ...

    def sent(self, number: int) -> None: ...

    def failed(self, number: int, *, for_good: bool) -> bool: ...


class Courier:
    """Writes and sends letters in a thread. Each process that serves has one; the lock is taken for one round at a
    time, and whoever finds it taken leaves that round to the other."""

    def __init__(self, newsroom: Newsroom, door: Door, lock: Path, every: float = EVERY) -> None:
        self._newsroom = newsroom
        self._door = door
        self._lock = FileLock(lock)
        self._every = every
        self._stopping = threading.Event()
        self._woken = threading.Event()
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)
        self._trouble = ""

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """There is something to send now."""
        self._woken.set()

    def stop(self, patience: float = 10.0) -> None:
        """End after the letter that is being handed in, at most so many seconds later."""
        self._stopping.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(patience)

    def round(self) -> int:
        """Write what is due and send what may be sent now; gives how many were sent."""
        self._newsroom.compose()
        sent = 0
        while not self._stopping.is_set() and (taken := self._newsroom.take()) is not None:
            sent += self._hand_in(taken)
        return sent

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._woken.wait(self._every)
            self._woken.clear()
            try:
                self._lock.acquire(blocking=False)
            except (Timeout, OSError):  # another process sends, or there is no folder for the lock yet
                continue
            try:
                self._carefully()
            finally:
                self._lock.release()

    def _carefully(self) -> None:
        try:
            self.round()
            self._trouble = ""
        except (StateUnusable, HistoryUnusable) as error:
            if str(error) != self._trouble:  # once, however often it is tried again
                log.error("News cannot be mailed just now: %s", error)
            self._trouble = str(error)
        except Exception as error:  # a bug; it is tried again, and serving goes on
            log.exception("mailing news failed: %s", type(error).__name__)

    def _hand_in(self, letter: Letter) -> bool:
        """One letter; whatever becomes of it holds up no other."""
        try:
            mail = self._newsroom.mail(letter)
            if mail is not None:
                self._door.deliver(message(mail, self._door.sender))
        except NotSent as error:
            again = self._newsroom.failed(letter.number, for_good=error.for_good)
            log.warning("A letter with news was not sent: %s.%s", error, " It is tried again." if again else "")
            return False
        except StateUnusable:
            raise
        except Exception as error:  # a bug in this one; its text could hold an address
            self._newsroom.failed(letter.number, for_good=True)
            log.error("A letter with news could not be sent: %s.", type(error).__name__)
            return False
        self._newsroom.sent(letter.number)
        return mail is not None
