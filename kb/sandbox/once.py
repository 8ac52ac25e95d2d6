"""A program for a single file: started in an empty folder, read to its end, and killed with all it has started."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from kb.sandbox.frames import Broken, decoded, unframed
from kb.sandbox.pipes import environment, reader


def run_once(
    module: str, request: dict[str, Any], file: BinaryIO, *, seconds: float, most_bytes: int
) -> tuple[Any, list[bytes]]:
    """What `python -m module REQUEST` answers to a file, which is its standard input: a JSON value whose key `blobs`
    says how many frames of bytes follow, and these.

    The child limits itself (kb.sandbox.limits). Raises TookTooLong; Broken where it dies, answers nonsense, or more
    than `most_bytes`; OSError where it cannot be started.
    """
    with tempfile.TemporaryDirectory(prefix="kb-once-") as empty:
        child = subprocess.Popen(  # noqa: S603  # no shell, and the request is one word
            [sys.executable, "-m", module, orjson.dumps(request).decode()],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            cwd=empty,
            env={**environment(), "TMPDIR": str(Path(empty)), "HOME": str(Path(empty))},
            start_new_session=True,  # a group of its own, which is killed as one
        )
        with child:
            try:
                return _answer(child, time.monotonic() + seconds, most_bytes)
            finally:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(child.pid, signal.SIGKILL)


def _answer(child: subprocess.Popen[bytes], deadline: float, most_bytes: int) -> tuple[Any, list[bytes]]:
    pipe = child.stdout.fileno()  # type: ignore[union-attr]  # it is a pipe
    os.set_blocking(pipe, False)
    read = reader(pipe, deadline)
    left = most_bytes

    def bounded(count: int) -> bytes:
        nonlocal left
        left -= count
        if left < 0:
            raise Broken("the answer is too long")
        return read(count)

    answer = decoded(bounded)
    if not isinstance(answer, dict) or not isinstance(answer.get("blobs"), int):
        raise Broken("the answer is not as agreed")
    return answer, [unframed(bounded) for _ in range(answer["blobs"])]
