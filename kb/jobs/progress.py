"""How far a long piece of work is: counted always, shown as a bar on a terminal once it takes longer than a second."""

from __future__ import annotations

import sys
import time

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

_PATIENCE = 1.0
"""Seconds before a bar appears: what is done by then needs none."""


class Progress:
    """Counts what is done of a total.

    Where `shown`, a bar is drawn on the error stream if that is a terminal; elsewhere one line is written every ten
    seconds, so that a log of a long start is not empty.
    """

    def __init__(self, what: str, *, shown: bool = True) -> None:
        self.done = 0
        self.total = 0
        self._what = what
        self._shown = shown
        self._began = time.monotonic()
        self._last_line = self._began
        self._bar: Bar | None = None

    def begin(self, total: int) -> None:
        self.done, self.total = 0, total
        self._began = self._last_line = time.monotonic()

    def advance(self, count: int) -> None:
        """`count` more are done."""
        self.done += count
        if self._shown and time.monotonic() - self._began > _PATIENCE:
            self._show()

    def end(self) -> None:
        if self._bar:
            self._bar.stop()
            self._bar = None

    def _show(self) -> None:
        if sys.stderr.isatty():
            if self._bar is None:
                columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
                self._bar = Bar(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False)
                self._bar.start()
                self._bar.add_task(self._what, total=self.total or None)
            self._bar.update(self._bar.task_ids[0], completed=self.done, total=self.total or None)
        elif time.monotonic() - self._last_line > 10:
            self._last_line = time.monotonic()
            print(f"{self._what}: {self.done} of {self.total}", file=sys.stderr)
