"""What a child process takes from itself before it looks at anything from outside."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import platform
import resource
import struct
from collections.abc import Iterable
from typing import BinaryIO, NamedTuple

_SET_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER, _ARCHITECTURE, _FAMILY = 0, 4, 16  # where in what the kernel hands over they stand
_LOCAL, _NO_FAMILY = 1, 0xFFFFFFFF  # AF_UNIX, and none
_ALLOWED, _REFUSED, _UNDONE = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x00050000
_IO_URING_SETUP = 425
_OTHER_CALLS = 0x40000000  # the second table of system calls on x86-64


class _Calls(NamedTuple):
    """An architecture, as the kernel's audit knows it, and its numbers of system calls: `socket` and `connect`,
    `truncate`, and those that change rights or owner of a file by its name."""

    architecture: int
    socket: tuple[int, int]
    truncate: int
    owning: tuple[int, ...]


_CALLS = {
    "x86_64": _Calls(0xC000003E, (41, 42), 76, (90, 92, 94, 260, 268, 452)),
    "aarch64": _Calls(0xC00000B7, (198, 203), 45, (53, 54, 452)),
}


def only_the_answer() -> tuple[BinaryIO, BinaryIO]:
    """What comes in and where the answer goes; standard input and output lead nowhere from now on, so that no `print`
    of a library can mix with the answer.
    """
    asked, answer = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    return asked, answer


def limit(
    memory: int, *, seconds: int | None = None, processes: bool = True, most_file: int = 0, local_sockets: bool = False
) -> None:
    """No files, no network, `memory` bytes of address space, `seconds` of processor time, no `processes` of its own.

    `most_file`: bytes that a file may have which it writes all the same; `local_sockets`: it may speak with itself.

    It holds for this process and those it starts. What the platform does not limit, it does not limit.
    """
    limits = [(resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, most_file), (resource.RLIMIT_CORE, 0)]
    if seconds is not None:
        limits.append((resource.RLIMIT_CPU, seconds))
    if not processes:
        limits.append((resource.RLIMIT_NPROC, 0))
    for each, value in limits:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(each, (value, value))
    shut_network(local_sockets=local_sockets)


def shut_network(*, local_sockets: bool = False) -> bool:
    """From now on no socket can be made, by this process or those it starts; with `local_sockets` only
    local ones (AF_UNIX), which lead to no other program. False where the system cannot do that.

    A seccomp filter (Linux, prctl(2)); it needs no rights and works in containers.
    """
    known = _CALLS.get(platform.machine())
    if known is None:
        return False
    socket, connect = known.socket
    return _filtered(
        known.architecture,
        (
            (_IF_EQUAL, 3, 0, socket),
            (_IF_EQUAL, 4, 0, connect),
            (_IF_EQUAL, 3, 0, _IO_URING_SETUP),
            (_RETURN, 0, 0, _ALLOWED),
            (_LOAD, 0, 0, _FAMILY),
            (_IF_EQUAL, 1, 0, _LOCAL if local_sockets else _NO_FAMILY),
            (_RETURN, 0, 0, _REFUSED),
            (_RETURN, 0, 0, _ALLOWED),
        ),
    )


def shut_changes() -> bool:
    """From now on this process, and those it starts, cut no file by its name, and give none other rights or another
    owner so: it is told that this was done, without which some programs go no further. False where the system cannot
    do that. Landlock knows nothing of rights and owners."""
    known = _CALLS.get(platform.machine())
    if known is None:
        return False
    end = len(known.owning) + 1  # of the questions; what follows is the three answers
    return _filtered(
        known.architecture,
        (
            (_IF_EQUAL, end, 0, known.truncate),
            *((_IF_EQUAL, end - number, 0, call) for number, call in enumerate(known.owning)),
            (_RETURN, 0, 0, _ALLOWED),
            (_RETURN, 0, 0, _REFUSED),
            (_RETURN, 0, 0, _UNDONE),
        ),
    )


def _filtered(architecture: int, steps: Iterable[tuple[int, int, int, int]]) -> bool:
    """Have the kernel ask this of each system call, by its number, and refuse those of other tables."""
    if not os.path.exists("/proc/self/status"):  # noqa: PTH110  # Linux, or not
        return False
    program = (
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_IF_EQUAL, 0, 2, architecture),  # 2: to the refusal
        (_LOAD, 0, 0, _NUMBER),
        (_IF_AT_LEAST, 0, 1, _OTHER_CALLS),
        (_RETURN, 0, 0, _REFUSED),
        *steps,
    )
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in program))
    whole = ctypes.create_string_buffer(struct.pack("HL", len(program), ctypes.addressof(code)))
    libc = ctypes.CDLL(None, use_errno=True)
    where = ctypes.c_void_p(ctypes.addressof(whole))
    return bool(
        libc.prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0 and libc.prctl(_SET_SECCOMP, _FILTER, where, 0, 0) == 0
    )
