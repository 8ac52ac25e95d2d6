"""One child process as its parent sees it: started when needed, killed when it takes too long."""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import sys
import time
from typing import Any

from kb.sandbox.frames import Broken, decoded, encoded

_START = 30.0  # seconds until a child must be ready, on the slowest machine
_CHUNK = 1 << 16  # bytes
_KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "VIRTUAL_ENV")


class TookTooLong(Exception):
    """No answer within the time given."""


class Worker:
    """A child for one caller at a time. After TookTooLong or Broken the next request gets a new child."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None

    def ask(self, request: dict[str, Any], seconds: float) -> Any:
        """The child's answer. Raises TookTooLong, Broken, or OSError where no process can be started."""
        try:
            child = self._started()
            deadline = time.monotonic() + seconds
            self._send(child, encoded({**request, "seconds": seconds}), deadline)
            return self._receive(child, deadline)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End the child at once and wait until it is gone."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._child is not None and self._child.poll() is None:
            return self._child
        self.stop()
        # Nothing of the parent's environment that could be a secret, and the same modules.
        environment = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
        environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        self._child = subprocess.Popen(
            [sys.executable, "-m", "kb.sandbox.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env=environment,
            start_new_session=True,  # Ctrl-C is for the parent, which closes the pipe
        )
        for pipe in (self._child.stdin, self._child.stdout):
            os.set_blocking(pipe.fileno(), False)  # type: ignore[union-attr]  # both are pipes
        self._receive(self._child, time.monotonic() + _START)
        return self._child

    @staticmethod
    def _send(child: subprocess.Popen[bytes], data: bytes, deadline: float) -> None:
        pipe = child.stdin.fileno()  # type: ignore[union-attr]
        rest = memoryview(data)
        while rest:
            _wait(pipe, select.POLLOUT, deadline)
            try:
                rest = rest[os.write(pipe, rest[:_CHUNK]) :]
            except BlockingIOError:
                continue
            except BrokenPipeError as error:
                raise Broken("the child is gone") from error

    @staticmethod
    def _receive(child: subprocess.Popen[bytes], deadline: float) -> Any:
        pipe = child.stdout.fileno()  # type: ignore[union-attr]

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

        return decoded(read)


def _wait(pipe: int, event: int, deadline: float) -> None:
    poll = select.poll()
    poll.register(pipe, event)
    left = deadline - time.monotonic()
    if left <= 0 or not poll.poll(left * 1000):
        raise TookTooLong
