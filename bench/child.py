"""Work in a process of its own, so that one engine's memory and caches are not another's."""

from __future__ import annotations

import contextlib
import multiprocessing
import resource
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TypeVar

import psutil  # type: ignore[import-untyped]

T = TypeVar("T")


def in_child(function: Callable[..., T], *arguments: object) -> T:
    """Call an importable function in a fresh process and return its result; what it raises is raised here."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def start_peak_anew() -> None:
    """Forget the peak so far, where the system can: peak_megabytes then tells of what comes after."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def megabytes_now() -> float:
    """The memory this process holds, in MB."""
    return float(psutil.Process().memory_info().rss) / 1024**2


def peak_megabytes() -> float:
    """The most memory this process has held so far, in MB."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
