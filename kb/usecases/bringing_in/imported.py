"""What is wished for an import, and what became of each file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Outcome = Literal["imported", "draft", "kept as a file", "already there", "different", "left out", "failed"]


@dataclass(frozen=True)
class Wishes:
    """What an import writes into every document that does not say it itself."""

    group: str | None = None
    kind: str | None = None
    tags: tuple[str, ...] = ()
    visibility: str | None = None


@dataclass(frozen=True)
class ImportedFile:
    """What became of one file.

    Attributes:
        source: as it was given; `path` below notes/.
        within: the file it was in (a ZIP, a message), "" for one of its own.
        outcome: `imported`; `draft`, it waits to be read and published; `kept as a file`, a resource was made of it;
            `already there`, the same as an earlier run wrote; `different`, another file has this name and stays as it
            is; `left out` and `failed`, then `reason` says why.
        inferred: for title, date, kind and group the value, and in words what it was inferred from.
        documents: how many were made of it, where it was turned into Markdown.
        report: what was left out of the text, as a sentence.
    """

    source: Path
    path: str
    outcome: Outcome
    reason: str = ""
    inferred: dict[str, tuple[str, str]] = field(default_factory=dict)
    documents: int = 0
    report: str = ""
    within: str = ""


class NothingToImport(Exception):
    """A path that was given does not exist, or lies where it cannot be imported from."""


class UnderTheRule(Exception):
    """Notes of this group must not be published as they are."""
