"""Reading files before their turn comes: several at once, because most of the work is done in other processes."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Generic, TypeVar

_AT_ONCE = max(2, min(os.cpu_count() or 2, 4))
_WAITING = 4 * _AT_ONCE  # files that are read or have been read and wait for their turn
_MOST_BYTES = 32 * 1024 * 1024  # of files that are read ahead; a larger one only when its turn comes

Read = TypeVar("Read")


class Ahead(Generic[Read]):
    """What `read` makes of each file, asked for in their order; so many are read ahead as memory allows."""

    def __init__(self, files: Sequence[tuple[Path, str]], read: Callable[[Path, str], Read]) -> None:
        self._rest = deque(files)
        self._read = read
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="kb-import")
        self._waiting: dict[str, tuple[Future[Read], int]] = {}

    def __enter__(self) -> Ahead[Read]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def of(self, path: str) -> Read:
        """The next of the files, by its path. Raises what reading it raised."""
        self._fill(path)
        found, _ = self._waiting.pop(path)
        return found.result()

    def _fill(self, wanted: str) -> None:
        while self._rest and len(self._waiting) < _WAITING:
            source, path = self._rest[0]
            size = _size(source)
            ahead = sum(waiting for _, waiting in self._waiting.values())
            if wanted in self._waiting and ahead + size > _MOST_BYTES:
                return
            self._rest.popleft()
            self._waiting[path] = (self._pool.submit(self._read, source, path), size)


def _size(source: Path) -> int:
    try:
        return source.stat().st_size
    except OSError:  # it is said when its turn comes
        return 0
