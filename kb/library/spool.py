"""Passages on their way from reading to indexing: on disk, as there may be many, so that no text is parsed twice."""

from __future__ import annotations

import contextlib
import tempfile
import threading
import weakref
from pathlib import Path
from typing import IO

import orjson

from kb.model import PartialDate, Passage


class Spool:
    """Keeps the passages of documents by path and hash until it is closed. A full disk makes it forget, no more."""

    def __init__(self, folder: Path | None) -> None:
        self._lock = threading.Lock()
        self._places: dict[tuple[str, str], tuple[int, int]] = {}
        self._file: IO[bytes] | None = None
        with contextlib.suppress(OSError):
            self._file = tempfile.TemporaryFile(dir=folder, prefix=".passages-")  # noqa: SIM115
            weakref.finalize(self, self._file.close)  # changes that nobody accepts leave nothing behind

    def put(self, path: str, digest: str, passages: tuple[Passage, ...]) -> None:
        rows = [[p.anchor, p.heading, p.parents, p.text, str(p.date) if p.date else None, p.part] for p in passages]
        data = orjson.dumps(rows)
        with self._lock, contextlib.suppress(OSError):
            if self._file:
                start = self._file.seek(0, 2)
                self._file.write(data)
                self._file.flush()
                self._places[path, digest] = (start, len(data))

    def get(self, path: str, digest: str) -> tuple[Passage, ...] | None:
        """The passages of this revision, None where they are not here."""
        with self._lock:
            place = self._places.get((path, digest))
            if place is None or self._file is None:
                return None
            try:
                self._file.seek(place[0])
                rows = orjson.loads(self._file.read(place[1]))
            except (OSError, ValueError):
                return None
        return tuple(
            Passage(anchor, heading, tuple(parents), text, PartialDate.parse(date) if date else None, part)
            for anchor, heading, parents, text, date, part in rows
        )

    def close(self) -> None:
        with self._lock:
            if self._file:
                self._file.close()
            self._file = None
            self._places = {}
