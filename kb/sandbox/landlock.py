"""What files a process may still open: Landlock (Linux 5.13 and newer), which needs no rights and works in containers.

https://docs.kernel.org/userspace-api/landlock.html
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import os
import platform
import struct
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # system calls, on every architecture
_BENEATH = 1  # a kind of rule
_SET_NO_NEW_PRIVILEGES = 38
_EXECUTE, _WRITE, _READ, _LIST = 1, 2, 4, 8
_REMOVE_FILE, _MAKE_SOCKET = 1 << 5, 1 << 9
_REFER, _TRUNCATE = 1 << 13, 1 << 14
_KNOWN = ((1, _REFER - 1), (2, _REFER), (3, _TRUNCATE))
"""The rights that there are since a version of it: those of the first, to move from folder to folder (which it refuses
without that right), and to cut, which before Linux 6.2 nothing here refuses (but kb.sandbox.limits.shut_changes)."""
_ASK_VERSION = 1
_OF_A_FILE = _EXECUTE | _WRITE | _READ | _TRUNCATE


@functools.cache
def is_possible() -> bool:
    """Can this system keep a process from files? Another process asks it: where a service may not (systemd's
    SystemCallFilter), whoever asks is killed."""
    if sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64"):
        return False
    asks = f"import ctypes, sys; sys.exit(ctypes.CDLL(None).syscall({_CREATE}, None, ctypes.c_size_t(0), 1) < 1)"
    return subprocess.run([sys.executable, "-I", "-c", asks], stdin=subprocess.DEVNULL, check=False).returncode == 0  # noqa: S603


def only_files(
    readable: Iterable[Path], writable: Iterable[Path], sockets: Iterable[Path] = (), cleared: Iterable[Path] = ()
) -> bool:
    """From now on this process, and those it starts, can open nothing but these files and what is below these folders;
    what is open stays so. What is not there need not be. False, with nothing changed, where the system cannot do that.
    Who calls it again can only do less.

    `sockets`: folders in which it may make local sockets; `cleared`: in which it may take files away. Neither lets it
    read any.
    """
    version = _call(_CREATE, 0, 0, _ASK_VERSION)
    known = sum(rights for since, rights in _KNOWN if since <= version)
    attributes = struct.pack("=Q", known)
    rules = _call(_CREATE, attributes, len(attributes), 0)
    if rules < 0:
        return False
    try:
        reading = _EXECUTE | _READ | _LIST
        allowed = (readable, reading), (writable, known), (sockets, _MAKE_SOCKET), (cleared, _REMOVE_FILE)
        for paths, access in allowed:
            for path in paths:
                with contextlib.suppress(FileNotFoundError):
                    _allow(rules, path, access)
        libc = ctypes.CDLL(None, use_errno=True)
        return bool(libc.prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0 and _call(_RESTRICT, rules, 0) == 0)
    finally:
        os.close(rules)


def _allow(rules: int, path: Path, access: int) -> None:
    there = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("=Qi", access if path.is_dir() else access & _OF_A_FILE, there)
        if _call(_ADD, rules, _BENEATH, rule, 0) != 0:
            raise OSError(f"{path} could not be allowed")
    finally:
        os.close(there)


def _call(number: int, *arguments: bytes | int) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    passed = [ctypes.c_long(each) if isinstance(each, int) else ctypes.c_char_p(each) for each in arguments]
    return int(libc.syscall(ctypes.c_long(number), *passed))
