"""Pages that are made already, up to a number of bytes; the ones not asked for longest go first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future

from kb.markup import Rendered

Key = tuple[bytes, int, str | None]
_OVERHEAD = 500  # bytes of an entry beside its text


class Kept:
    """A cache of pages in which each is made once, however many ask for it at the same time."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._size = 0
        self._pages: OrderedDict[Key, tuple[Rendered, int]] = OrderedDict()
        self._making: dict[Key, Future[Rendered]] = {}
        self._lock = threading.Lock()

    def page(self, key: Key, make: Callable[[], tuple[Rendered, bool]]) -> Rendered:
        """The page of this key. `make` returns it and whether it may be kept; who asks meanwhile waits for it."""
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
                return self._pages[key][0]
            making = self._making.get(key)
            mine: Future[Rendered] = Future()
            if making is None:
                self._making[key] = mine
        if making is not None:
            return making.result()
        try:
            page, keep = make()
        except BaseException as error:
            with self._lock:
                del self._making[key]
            mine.set_exception(error)
            raise
        with self._lock:
            if keep:
                self._keep(key, page)
            del self._making[key]
        mine.set_result(page)
        return page

    def _keep(self, key: Key, page: Rendered) -> None:
        size = len(page.html) * 2 + sum(len(h.text) + 200 for h in page.outline) + _OVERHEAD
        self._pages[key] = (page, size)
        self._size += size
        while self._size > self._most and self._pages:
            _, (_, gone) = self._pages.popitem(last=False)
            self._size -= gone
