"""In which sizes there are pictures of files, and of which files."""

from __future__ import annotations

from pathlib import PurePosixPath

WIDTHS = (320, 640, 800, 1200, 1600)
"""In pixels; whoever asks for another width gets the nearest."""

HIGHEST = 6_000
"""Pixels that a picture may be high; one that would be higher is made narrower."""

_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"})
_PDF = ".pdf"


def nearest(width: int) -> int:
    return min(WIDTHS, key=lambda each: abs(each - width))


def has_picture(name: str) -> bool:
    """Can there be a picture of a file of this name?"""
    return PurePosixPath(name).suffix.lower() in _PICTURES | {_PDF}
