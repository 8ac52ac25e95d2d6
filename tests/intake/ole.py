"""Compound files (OLE), as old Office programs and Outlook write them; [MS-CFB], version 3, large streams only."""

from __future__ import annotations

import struct
from collections.abc import Mapping

_SECTOR = 512
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def ole(streams: Mapping[str, bytes]) -> bytes:
    """A compound file with these streams, each at least 4,096 bytes, below its root."""
    table, sectors, entries = [_TABLE], [], []
    names = sorted(streams, key=lambda name: (len(name), name.upper()))
    for number, name in enumerate(names):
        data = streams[name]
        assert len(data) >= 4096
        count = -(-len(data) // _SECTOR)
        begin = len(table)
        table += [*range(begin + 1, begin + count), _END]
        sectors.append(data.ljust(count * _SECTOR, b"\0"))
        right = number + 2 if number + 1 < len(names) else _FREE
        entries.append(_entry(name, 2, right, _FREE, begin, len(data)))
    directory = b"".join([_entry("Root Entry", 5, _FREE, 1, _END, 0), *entries])
    directory = directory.ljust(-(-len(directory) // _SECTOR) * _SECTOR, b"\0")
    first = len(table)
    table += [*range(first + 1, first + len(directory) // _SECTOR), _END]
    assert len(table) <= _SECTOR // 4
    head = struct.pack("<8s16sHHHHH6sIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"",
                       0, 1, first, 0, 4096, _END, 0, _END, 0, 0)  # fmt: skip
    head += struct.pack("<108I", *[_FREE] * 108)
    allocation = struct.pack("<128I", *table, *[_FREE] * (128 - len(table)))
    return head + allocation + b"".join(sectors) + directory


def _entry(name: str, kind: int, right: int, child: int, begin: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBBIII16sIQQIQ", text, len(text), kind, 1, _FREE, right, child, b"", 0, 0, 0, begin, size)
