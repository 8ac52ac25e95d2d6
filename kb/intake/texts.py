"""Bytes that are text, in whatever way they were saved."""

from __future__ import annotations

from kb.library.files import decode


def decoded(data: bytes) -> str:
    """The text, with line ends as `\\n` and without a mark at its start."""
    text, _ = decode(data)
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
