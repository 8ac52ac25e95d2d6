"""Asking other sites for a page, without being turned against the network of this machine.

Whoever may give an address could mean a machine that only we can reach: a router, a database, the metadata of a cloud.
So a name is resolved once, every address it has must be public, and the connection goes to just that address; the same
again for each redirect. Only http and https at their own ports, no name or password in the address, no cookies, no more
than some seconds and a megabyte for all of it. Nothing is unpacked: a server that packs unasked is not read.
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

PATIENCE = 10.0
"""Seconds for an answer, all its redirects included."""
LARGEST = 1_000_000
"""Bytes of an answer that are read."""
LONGEST = 2000
"""Letters of an address."""
_REDIRECTS = 5
_REDIRECTING = (301, 302, 303, 307, 308)
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?\.?|[0-9a-f:.]*:[0-9a-f:.]*")
SAFE = "/:?#[]@!$&'()*+,;=%~"
"""What is not encoded in the path and the query of an address that somebody wrote."""
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([\w.:-]{1,40})", re.ASCII | re.IGNORECASE)
_UNICAST = ipaddress.ip_network("2000::/3")
_TUNNELS = tuple(map(ipaddress.ip_network, ("2001::/23", "2002::/16")))  # which lead to addresses within the address
_SPECIAL = tuple(map(ipaddress.ip_network, ("192.88.99.0/24", "224.0.0.0/3")))

Ports = dict[str, frozenset[int]]
PORTS: Ports = {"http": frozenset({80}), "https": frozenset({443})}


class NotFetched(Exception):
    """There is no answer. The message says why in a few words.

    Attributes:
        for_good: asking again would not help: this address is not asked at all.
    """

    def __init__(self, why: str, *, for_good: bool = False) -> None:
        super().__init__(why)
        self.for_good = for_good


@dataclass(frozen=True)
class Fetched:
    """An answer: from which address in the end, its status and media type, and the first megabyte of it; and its
    charset as the header names it, "" where it does not."""

    address: str
    status: int
    media_type: str
    body: bytes
    charset: str = ""


@dataclass(frozen=True)
class _Target:
    scheme: str
    host: str
    port: int
    asked: str
    """Path and query, as they are sent."""

    @property
    def name(self) -> str:
        """As the Host header has it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port in (80, 443) else f"{host}:{self.port}"


def is_public(address: str) -> bool:
    """Is this an IP address that everybody on the internet reaches as we do?"""
    there = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(there, ipaddress.IPv6Address):
        return there in _UNICAST and there.is_global and not any(there in tunnel for tunnel in _TUNNELS)
    return there.is_global and not any(there in special for special in _SPECIAL)


