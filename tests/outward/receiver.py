"""A real mail server for tests: it receives, and keeps what it got."""

from __future__ import annotations

import datetime
import email
import ipaddress
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


class Inbox:
    """What a mail server has received, as mail programs read it.

    Attributes:
        answers: what it says to the next mails instead of taking them, such as "450 Later".
        logins: names and passwords it was told.
    """

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answers: list[str] = []
        self.logins: list[tuple[str, str]] = []
        self.port = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answers:
            return self.answers.pop(0)
        assert isinstance(envelope.content, bytes)
        got = email.message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(got, EmailMessage)
        got["X-Rcpt-To"] = ", ".join(envelope.rcpt_tos)
        got["X-Encrypted"] = str(session.ssl is not None)
        self.mails.append(got)
        return "250 Taken"

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, how: str, told: Any) -> AuthResult:
        assert isinstance(told, LoginPassword)
        self.logins.append((told.login.decode(), told.password.decode()))
        return AuthResult(success=told.password == b"right & proper", handled=False)

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if mail["To"] == address]


def link_in(mail: EmailMessage) -> str:
    """The one link of a mail."""
    [link] = [line for line in mail.get_content().splitlines() if re.fullmatch(r"https?://\S+", line)]
    return link


class _AnyPort(Controller):
    """At any free port: aiosmtpd asks itself whether it is there, at the port it was given."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()


@contextmanager
def receiving(**options: Any) -> Iterator[Inbox]:
    """A mail server on this machine; `options` are those of aiosmtpd."""
    inbox = Inbox()
    controller = _AnyPort(inbox, hostname="127.0.0.1", port=0, **options)
    if options.get("auth_required"):
        controller.SMTP_kwargs["authenticator"] = inbox.authenticate
    controller.start()
    try:
        inbox.port = controller.port
        yield inbox
    finally:
        controller.stop()


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """Encryption for a server at 127.0.0.1, and the file of the certificate that whoever trusts it has to know."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Mail for tests")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .sign(key, hashes.SHA256())
    )
    public, both = folder / "certificate.pem", folder / "both.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    both.write_bytes(secret + public.read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return context, public
