"""How wide and high a picture is, told from its first bytes. Pure; nothing is unpacked, as a picture may be a trap."""

from __future__ import annotations

import re

ENOUGH = 128 * 1024
"""Bytes from the beginning of a file in which its size stands, if anywhere."""

Size = tuple[int, int]

_MOST = 65_535  # pixels a side
_SVG = re.compile(rb"<svg\b[^>]{0,4000}>")
_BOX = re.compile(rb"""\bviewBox\s*=\s*["']\s*[-+.\d]+[\s,]+[-+.\d]+[\s,]+([.\d]+)[\s,]+([.\d]+)\s*["']""")
_SIDE = rb"""\b%s\s*=\s*["']\s*([.\d]+)(?:px)?\s*["']"""


def size_of(beginning: bytes) -> Size | None:
    """Width and height in pixels of a PNG, GIF, JPEG, WebP or SVG picture; None where they cannot be told."""
    found = _in_png(beginning) or _in_gif(beginning) or _in_jpeg(beginning) or _in_webp(beginning) or _in_svg(beginning)
    return found if found and all(1 <= side <= _MOST for side in found) else None


def fitting(size: Size, most_width: int | None, most_height: int | None) -> Size:
    """A size no larger than there is room for, of the same proportions; each side at least one pixel."""
    width, height = size
    shrunk = min(1.0, (most_width or width) / width, (most_height or height) / height)
    return max(1, round(width * shrunk)), max(1, round(height * shrunk))


def _in_png(data: bytes) -> Size | None:
    """ISO/IEC 15948, 11.2.2."""
    if not (data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR" and len(data) >= 24):
        return None
    return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])


def _in_gif(data: bytes) -> Size | None:
    if not (data.startswith((b"GIF87a", b"GIF89a")) and len(data) >= 10):
        return None
    return int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")


def _in_jpeg(data: bytes) -> Size | None:
    """Its first frame header (ITU-T T.81, B.2.2); what stands before, such as a camera's notes, is passed over."""
    at = 2 if data.startswith(b"\xff\xd8") else len(data)
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(data[at + 7 : at + 9]), int.from_bytes(data[at + 5 : at + 7])
        at += 2 + length
    return None


def _in_webp(data: bytes) -> Size | None:
    """RFC 9649: a lossy picture, a lossless one, or one with more to it."""
    if not (data.startswith(b"RIFF") and data[8:12] == b"WEBP" and len(data) >= 30):
        return None
    match data[12:16]:
        case b"VP8 ":
            return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF
        case b"VP8L":
            bits = int.from_bytes(data[21:25], "little")
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8X":
            return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    return None


def _in_svg(data: bytes) -> Size | None:
    """What its root element says: `width` and `height` in pixels, else its `viewBox`."""
    root = _SVG.search(data)
    if root is None:
        return None
    sides = [re.search(_SIDE % side, root[0]) for side in (b"width", b"height")]
    box = _BOX.search(root[0])
    texts = [side[1] for side in sides if side] if all(sides) else list(box.groups()) if box else []
    try:
        numbers = [float(text) for text in texts]
    except ValueError:  # dots alone
        return None
    return (round(numbers[0]), round(numbers[1])) if numbers and max(numbers) <= _MOST else None
