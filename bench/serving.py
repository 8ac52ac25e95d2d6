"""A running `kb serve` on a free port of this machine, and a client that keeps its connection."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

import psutil  # type: ignore[import-untyped]

from bench.corpus import default_cache

_PATIENCE = 600.0  # seconds until a server must have answered: a first index may be made meanwhile


class ServerFailed(Exception):
    """The server ended or did not answer; the message holds what it wrote."""


@dataclass(frozen=True)
class Server:
    """A server that answers. `started` is how long it took until it did, in milliseconds."""

    port: int
    pid: int
    started: float

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self) -> Client:
        return Client(self.port)

    def megabytes(self) -> tuple[float, float]:
        """Resident memory of the server's own process, and of all the processes it started."""
        own = psutil.Process(self.pid)
        return own.memory_info().rss / 1024**2, sum(
            child.memory_info().rss / 1024**2 for child in own.children(recursive=True)
        )

    def processor_seconds(self) -> float:
        """Time that the server and the processes it started have taken so far."""
        own = psutil.Process(self.pid)
        every = (each.cpu_times() for each in (own, *own.children(recursive=True)))
        return float(sum(each.user + each.system for each in every))


class Client:
    """Asks over one connection that stays open, as a browser does."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def get(self, path: str) -> bytes:
        """The body of an answer, as it comes over the line. Raises ServerFailed for another status than 200."""
        self._connection.request("GET", path, headers={"Accept-Encoding": "gzip", "Accept": "*/*"})
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise ServerFailed(f"{answer.status} for {path}")
        return body

    def status(self, path: str) -> int:
        """How an address is answered."""
        self._connection.request("GET", path)
        answer = self._connection.getresponse()
        answer.read()
        return answer.status

    def titles(self, text: str) -> list[str]:
        """Of the documents that a search finds, none where other words had to be taken instead."""
        self._connection.request("GET", f"/api/v1/search?{urlencode({'q': text})}")
        answer = self._connection.getresponse()
        found = cast(dict[str, Any], json.loads(answer.read()))
        if answer.status != 200 or found["did_you_mean"]:
            return []
        return [str(result["title"]) for result in found["results"]]

    def close(self) -> None:
        self._connection.close()


@contextlib.contextmanager
def serving(home: Path, *, workers: int = 1, asked: str = "/readyz") -> Iterator[Server]:
    """Serve a library until the block ends; begins once `asked` has been answered with 200."""
    port = _free_port()
    environment = _environment() | {"KB_HOME": str(home), "KB_PORT": str(port), "KB_WORKERS": str(workers)}
    with tempfile.TemporaryFile("w+") as log:
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "kb.start", "serve"], env=environment, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            _wait(process, port, asked, log)
            yield Server(port, process.pid, (time.perf_counter() - start) * 1000)
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _environment() -> dict[str, str]:
    """Ours without settings; compiled modules are kept outside the checkout, as an installed program has them."""
    left_out = ("PYTHONDONTWRITEBYTECODE",)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KB_") and name not in left_out}
    return kept | {"PYTHONPYCACHEPREFIX": str(default_cache() / "compiled")}


def _wait(process: subprocess.Popen[bytes], port: int, asked: str, log: Any) -> None:
    end = time.perf_counter() + _PATIENCE
    while time.perf_counter() < end and process.poll() is None:
        client = Client(port)
        try:
            client.get(asked)
            return
        except (OSError, http.client.HTTPException, ServerFailed):
            time.sleep(0.005)
        finally:
            client.close()
    log.seek(0)
    raise ServerFailed(f"the server did not answer {asked}: {log.read()[-2000:] or 'it wrote nothing'}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
