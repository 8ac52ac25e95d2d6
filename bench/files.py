"""`python -m bench.files`: how often a second a public file that a blog shows can be asked about.

Whoever has a picture already asks whether it is still the same (RFC 9110, 13.1). Two workers answer; the load generator
is on the same machine and counts. On a machine that others use as well the time of its processors says more than the
clock: both are given.
"""

from __future__ import annotations

import os
import socket
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from bench.report import DOCUMENT, machine, table, write_section
from bench.serving import Server, serving

REACH = 500
"""Answers a second on two cores, the load generator included."""

_CONNECTIONS = 8
_SECONDS = 5.0
_WORKERS = 2
ADDRESS = "/d/triumphs/files/graphic.svg"
_GRAPHIC = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9'/></svg>" * 50


@dataclass(frozen=True)
class Asked:
    """Answers by the clock, and the processors' time that server and load generator took for them, both in seconds."""

    answers: int
    seconds: float
    processors: float

    @property
    def per_second(self) -> float:
        return self.answers / self.seconds

    @property
    def on_two_cores(self) -> float:
        """Answers a second that two cores give which do nothing else."""
        return 2 * self.answers / self.processors


def main() -> None:
    """Measure and write docs/benchmarks.md."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "library"
        write_library(home)
        with serving(home, workers=_WORKERS, asked=ADDRESS) as server:
            seen = headers_of(server)
            rows = [
                ("whether it has changed, by its ETag", measure(server, {"If-None-Match": seen["etag"]})),
                ("whether it has changed, by its date", measure(server, {"If-Modified-Since": seen["last-modified"]})),
            ]
    write_section(DOCUMENT, "files", "\n".join(_section(rows)))


def measure(server: Server, headers: dict[str, str], seconds: float = _SECONDS) -> Asked:
    """Ask over eight connections for so long."""
    counts = [0] * _CONNECTIONS
    until = time.perf_counter() + seconds
    asked = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    request = f"GET {ADDRESS} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n{asked}\r\n".encode()
    threads = [
        threading.Thread(target=_ask, args=(server.port, request, until, counts, number))
        for number in range(_CONNECTIONS)
    ]
    before, start = _processors(server), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Asked(sum(counts), time.perf_counter() - start, _processors(server) - before)


def _ask(port: int, request: bytes, until: float, counts: list[int], number: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        while time.perf_counter() < until:
            connection.sendall(request)
            answer = connection.recv(65536)
            if not (answer.startswith(b"HTTP/1.1 304 ") and answer.endswith(b"\r\n\r\n")):
                raise RuntimeError(answer[:200].decode(errors="replace"))
            counts[number] += 1


def _processors(server: Server) -> float:
    """Time taken so far by the server with all its processes, and by this process."""
    own = psutil.Process(os.getpid()).cpu_times()
    return server.processor_seconds() + own.user + own.system


def headers_of(server: Server) -> dict[str, str]:
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(f"GET {ADDRESS} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        head = b""
        while more := connection.recv(65536):
            head += more
    lines = head.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")[1:]
    return {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}


def write_library(home: Path) -> None:
    notes = home / "notes"
    (notes / "resources" / "triumphs").mkdir(parents=True)
    (notes / "resources" / "triumphs.md").write_text("---\nid: triumphs\nkind: resource\n---\n\n# Triumphs\n")
    (notes / "resources" / "triumphs" / "graphic.svg").write_bytes(_GRAPHIC)


def _section(rows: list[tuple[str, Asked]]) -> list[str]:
    return [
        "## Files that are asked for again",
        "",
        f"{machine()}.",
        "",
        f"A public file, asked for again by who has it: {_WORKERS} workers, {_CONNECTIONS} connections, the load "
        f"generator on the same machine ({os.cpu_count()} cores, which others may have used meanwhile). Reach {REACH}.",
        "",
        table(
            ["asked", "answers a second", "a second on two cores of its own"],
            [[what, f"{each.per_second:,.0f}", f"{each.on_two_cores:,.0f}"] for what, each in rows],
        ),
    ]


if __name__ == "__main__":
    main()
