"""A program for a single file: begun in an empty folder, read to its end, and killed with all it has started."""

from __future__ import annotations

import atexit
import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson

from kb.sandbox.frames import Broken, decoded, unframed
from kb.sandbox.pipes import environment, reader

_MOST_NURSERIES = 4
_AT_ONCE = threading.BoundedSemaphore(max(3, (os.cpu_count() or 2) + 1))  # children of this process
_ENDING = 0.5  # seconds that a process waits for those it was asking, when it ends
_GOING = 10.0  # seconds in which a child that was killed is gone


def run_once(
    module: str, request: dict[str, Any], file: BinaryIO, *, seconds: float, most_bytes: int
) -> tuple[Any, list[bytes]]:
    """What `main()` of a module, with the request as JSON in `sys.argv[1]`, answers to a file, which is its standard
    input: a JSON value whose key `blobs` says how many frames of bytes follow, and these.

    The child limits itself (kb.sandbox.limits). What its module's `warm()` imports, where it has one, is there already.
    Raises TookTooLong; Broken where it dies, answers nonsense, or more than `most_bytes`; OSError where it cannot be
    started.
    """
    with _AT_ONCE, tempfile.TemporaryDirectory(prefix="kb-once-") as empty:
        asked = orjson.dumps({"folder": empty, "request": orjson.dumps(request).decode()})
        answer, answering = os.pipe()
        try:
            with _child(module, asked, file.fileno(), answering):
                return _answer(answer, time.monotonic() + seconds, most_bytes)
        finally:
            os.close(answer)


def make_ready(module: str) -> None:
    """Somebody is about to ask for a child of this module: what takes time is done meanwhile."""
    with contextlib.suppress(OSError):
        _nursery(module).make_ready()


@contextlib.contextmanager
def _child(module: str, asked: bytes, file: int, answering: int) -> Iterator[None]:
    """A child that has the file and the pipe, which is no longer ours; gone afterwards with all it started."""
    own, line = socket.socketpair()
    with own:
        try:
            _nursery(module).ask(asked, [line.fileno(), file, answering])
        finally:
            line.close()
            os.close(answering)
        try:
            yield
        finally:
            own.shutdown(socket.SHUT_WR)
            own.settimeout(_GOING)
            with contextlib.suppress(OSError):
                own.recv(1)


class _Nursery:
    """A process that makes children of one module, in one environment; started anew where it is gone."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._asking: socket.socket | None = None
        self._owner = 0

    def ask(self, asked: bytes, descriptors: list[int]) -> None:
        """Raises OSError where none can be started."""
        with self._lock:
            for last in (False, True):
                if self._asking is None or self._owner != os.getpid() or last:
                    self._start()
                assert self._asking is not None
                try:
                    socket.send_fds(self._asking, [asked], descriptors)
                    return
                except OSError:
                    if last:
                        raise

    def make_ready(self) -> None:
        """Raises OSError where none can be started."""
        with self._lock:
            if self._process is None or self._owner != os.getpid() or self._process.poll() is not None:
                self._start()

    def let_go(self) -> None:
        """It ends by itself when nobody can ask it any more and its children are through."""
        with self._lock:
            self._let_go()

    def _start(self) -> None:
        self._let_go()
        asking, asked = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with asked:
            self._process = subprocess.Popen(  # noqa: S603  # no shell, and the module is one of ours
                [sys.executable, "-m", "kb.sandbox.nursery", self._module],
                stdin=asked.fileno(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", env=environment(),
                start_new_session=True,
            )  # fmt: skip
        threading.Thread(
            target=self._process.wait, name="kb-nursery", daemon=True
        ).start()  # its end is noticed at once
        self._asking, self._owner = asking, os.getpid()

    def _let_go(self) -> None:
        asking, process = self._asking, self._process
        self._asking = self._process = None
        if asking is not None:
            asking.close()
        if process is not None and self._owner == os.getpid():
            _leaving.append(process)


_leaving: list[subprocess.Popen[bytes]] = []
"""Those that end when their children are through."""

_nurseries: dict[tuple[object, ...], _Nursery] = {}
_choosing = threading.Lock()


def _nursery(module: str) -> _Nursery:
    """The one for this module and for what the environment is now; the oldest goes where there are too many."""
    key = (module, *environment().items())
    with _choosing:
        if key not in _nurseries:
            while len(_nurseries) >= _MOST_NURSERIES:
                _nurseries.pop(next(iter(_nurseries))).let_go()
            _leaving[:] = [each for each in _leaving if each.poll() is None]
            _nurseries[key] = _Nursery(module)
        return _nurseries[key]


@atexit.register
def _end_all() -> None:
    """Nothing is left behind by a process that ends."""
    for each in _nurseries.values():
        each.let_go()
    for process in _leaving:
        try:
            process.wait(_ENDING)
        except subprocess.TimeoutExpired:  # it was just importing
            process.kill()
            process.wait()


def _answer(pipe: int, deadline: float, most_bytes: int) -> tuple[Any, list[bytes]]:
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
