"""One child process as its parent sees it: started when needed, killed when it takes too long."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from typing import Any

from kb.sandbox.frames import decoded, encoded
from kb.sandbox.pipes import environment, reader, send

_START = 30.0  # seconds until a child must be ready, on the slowest machine


class Worker:
    """A child for one caller at a time. After TookTooLong or Broken the next request gets a new child."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None

    def ask(self, request: dict[str, Any], seconds: float) -> Any:
        """The child's answer. Raises TookTooLong, Broken, or OSError where no process can be started."""
        try:
            child = self._started()
            deadline = time.monotonic() + seconds
            send(child.stdin.fileno(), encoded({**request, "seconds": seconds}), deadline)  # type: ignore[union-attr]
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
        self._child = subprocess.Popen(
            [sys.executable, "-m", "kb.sandbox.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env=environment(),
            start_new_session=True,  # Ctrl-C is for the parent, which closes the pipe
        )
        for pipe in (self._child.stdin, self._child.stdout):
            os.set_blocking(pipe.fileno(), False)  # type: ignore[union-attr]  # both are pipes
        self._receive(self._child, time.monotonic() + _START)
        return self._child

    @staticmethod
    def _receive(child: subprocess.Popen[bytes], deadline: float) -> Any:
        return decoded(reader(child.stdout.fileno(), deadline))  # type: ignore[union-attr]  # it is a pipe