class Fetcher:
    """Asks for pages. `agent` is what it calls itself.

    `allowed` and `ports` are for tests, which have their servers on this machine: no setting leads to them.
    """

    def __init__(
        self,
        agent: str,
        *,
        allowed: Callable[[str], bool] = is_public,
        ports: Ports = PORTS,
        patience: float = PATIENCE,
        largest: int = LARGEST,
    ) -> None:
        self._agent = agent
        self._allowed = allowed
        self._ports = ports
        self._patience = patience
        self._largest = largest
        self._trusted = ssl.create_default_context()

    def fetch(self, address: str, method: str = "GET") -> Fetched:
        """Ask for an address, and go where it redirects. Raises NotFetched."""
        end = time.monotonic() + self._patience
        for _ in range(_REDIRECTS + 1):
            answer, onward = self._ask(address, method, end)
            if onward is None:
                return answer
            try:
                address = urljoin(address, onward)
            except ValueError:
                raise NotFetched("it redirects to what is no address", for_good=True) from None
        raise NotFetched("it redirects again and again")

    def check(self, address: str) -> None:
        """Raises NotFetched for an address that is never asked, as far as that shows without asking anybody."""
        target = self._target(address)
        with suppress(ValueError):
            if not self._allowed(str(ipaddress.ip_address(target.host))):
                raise NotFetched("it is no public address", for_good=True)

    def _ask(self, address: str, method: str, end: float) -> tuple[Fetched, str | None]:
        target = self._target(address)
        try:
            with self._connected(target, end) as connection:
                connection.putrequest(method, target.asked, skip_host=True, skip_accept_encoding=True)
                for name, value in (
                    ("Host", target.name),
                    ("User-Agent", self._agent),
                    ("Accept", "text/html, text/plain;q=0.8, */*;q=0.1"),
                    ("Accept-Encoding", "identity"),
                    ("Connection", "close"),
                ):
                    connection.putheader(name, value)
                connection.endheaders()
                answer = connection.getresponse()
                onward = answer.getheader("Location") if answer.status in _REDIRECTING else None
                body = b"" if onward is not None else self._read(answer)
                if time.monotonic() >= end:  # and so it was cut: who knows what was to come
                    raise NotFetched("it takes too long")
                kind = answer.getheader("Content-Type") or ""
                charset = _CHARSET.search(kind)
                media_type = kind.partition(";")[0].strip().lower()
                return Fetched(address, answer.status, media_type, body, charset[1] if charset else ""), onward
        except ssl.SSLError as error:
            raise NotFetched(f"it cannot prove who it is ({error.reason or 'no encryption'})") from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            if time.monotonic() >= end:
                raise NotFetched("it takes too long") from None
            raise NotFetched(f"it is not reached ({_reason(error)})") from None

    def _target(self, address: str) -> _Target:
        if len(address) > LONGEST or any(each <= " " or each in "\\\x7f" for each in address):
            raise NotFetched("that is no address", for_good=True)
        try:
            parts = urlsplit(address)
            port = parts.port
            host = (parts.hostname or "").encode("idna").decode() if parts.hostname else ""
        except (ValueError, UnicodeError):
            raise NotFetched("that is no address", for_good=True) from None
        scheme = parts.scheme.lower()
        if scheme not in self._ports or not _HOST.fullmatch(host):
            raise NotFetched("only addresses that begin with http:// or https:// are asked", for_good=True)
        if parts.username is not None or parts.password is not None:
            raise NotFetched("there is a name or password in the address", for_good=True)
        port = port if port is not None else 443 if scheme == "https" else 80
        if port not in self._ports[scheme]:
            raise NotFetched("it is at a port of its own", for_good=True)
        asked = quote(parts.path or "/", safe=SAFE) + (f"?{quote(parts.query, safe=SAFE)}" if parts.query else "")
        return _Target(scheme, host, port, asked)

    @contextmanager
    def _connected(self, target: _Target, end: float) -> Any:
        """A connection to an address that was looked at; cut when the time is up, whatever the other side does."""
        opened = _connect(self._resolved(target), end)
        cutting = threading.Timer(max(0.0, end - time.monotonic()), _cut, [opened])
        cutting.daemon = True
        cutting.start()
        safe = None
        try:
            if target.scheme == "https":
                safe = self._trusted.wrap_socket(opened, server_hostname=target.host, do_handshake_on_connect=False)
                cutting.args = [safe]
                safe.do_handshake()
            connection = http.client.HTTPConnection(target.host, target.port)
            connection.auto_open = 0
            connection.sock = safe or opened
            yield connection
        finally:
            cutting.cancel()
            (safe or opened).close()

    def _resolved(self, target: _Target) -> list[Any]:
        """The addresses of a name, all of them public."""
        try:
            found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise NotFetched("there is no such host") from None
        if not found or not all(self._allowed(str(each[4][0])) for each in found):
            raise NotFetched("it is no public address", for_good=True)
        return found

    def _read(self, answer: http.client.HTTPResponse) -> bytes:
        if (answer.getheader("Content-Encoding") or "identity").strip().lower() != "identity":
            raise NotFetched("it is packed, though nobody asked for that")
        read = bytearray()
        while len(read) < self._largest and (more := answer.read1(self._largest - len(read))):
            read += more
        return bytes(read)


def _connect(found: list[Any], end: float) -> socket.socket:
    """To the first of these that answers."""
    trouble: OSError | None = None
    for family, kind, protocol, _, place in found:
        opened = socket.socket(family, kind, protocol)
        try:
            opened.settimeout(max(0.001, end - time.monotonic()))
            opened.connect(place)
            return opened
        except OSError as error:
            opened.close()
            trouble = error
    raise trouble or OSError("no address")


def _cut(opened: socket.socket) -> None:
    with suppress(OSError):
        opened.shutdown(socket.SHUT_RDWR)


def _reason(error: BaseException) -> str:
    return error.strerror.lower() if isinstance(error, OSError) and error.strerror else type(error).__name__
