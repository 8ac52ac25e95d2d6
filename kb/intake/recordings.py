"""Recordings (MP3, M4A, MP4) without what they say beside the sound, which stays as it is: who, when, where, with what.

In MP4 a box may not become shorter, because others point into the file; so its words are overwritten with nothing
(ISO/IEC 14496-12: a `free` box is skipped). In MP3 tags stand before and after the sound.
"""

from __future__ import annotations

import re
import struct

from kb.intake.converted import Unusable

_BROKEN = "It is damaged, so it cannot be played. Export it again and try once more."
_WITHIN = frozenset([b"moov", b"trak", b"mdia", b"minf", b"moof", b"traf", b"edts", b"dinf", b"mvex"])
_TELLS = frozenset([b"udta", b"meta", b"uuid", b"iods", b"Xtra"])
_TIMES = frozenset([b"mvhd", b"tkhd", b"mdhd"])
_DEEPEST = 8
_MOST_BOXES = 20_000
_FRAME = re.compile(rb"\xff[\xe0-\xff]")
_PADDING = 1 << 16  # bytes before the first frame, at most
_BARE_TAG = 128  # bytes of the tag at the end of an MP3


def cleaned_mp3(data: bytes) -> bytes:
    """Without ID3 and APE tags. Raises Unusable where there is no sound."""
    start, end = 0, len(data)
    while data[start : start + 3] == b"ID3" and start + 10 < end:
        size = sum(
            (byte & 0x7F) << shift for byte, shift in zip(data[start + 6 : start + 10], (21, 14, 7, 0), strict=True)
        )
        start += 10 + size + (10 if data[start + 5] & 0x10 else 0)
    if data[end - _BARE_TAG : end][:3] == b"TAG":
        end -= _BARE_TAG
    if data[max(end - 32, 0) : end][:8] == b"APETAGEX":
        size, flags = struct.unpack("<I4xI", data[end - 20 : end - 8])
        end -= size + (32 if flags & 0x8000_0000 else 0)
    sound = _FRAME.search(data, start, min(start + _PADDING, max(end, 0)))
    if not sound:
        raise Unusable(_BROKEN)
    return data[sound.start() : end]


def cleaned_mp4(data: bytes) -> bytes:
    """Without boxes of words, tracks of data, and times of making. Raises Unusable where there is no film."""
    out = bytearray(data)
    boxes = _Boxes(out)
    boxes.clean(0, len(out), 0)
    if not boxes.has_film:
        raise Unusable(_BROKEN)
    return bytes(out)


class _Boxes:
    """The boxes of one file, which is overwritten in place."""

    def __init__(self, out: bytearray) -> None:
        self._out = out
        self._seen = 0
        self.has_film = False

    def clean(self, start: int, end: int, depth: int) -> None:
        at = start
        while at + 8 <= end:
            self._seen += 1
            size, kind = struct.unpack(">I4s", self._out[at : at + 8])
            head = 8
            if size == 1 and at + 16 <= end:
                (size,) = struct.unpack(">Q", self._out[at + 8 : at + 16])
                head = 16
            size = end - at if size == 0 else size
            if size < head or at + size > end or depth > _DEEPEST or self._seen > _MOST_BOXES:
                raise Unusable(_BROKEN)
            self._box(kind, at, at + head, at + size, depth)
            at += size
        if depth == 0 and at != end and not self.has_film:
            raise Unusable(_BROKEN)

    def _box(self, kind: bytes, at: int, inner: int, end: int, depth: int) -> None:
        self.has_film = self.has_film or kind == b"moov"
        if kind in _TELLS or kind in (b"free", b"skip") or (kind == b"trak" and self._is_of_data(inner, end)):
            self._out[at + 4 : at + 8] = b"free"
            self._out[inner:end] = bytes(end - inner)
        elif kind in _TIMES and end - inner >= 20:
            width = 16 if self._out[inner] == 1 else 8  # bytes of the times of making and of changing
            self._out[inner + 4 : inner + 4 + width] = bytes(width)
        elif kind in _WITHIN:
            self.clean(inner, end, depth + 1)

    def _is_of_data(self, start: int, end: int) -> bool:
        """A track of places and the like, as cameras write it, is neither sound nor picture nor words."""
        at = bytes(self._out[start:end]).find(b"hdlr")
        handler = bytes(self._out[start + at + 12 : start + at + 16]) if at >= 0 else b""
        return handler in (b"meta", b"tmcd", b"camm")
