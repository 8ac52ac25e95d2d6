"""The git repository of somebody's own that notes/ may be in: what is in there is theirs, and never rewritten."""

from __future__ import annotations

from pathlib import Path


def own_repository(notes: Path) -> Path | None:
    """The folder of the repository that notes/ is in, or is itself; None where there is none."""
    notes = notes.resolve()
    return next((folder for folder in (notes, *notes.parents) if (folder / ".git").exists()), None)
