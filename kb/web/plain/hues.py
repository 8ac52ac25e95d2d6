"""The colour of a group: one of twelve, always the same for the same slug."""

from __future__ import annotations

import hashlib

DEGREES = (225, 340, 145, 192, 300, 25, 115, 5, 55, 85, 262, 165)
"""Of each colour on the wheel; the same as in style.css."""


def hue_class(group: str | None) -> str:
    """The class that gives a group its colour, "" for no group."""
    return f"hue-{_number(group)}" if group else ""


def hue_degrees(group: str | None) -> int | None:
    return DEGREES[_number(group)] if group else None


def _number(group: str) -> int:
    return int.from_bytes(hashlib.sha256(group.encode()).digest()[:2]) % len(DEGREES)
