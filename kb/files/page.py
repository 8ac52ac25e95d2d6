"""A page of an attached file, and which files have pages that are searched."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

_ENDINGS = frozenset({".pdf", ".docx", ".odt", ".pptx", ".xlsx", ".txt"})


@dataclass(frozen=True)
class Page:
    """A page of a file; `label` says which one, as in "page 3" or "sheet Budget", "" where there is but one."""

    label: str
    text: str


def is_readable(name: str) -> bool:
    """Is a file of this name one whose text is searched?"""
    return PurePosixPath(name).suffix.lower() in _ENDINGS
