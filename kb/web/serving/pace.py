"""How fast somebody may save and ask for previews: so that one runaway program leaves room for everybody else."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from kb.people.limits import MINUTE, Limit, TooMany

SAVES = Limit("saves", 100, MINUTE)
LOOKS = Limit("previews, suggestions and what is kept while somebody writes", 300, MINUTE)


class Pace:
    """Counts in the memory of this process: it guards the machine, not a secret, and a start may forgive."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._taken: dict[tuple[str, int], deque[float]] = {}

    def take(self, limit: Limit, who: int) -> None:
        """Raises TooMany, and then it did not count."""
        now = self._clock()
        with self._lock:
            taken = self._taken.setdefault((limit.name, who), deque(maxlen=limit.most))
            if len(taken) == limit.most and taken[0] > now - limit.within:
                raise TooMany(max(1, int(taken[0] + limit.within - now)))
            taken.append(now)
