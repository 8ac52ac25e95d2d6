"""Work that nobody waits for goes slowly, where others need the interpreter."""

from __future__ import annotations

import threading
import time

_STEPS = 64  # between looks at the clock
_WORK = 0.002  # seconds
_SHARE = 4  # so many times as long as it has worked it rests
_LONGEST = 0.2  # seconds


class Rest:
    """To be called at every small step of it: a fifth of the time it works, the rest of it others do. Once `stopping`
    is set it rests no more."""

    def __init__(self, stopping: threading.Event) -> None:
        self._stopping = stopping
        self._steps = 0
        self._since = time.perf_counter()

    def __call__(self) -> None:
        self._steps += 1
        if self._steps % _STEPS == 0 and (worked := time.perf_counter() - self._since) > _WORK:
            self._stopping.wait(min(worked * _SHARE, _LONGEST))
            self._since = time.perf_counter()
