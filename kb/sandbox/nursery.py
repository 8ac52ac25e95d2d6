"""A process from which children for single files are made: `python -m kb.sandbox.nursery MODULE`, its standard input a
socket.

What such a child needs is imported here once, which takes most of the time that starting one takes; a child is a fork
and runs `MODULE.main()`. Descriptors are handed on and not looked into. When whoever asked lets go of a child, or is
gone, the child is killed with all it has started.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import select
import signal
import socket
import sys
import tempfile
from typing import NoReturn

import orjson

IDLE = 120  # seconds without a child, after which nothing is kept ready
_LONGEST = 1 << 16  # bytes of a request
_FDS = 3


def main() -> None:
    """Make children until nobody asks any more."""
    module = sys.argv[1]
    warm = getattr(importlib.import_module(module), "warm", None)
    if warm:
        warm()
    gc.collect()
    gc.freeze()  # what is here stays shared with the children
    asked = socket.socket(fileno=os.dup(0))
    children: dict[int, tuple[socket.socket, int]] = {}
    open_ = True
    while open_ or children:
        lines = [line for line, _ in children.values()]
        ready, _, _ = select.select([asked, *lines] if open_ else lines, [], [], IDLE)
        if not ready and not children:
            asked.shutdown(socket.SHUT_RD)  # who asks from now on is told; what was asked already is still read
        for each in ready:
            if each is not asked:
                _end(*children.pop(each.fileno()))
            elif begun := _begin(asked, module):
                children[begun[0].fileno()] = begun
            else:
                open_ = False


def _begin(asked: socket.socket, module: str) -> tuple[socket.socket, int] | None:
    """The line to who asked for a child, and the child; None where nobody will ask any more."""
    data, descriptors, _, _ = socket.recv_fds(asked, _LONGEST, _FDS)
    if len(descriptors) < _FDS:
        return None
    line, file, answer = descriptors
    child = os.fork()
    if not child:
        _run(module, orjson.loads(data), file, answer)
    os.close(file)
    os.close(answer)
    return socket.socket(fileno=line), child


def _run(module: str, request: dict[str, str], file: int, answer: int) -> NoReturn:
    """In the child: nothing is open but the file and the way back, and it leads a group of its own."""
    try:
        os.setsid()
        os.dup2(file, 0)
        os.dup2(answer, 1)
        os.closerange(3, 4096)
        os.chdir(request["folder"])
        os.environ.update(TMPDIR=request["folder"], HOME=request["folder"])
        tempfile.tempdir = None  # it is found anew
        sys.argv = [module, request["request"]]
        importlib.import_module(module).main()
    finally:
        os._exit(0)


def _end(line: socket.socket, child: int) -> None:
    """Kill a child and its group, and say so by closing the line."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(child, 0)
    line.close()


if __name__ == "__main__":
    main()
