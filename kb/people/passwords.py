"""Passwords: which ones are good enough, how they are kept, how one is compared.

Argon2id with the parameters its library recommends (RFC 9106, second choice: 64 MiB, three passes). Length counts, not
which letters are in it (NIST SP 800-63B, 5.1.1.2).
"""

from __future__ import annotations

import threading
from functools import cache

from pwdlib import PasswordHash
from pwdlib.exceptions import PwdlibError

SHORTEST = 12
LONGEST = 200
_AT_ONCE = 4
"""How many are compared at the same time: each needs 64 MiB."""

_gate = threading.Semaphore(_AT_ONCE)
_EASY = ("password", "passwort", "1234567890", "qwertyuiop", "knowledgeclub", "letmein", "abcdefgh")


class NotAPassword(ValueError):
    """The password cannot be taken; the message says why."""


def check_password(password: str, email: str) -> None:
    """Raises NotAPassword where it is too short, too long, or among the first that anybody would try."""
    if len(password) < SHORTEST:
        raise NotAPassword(f"Choose a password of at least {SHORTEST} letters. A few words in a row are a good one.")
    if len(password) > LONGEST:
        raise NotAPassword(f"Choose a password of at most {LONGEST} letters.")
    plain = "".join(letter for letter in password.casefold() if letter.isalnum())
    mailbox = "".join(letter for letter in email.partition("@")[0].casefold() if letter.isalnum())
    rest = plain
    for easy in (*_EASY, mailbox):
        rest = rest.replace(easy, "") if easy else rest
    if len(rest) < SHORTEST // 2 or len(set(password)) < SHORTEST // 3:
        raise NotAPassword(
            "That password is one of the first that anybody would try. A few words in a row are a good one."
        )


def hash_password(password: str) -> str:
    with _gate:
        return _hasher().hash(password)


def verify_password(password: str, kept: str | None) -> tuple[bool, str | None]:
    """Is it the one that was kept? Takes as long where there is none to compare with. The second is a new hash to keep
    where the old one was made with weaker parameters."""
    with _gate:
        if len(password) > LONGEST:
            password, kept = "", None
        try:
            matches, renewed = _hasher().verify_and_update(password, kept or _nobody())
        except PwdlibError:  # something in the database that is no hash
            return False, None
    return (matches, renewed) if kept else (False, None)


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def _nobody() -> str:
    """What a password is compared with where there is no account, so that the time of an answer says nothing."""
    return _hasher().hash("nobody's")
