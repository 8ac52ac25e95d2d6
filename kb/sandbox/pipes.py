"""Pipes to a child process, with a time by which everything must be through."""

from __future__ import annotations

import os
import select
import sys
import time
from collections.abc import Callable

from kb.sandbox.frames import Broken

_CHUNK = 1 << 16  # bytes
_KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE")


class TookTooLong(Exception):
    """No answer within the time given."""


def environment() -> dict[str, str]:
    """For a child: nothing of the parent's environment that could be a secret, and the same modules."""
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def send(pipe: int, data: bytes, deadline: float) -> None:
    """Write everything into a pipe that does not block. Raises TookTooLong, Broken."""
    rest = memoryview(data)
    while rest:
        _wait(pipe, select.POLLOUT, deadline)
        try:
            rest = rest[os.write(pipe, rest[:_CHUNK]) :]
        except BlockingIOError:
            continue
        except BrokenPipeError as error:
            raise Broken("the child is gone") from error


def reader(pipe: int, deadline: float) -> Callable[[int], bytes]:
    """Reads exactly as many bytes as asked for from a pipe that does not block; raises TookTooLong, Broken."""

    def read(count: int) -> bytes:
        data = bytearray()
        while len(data) < count:
            _wait(pipe, select.POLLIN, deadline)
            try:
                more = os.read(pipe, min(count - len(data), _CHUNK * 16))
            except BlockingIOError:
                continue
            if not more:
                raise Broken("the child is gone")
            data += more
        return bytes(data)

    return read


def _wait(pipe: int, event: int, deadline: float) -> None:
    poll = select.poll()
    poll.register(pipe, event)
    left = deadline - time.monotonic()
    if left <= 0 or not poll.poll(left * 1000):
        raise TookTooLong
