"""What was used last, up to a number of bytes: words that are asked for again, and passages that are shown again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any

_OVERHEAD = 600  # bytes of Python objects around an entry


class Cache:
    """Shared by all segments and threads; whoever puts something in gets the same out by its key."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Any:
        """What is kept by this key, or None."""
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: Any, nbytes: int) -> None:
        """Keep a value, and let go of those not used for longest. `nbytes`: of its arrays and texts."""
        with self._lock:
            if key in self._kept:
                return
            self._kept[key] = value, nbytes + _OVERHEAD
            self._size += nbytes + _OVERHEAD
            while self._size > self._limit and self._kept:
                self._size -= self._kept.popitem(last=False)[1][1]
