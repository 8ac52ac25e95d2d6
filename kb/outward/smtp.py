"""A mail server: where it is, and how a mail is handed to it (RFC 5321). Never in clear where there is a password."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from urllib.parse import parse_qs, unquote, urlsplit

_PATIENCE = 20.0
"""Seconds a mail server may take for one step."""
_PORTS = {"smtp": 587, "smtps": 465}
_NO_WAY_AGAIN = 500
"""From this answer of a server on, asking again will not help (RFC 5321, 4.2.1)."""


class NotSent(Exception):
    """A mail was not sent. The message says why in words for the log: never an address, never what the mail said.

    Attributes:
        for_good: trying again will not help.
    """

    def __init__(self, reason: str, *, for_good: bool = False) -> None:
        super().__init__(reason)
        self.for_good = for_good


@dataclass(frozen=True)
class MailServer:
    """Where mails are handed in.

    Attributes:
        encrypted: from the first byte on (smtps); else STARTTLS where it is offered, and always before a password.
        sender: the address mails come from.
    """

    host: str
    port: int
    encrypted: bool
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def at(cls, address: str) -> MailServer:
        """From `smtp://user:password@host:587?from=address`. Raises ValueError with a sentence."""
        parts = urlsplit(address)
        try:
            port = parts.port
        except ValueError:
            raise ValueError("the port is not a number") from None
        if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/") or parts.fragment:
            raise ValueError("it looks like smtp://user:password@mail.example.org:587?from=club@example.org")
        user, asked = unquote(parts.username or ""), parse_qs(parts.query, keep_blank_values=True)
        if asked.keys() - {"from"}:
            raise ValueError("only ?from= can stand behind it")
        sender = asked.get("from", [user])[-1].strip()
        if not _is_address(sender):
            raise ValueError("it does not say which address mails come from; add ?from=club@example.org")
        secret = unquote(parts.password or "")
        return cls(parts.hostname, port or _PORTS[parts.scheme], parts.scheme == "smtps", sender, user, secret)

    def deliver(self, message: EmailMessage) -> None:
        """Hand one mail in. Raises NotSent."""
        try:
            with self._connected() as connection:
                connection.send_message(message)
        except smtplib.SMTPAuthenticationError:
            raise NotSent("the mail server does not take the name and password of KB_SMTP_URL") from None
        except smtplib.SMTPRecipientsRefused as error:
            code = max((code for code, _ in error.recipients.values()), default=0)
            raise NotSent(f"the mail server refused the address ({code})", for_good=code >= _NO_WAY_AGAIN) from None
        except smtplib.SMTPResponseException as error:
            code = error.smtp_code
            raise NotSent(f"the mail server refused it ({code})", for_good=code >= _NO_WAY_AGAIN) from None
        except smtplib.SMTPNotSupportedError:
            raise NotSent("the mail server cannot do what this mail needs", for_good=True) from None
        except ssl.SSLError as error:
            raise NotSent(f"the mail server cannot prove who it is ({error.reason or 'no encryption'})") from None
        except (OSError, smtplib.SMTPException) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
            raise NotSent(f"the mail server is not reached ({reason})") from None

    def _connected(self) -> smtplib.SMTP:
        trusted = ssl.create_default_context()
        if self.encrypted:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=_PATIENCE, context=trusted)
        else:
            connection = smtplib.SMTP(self.host, self.port, timeout=_PATIENCE)
        try:
            connection.ehlo()
            if not self.encrypted and connection.has_extn("starttls"):
                connection.starttls(context=trusted)
                connection.ehlo()
            elif not self.encrypted and self.password:
                raise NotSent("the mail server offers no encryption, so it was not told the password")
            if self.password:
                connection.login(self.user, self.password)
        except BaseException:
            connection.close()
            raise
        return connection


def _is_address(text: str) -> bool:
    mailbox, _, host = text.rpartition("@")
    return bool(mailbox and host) and text.isprintable() and not set(text) & set(' <>",;:()')
