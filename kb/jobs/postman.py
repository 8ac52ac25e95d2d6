"""Sends mails beside requests: nobody waits for a mail server, and an answer takes as long whether or not there was
anything to send. What cannot be sent is tried again for some minutes, then given up, and the log says so.

Waiting mails are kept in memory only: they hold links that open something, and whoever asked can ask again.
"""

from __future__ import annotations

import heapq
import logging
import threading
import time
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from itertools import count
from typing import Protocol

from kb.outward.mail import Mail, message
from kb.outward.smtp import NotSent

AGAIN_AFTER = (5.0, 30.0, 120.0, 300.0)
"""Seconds before each further try."""
MOST_WAITING = 1000

log = logging.getLogger("kb")


class Door(Protocol):
    """Where mails are handed in; kb.outward.smtp.MailServer."""

    @property
    def sender(self) -> str: ...

    def deliver(self, message: EmailMessage) -> None:
        """Raises NotSent."""


class Postman:
    """Takes mails and sees to it that they are sent, one after another, in a thread that starts with the first."""

    def __init__(
        self, door: Door, again_after: Sequence[float] = AGAIN_AFTER, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._door = door
        self._again_after = again_after
        self._clock = clock
        self._waiting: list[tuple[float, int, int, Mail]] = []  # due, order of coming, tries so far
        self._order = count()
        self._changed = threading.Condition()
        self._stopping = False
        self._thread: threading.Thread | None = None

    def send(self, mail: Mail) -> None:
        """Take a mail; returns at once."""
        with self._changed:
            if len(self._waiting) >= MOST_WAITING:
                log.error("More than %d mails wait to be sent, so one (%s) was dropped.", MOST_WAITING, mail.kind)
                return
            self._put(self._clock(), 0, mail)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="postman", daemon=True)
                self._thread.start()

    def send_now(self, mail: Mail) -> None:
        """Hand a mail in while somebody waits for it, once. Raises NotSent."""
        self._door.deliver(message(mail, self._door.sender))

    def stop(self, patience: float = 5.0) -> None:
        """Send what was not tried yet, for at most so many seconds, and end."""
        with self._changed:
            self._stopping = True
            failed = [waiting for waiting in self._waiting if waiting[2]]
            self._waiting = [waiting for waiting in self._waiting if not waiting[2]]
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(patience)
        with self._changed:
            if lost := len(failed) + len(self._waiting):
                log.error("%d mail%s not sent before the end.", lost, " was" if lost == 1 else "s were")

    def _put(self, due: float, tries: int, mail: Mail) -> None:
        heapq.heappush(self._waiting, (due, next(self._order), tries, mail))
        self._changed.notify()

    def _run(self) -> None:
        while (taken := self._next()) is not None:
            tries, mail = taken
            try:
                self._door.deliver(message(mail, self._door.sender))
            except NotSent as error:
                self._failed(mail, tries + 1, error)
            except Exception as error:  # a bug; the next mail may still be sent. Its text could hold an address.
                log.error("A mail (%s) could not be sent: %s.", mail.kind, type(error).__name__)

    def _next(self) -> tuple[int, Mail] | None:
        """The mail whose turn it is, with how often it was tried; None at the end."""
        with self._changed:
            while True:
                due, _, tries, mail = self._waiting[0] if self._waiting else (None, 0, 0, None)
                if self._stopping and (mail is None or tries):  # what fails now is not tried again
                    return None
                wait = None if due is None else due - self._clock()
                if mail is not None and wait is not None and wait <= 0:
                    heapq.heappop(self._waiting)
                    return tries, mail
                self._changed.wait(wait)

    def _failed(self, mail: Mail, tries: int, error: NotSent) -> None:
        if error.for_good or tries > len(self._again_after):
            log.error("A mail (%s) was not sent: %s.", mail.kind, error)
            return
        log.warning("A mail (%s) was not sent yet: %s. It is tried again.", mail.kind, error)
        with self._changed:
            self._put(self._clock() + self._again_after[tries - 1], tries, mail)
