"""Secrets that open something: made here, known to one person, kept only as a hash."""

from __future__ import annotations

import hashlib
import secrets


def new_secret() -> str:
    """256 random bits, in letters that an address can hold."""
    return secrets.token_urlsafe(32)


def new_number() -> str:
    """A name for a secret that gives nothing away: to list it, and to take it back."""
    return secrets.token_hex(6)


def digest(secret: str) -> str:
    """What is kept of a secret. It has too many bits to be guessed, so a fast hash is enough."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
