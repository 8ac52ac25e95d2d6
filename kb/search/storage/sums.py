"""Checksums of a segment's files: a disk may lose a byte without a word, and not every such byte makes reading fail."""

from __future__ import annotations

import json
import zlib
from typing import Any

FILE = ".sums"

_AT_ONCE = 2**20  # bytes


def write_sums(storage: Any, segment: Any) -> None:
    """Of all files that the segment has by now."""
    files = [name for name in storage.list() if name.startswith(segment.make_filename("."))]
    with storage.create_file(segment.make_filename(FILE)) as file:
        file.write(json.dumps({name: _sum(storage, name) for name in sorted(files)}).encode())


def check_sums(storage: Any, segment: Any) -> None:
    """Read every byte. Raises ValueError where one is not as it was written, and what missing files raise."""
    with storage.open_file(segment.make_filename(FILE)) as file:
        written = json.loads(file.read())
    for name, expected in written.items():
        if _sum(storage, name) != expected:
            raise ValueError(f"{name} is not as it was written")


def _sum(storage: Any, name: str) -> int:
    found = 0
    with storage.open_file(name) as file:
        while part := file.read(_AT_ONCE):
            found = zlib.crc32(part, found)
    return found
