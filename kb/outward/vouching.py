"""Somebody else says who a visitor is: what is asked of them, and what they answer. Plain data; the protocol that
fetches it is `kb.outward.oidc`, which is loaded only where it is needed."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

_HERE = ("localhost", "127.0.0.1", "::1")


def is_private(address: str) -> bool:
    """Nobody on the way can read along: https, or on this machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE)


class ProviderUnusable(Exception):
    """The provider is not reached, or does not do what it must; the message is for the log. It may work in a minute, or
    once a setting is right."""


class NotVouched(Exception):
    """What came back vouches for nobody; the message is for the log, and names nobody."""


@dataclass(frozen=True)
class Flow:
    """One try to sign in, from the button to coming back. All of it is made from one secret, which the browser that
    began keeps: what goes through addresses tells neither that secret nor the rest."""

    secret: str

    @classmethod
    def begun(cls) -> Flow:
        return cls(secrets.token_urlsafe(32))

    @property
    def state(self) -> str:
        """Comes back with the answer: it belongs to the browser that asked (RFC 6749, 10.12)."""
        return self._made_for("state")

    @property
    def nonce(self) -> str:
        """Is inside of what the provider signs: that was made for this try (OpenID Connect Core, 3.1.2.1)."""
        return self._made_for("nonce")

    @property
    def verifier(self) -> str:
        """Is told the provider in the end: whoever overhears the code cannot use it (RFC 7636)."""
        return self._made_for("verifier")

    def _made_for(self, what: str) -> str:
        return hashlib.sha256(f"{what} {self.secret}".encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True)
class Vouched:
    """What a provider says of somebody who has just signed in there.

    Attributes:
        issuer, subject: together the one name that never changes and is never given to another.
        email: an address, "" where it tells none.
        verified: it has made sure that this address is theirs.
        name: what they are called, perhaps "".
    """

    issuer: str
    subject: str
    email: str
    verified: bool
    name: str


class Provider(Protocol):
    """Who vouches."""

    def address(self, flow: Flow, back: str) -> str:
        """Where to send the browser, which will be sent `back`. Raises ProviderUnusable."""

    def vouches(self, flow: Flow, code: str, back: str) -> Vouched:
        """Who came back with this code. Raises NotVouched, ProviderUnusable."""
