"""A real server process for a library."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import httpx2


class Server:
    """One running `kb serve`.

    `program` is the command, where it is another than that of this checkout; `limits` is called in the new process
    before the program starts; without `ready` nobody waits until it is.
    """

    def __init__(
        self,
        home: Path,
        *,
        program: Sequence[str] = (sys.executable, "-m", "kb.start"),
        limits: Callable[[], None] | None = None,
        ready: bool = True,
        **settings: str,
    ) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("KB_")}
        # Where a public address is set that one is printed, so the port has to be known before.
        port = free_port() if "KB_URL" in settings else 0
        environment |= {"KB_HOME": str(home), "KB_PORT": str(port), **settings}
        self.home = home
        self.log = home.parent / f"server-{time.monotonic_ns()}.log"
        self.out = self.log.with_suffix(".out")
        with self.log.open("w") as log, self.out.open("w") as out:
            self.process = subprocess.Popen(
                [*program, "serve"], env=environment, stdout=out, stderr=log, preexec_fn=limits
            )
        self.until(lambda: "\n" in self.printed or self.process.poll() is not None, within=60)
        assert "http" in self.printed, f"the server did not start: {self.printed}{self.said}"
        self.url = f"http://127.0.0.1:{port}" if port else "http" + self.printed.partition("http")[2].split()[0]
        self.client = httpx2.Client(base_url=self.url, timeout=30)
        if ready:
            self._wait()

    @property
    def printed(self) -> str:
        """What it has written on its output: where it is, and how to set the library up."""
        return self.out.read_text()

    @property
    def said(self) -> str:
        """What it has written on its error stream."""
        return self.log.read_text()

    def get(self, path: str, **kwargs: object) -> httpx2.Response:
        return self.client.get(path, **kwargs)  # type: ignore[arg-type]

    def search(self, text: str, **parameters: object) -> dict[str, object]:
        return self.get("/api/v1/search", params={"q": text, **parameters}).json()  # type: ignore[no-any-return]

    def finds(self, text: str, within: float = 10.0) -> bool:
        """Does a search for this find anything before the time is up?"""
        return self.until(lambda: bool(self.search(text)["total"]), within)

    @staticmethod
    def until(condition: object, within: float = 10.0) -> bool:
        """Wait until a condition holds; False where it does not in this many seconds."""
        assert callable(condition)
        end = time.monotonic() + within
        while time.monotonic() < end:
            if condition():
                return True
            time.sleep(0.05)
        return False

    def stop(self, how: int = signal.SIGTERM) -> int:
        """End it and give its exit status."""
        self.client.close()
        self.process.send_signal(how)
        return self.process.wait(timeout=20)

    def _wait(self) -> None:
        def ready() -> bool:
            try:
                return self.get("/readyz").status_code == 200
            except httpx2.TransportError:
                return False

        assert self.until(ready, within=60), f"the server is not ready: {self.log.read_text()}"


class Served:
    """All servers of one test."""

    def __init__(self) -> None:
        self._servers: list[Server] = []

    def __call__(self, home: Path, **options: Any) -> Server:
        self._servers.append(Server(home, **options))
        return self._servers[-1]

    def end(self) -> None:
        for server in self._servers:
            if server.process.poll() is None:
                server.stop()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return int(any_port.getsockname()[1])
