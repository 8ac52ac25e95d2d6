"""Another site for tests, honest or not: it sends the bytes it is told to, at any pace."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from kb.outward.fetching import Fetcher

Answering = Callable[[socket.socket], None]


class Elsewhere:
    """What it answers, by path; `asked` are the requests it got, whole."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.answers: dict[str, bytes | Answering] = {}
        self.asked: list[str] = []

    def page(self, path: str, html: str, status: str = "200 OK", kind: str = "text/html", **more: str) -> str:
        """An address that gives this page."""
        body = html.encode()
        headers = {"Content-Type": kind, "Content-Length": str(len(body)), **more}
        lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        self.answers[path] = f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body
        return self.url + path

    def redirect(self, path: str, to: str) -> str:
        return self.page(path, "", "302 Found", Location=to)

    def fetcher(self, **options: object) -> Fetcher:
        """One that may ask this site, which is on this machine, and 127.0.0.1 alone."""
        ports = {"http": frozenset({self.port}), "https": frozenset({self.port})}
        options = {"allowed": lambda address: address == "127.0.0.1", "ports": ports, **options}
        return Fetcher("Knowledge Club test", **options)  # type: ignore[arg-type]

    def answer(self, opened: socket.socket) -> None:
        with opened, suppress(OSError):
            asked = b""
            while b"\r\n\r\n" not in asked and (more := opened.recv(65_536)):
                asked += more
            self.asked.append(asked.decode("latin-1"))
            path = self.asked[-1].split(" ")[1] if self.asked[-1] else ""
            said = self.answers.get(path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            if callable(said):
                said(opened)
            else:
                opened.sendall(said)


@contextmanager
def elsewhere() -> Iterator[Elsewhere]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        site = Elsewhere(listening.getsockname()[1])

        def serve() -> None:
            with suppress(OSError):
                while True:
                    opened, _ = listening.accept()
                    threading.Thread(target=site.answer, args=[opened], daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield site
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
