"""Why something was not done, in words for whoever asked for it."""

from __future__ import annotations


class NotWritten(Exception):
    """It was not done; the message is a sentence that says why."""


class WrongWords(ValueError):
    """Something in the form cannot be; `field` says where, the message why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
